// Loaded into every process that is measured: says on request what it has spent.
export interface Spent {
  /** User and system time of all its threads, in milliseconds. */
  cpu: number;
  /** What is resident now, and what was at most, in bytes. */
  rss: number;
  peakRss: number;
}

process.on("message", (message) => {
  if (message !== "spent") return;
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpu: (user + system) / 1000,
    rss: process.memoryUsage.rss(),
    peakRss: process.resourceUsage().maxRSS * 1024,
  } satisfies Spent);
});
process.once("disconnect", () => process.exit()); // nothing outlives the benchmark, however it ended
process.channel?.unref();
