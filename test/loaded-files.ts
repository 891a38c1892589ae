// Loaded before a program: tells its parent which files are loaded, whenever it is asked.
process.on("message", () => process.send?.(Object.keys(require.cache)));
process.channel?.unref();
