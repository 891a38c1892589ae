// The gateway against its peers, in one run: `npm run bench -- [--only <pattern>] [--quick]`.
// Prints Markdown: a table for each figure, and one of all ratios.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { addedFigures } from "./figures/added";
import { againFigures } from "./figures/again";
import { auditFigures } from "./figures/audit";
import { changeFigures } from "./figures/changes";
import { eachTimeFigures } from "./figures/each-time";
import { estateFigures } from "./figures/estate";
import { type Bench, failed, type Figure, type Figures } from "./figures/figure";
import { growthFigures } from "./figures/growth";
import { keyedChangeFigures } from "./figures/keyed-changes";
import { latencyFigures } from "./figures/latency";
import { othersWaitFigures } from "./figures/others-wait";
import { overloadFigures } from "./figures/overload";
import { placesFigures } from "./figures/places";
import { snapshotFigures } from "./figures/snapshots";
import { slowEstateFigures } from "./figures/slow-estate";
import { startFigures } from "./figures/start";
import { textFigures } from "./figures/texts";
import { stopAll } from "./processes";
import type { Pace } from "./race";
import { describe, machine, summary, table } from "./report";

/** Whatever takes longer has failed, in milliseconds; the longest figure takes a third of it. */
const DEADLINE = 1_800_000;

/** The thorough one warms up for long: what is measured is a server that runs for days, not V8 compiling it. */
const PACES: Record<"thorough" | "quick", Pace> = {
  thorough: { rounds: 16, slice: 300, warmUp: 5000 },
  quick: { rounds: 4, slice: 150, warmUp: 500 },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string", default: "" }, quick: { type: "boolean", default: false } },
  });
  const wanted = new RegExp(values.only, "i");
  const bench: Bench = {
    pace: PACES[values.quick ? "quick" : "thorough"],
    show: (title, rows) =>
      print(`### ${title}\n\n${table(rows.map((row) => ("perSecond" in row ? describe(row) : row)))}\n`),
  };
  print(`\n${machine()}\n`);
  const figures: Figure[] = [];
  for (const { name, measure } of [
    ...eachTimeFigures,
    ...snapshotFigures,
    ...againFigures,
    ...addedFigures,
    ...textFigures,
    ...latencyFigures,
    ...placesFigures,
    ...keyedChangeFigures,
    ...changeFigures,
    ...auditFigures,
    ...estateFigures,
    ...slowEstateFigures,
    ...startFigures,
    ...growthFigures,
    ...overloadFigures,
    ...othersWaitFigures,
  ]) {
    if (!wanted.test(name)) continue;
    figures.push(...(await measured({ name, measure }, bench)));
    await stopAll();
  }
  if (figures.length > 0) print(summary(figures));
  process.send?.(figures);
}

/** What is measured, or that it failed: the others are measured all the same. */
async function measured({ name, measure }: Figures, bench: Bench): Promise<Figure[]> {
  const settled = new AbortController();
  const late = wait(DEADLINE, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`It took longer than ${DEADLINE / 60_000} minutes.`);
  });
  try {
    return await Promise.race([measure(bench), late]);
  } catch (error) {
    console.error(`${name} failed.`, error);
    return [failed(name, error)];
  } finally {
    settled.abort();
    await Promise.allSettled([late]);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// A figure that has failed may have left requests behind, which are not awaited.
process.on("unhandledRejection", (error) => console.error("After a failure:", error));
main()
  .finally(stopAll)
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
