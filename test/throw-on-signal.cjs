// Loaded into a gateway by test/server.test.ts: two errors that nobody catches, each by its signal.
process.on("SIGUSR2", () => {
  throw new Error("nobody catches this");
});
process.on("SIGWINCH", () => {
  void Promise.reject(new Error("nobody handles this"));
});
