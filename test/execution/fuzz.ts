// `npm run fuzz [seconds] [seed]`: holds our execution against graphql-js over generated documents, until stopped or
// for so many seconds. A difference ends it, shrunk, with the seed that repeats it.
import fc from "fast-check";
import { Comparison } from "./comparison";

const CASES = 300;
const SURPRISES = [0, 10, 150];

async function main([
  seconds = "Infinity",
  first = String(Date.now() % 1_000_000_000),
]: string[]): Promise<void> {
  const ends = Date.now() + Number(seconds) * 1_000;
  const comparison = new Comparison();
  for (let seed = Number(first); Date.now() < ends; seed += 1) {
    console.log(`seed ${seed}, so far`, comparison.coverage);
    for (const perThousand of SURPRISES) {
      await fc.assert(comparison.property(perThousand), { seed, numRuns: CASES });
    }
  }
  console.log("No difference.", comparison.coverage);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
