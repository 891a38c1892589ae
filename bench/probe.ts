// Loaded into every process that is measured: says on request what it has spent.
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Spent {
  /** User and system time of all its threads, in milliseconds. */
  cpu: number;
  /** What is resident now, and what was at most, in bytes. */
  rss: number;
  peakRss: number;
  /** The longest time that its event loop was held up since this was last asked with "spent", in milliseconds. */
  longest: number;
}

/** The interval of checks of the event loop, in milliseconds: as long as possible, since a check costs time. */
const RESOLUTION = 20;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION });

process.on("message", (message) => {
  if (message !== "spent") return;
  const longest = Math.max(0, delays.max / 1e6 - RESOLUTION);
  delays.enable(); // from the first question on
  delays.reset();
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpu: (user + system) / 1000,
    rss: process.memoryUsage.rss(),
    peakRss: process.resourceUsage().maxRSS * 1024,
    longest,
  } satisfies Spent);
});
process.once("disconnect", () => process.exit()); // nothing outlives the benchmark, however it ended
process.channel?.unref();
