import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Coverage } from "./comparison";

const CASES = 300;

/**
 * In a process of its own: graphql-js leaves rejections unhandled, which only a listener of the real process keeps from
 * ending it, and Jest gives tests a copy. One seed, so that the same commit always passes or always fails; `npm run fuzz`
 * covers cases that no hand-written test has.
 */
test("answers as graphql-js, to the byte, however many values of the world are surprises", async () => {
  const program = ["-r", "@swc-node/register", "test/execution/fuzz.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...program,
    ...[`--cases=${CASES}`, "--seed=20261126"],
  ]);
  const rounds = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Coverage & { perThousand: number });
  // each with slices of the usual length, and with so short ones that all answers are made in several
  expect(rounds.map(({ perThousand }) => perThousand)).toEqual([0, 0, 10, 10, 150, 150]);
  for (const { compared, asText, withErrors } of rounds) {
    // Otherwise the documents have become too wrong, or the worlds too right, to prove anything.
    expect(compared).toBeGreaterThan(CASES / 2);
    expect(asText).toBeGreaterThan(CASES / 4);
    expect(withErrors).toBeGreaterThan(CASES / 20);
  }
}, 60_000);
