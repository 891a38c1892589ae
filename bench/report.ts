import { cpus, release, totalmem, type } from "node:os";
import type { Figure } from "./figures/figure";
import type { Result } from "./race";
import { figure, spreadOf, textOf } from "./statistics";

/** Rows of one shape as a Markdown table. */
export function table(rows: readonly object[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => `| ${Object.values(row).map(String).join(" | ")} |`);
  return [`| ${columns.join(" | ")} |`, `|${columns.map(() => " --- |").join("")}`, ...lines].join("\n");
}

/** What each contender did; medians, and between brackets from where to where eight of ten slices were. */
export function describe({ name, features, perSecond, cpuPerRequest, latencies }: Result): object {
  return {
    contender: name,
    features,
    "requests per second": textOf(spreadOf(perSecond)),
    "CPU per request, ms": figure(spreadOf(cpuPerRequest).median),
    "waited, ms": textOf(spreadOf(latencies)),
  };
}

/** The final table: what was reached, what must be. */
export function summary(figures: readonly Figure[]): string {
  return table(
    figures.map(({ row, reached, note }) => ({
      "On the same machine, one run": row + (note === undefined ? "" : ` (${note})`),
      Reached: reached.map(({ text }) => text).join("; "),
      "Must reach": reached.map(({ must }) => must).join("; "),
      "": reached.every(({ ok }) => ok) ? "ok" : "not",
    })),
  );
}

export function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${type()} ${release()}, ${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${gigabytes} GB`;
}
