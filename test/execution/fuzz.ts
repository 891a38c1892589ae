// `npm run fuzz -- [--seconds <n>] [--seed <n>]`: holds our execution against graphql-js over generated documents, until
// stopped or for so many seconds. A difference ends it, shrunk, with the seed that repeats it. `--cases <n>` ends it
// after one round of so many at each number of surprises, and prints what they covered, a line of JSON for each.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { Comparison } from "./comparison";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "Infinity" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    cases: { type: "string" },
  },
});

const CASES = 300;
/** How many among a thousand values of a world are not what their type expects. */
const SURPRISES = [0, 10, 150];

/** graphql-js leaves the promises of a list alone when a later item of it throws, which would end the process. */
process.on("unhandledRejection", () => undefined);

async function round(seed: number, numRuns: number): Promise<void> {
  for (const perThousand of SURPRISES) {
    for (const stepsInASlice of [undefined, 3]) {
      const comparison = new Comparison(stepsInASlice);
      await fc.assert(comparison.property(perThousand), { seed, numRuns });
      console.log(JSON.stringify({ perThousand, stepsInASlice, seed, ...comparison.coverage }));
    }
  }
}

async function main(): Promise<void> {
  const seed = Number(values.seed);
  if (values.cases !== undefined) return round(seed, Number(values.cases));
  const ends = Date.now() + Number(values.seconds) * 1_000;
  for (let next = 0; Date.now() < ends; next += 1) await round(seed + next, CASES);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
