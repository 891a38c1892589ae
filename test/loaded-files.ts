// Loaded before a program: sends its parent the list of loaded files on request.
process.on("message", () => process.send?.(Object.keys(require.cache)));
process.channel?.unref();
