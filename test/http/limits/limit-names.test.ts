import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LIMIT_NAMES } from "../../../src/http/limits/limit-names";

/** Refused before anything of a request is known: they are counted by their code alone. */
const NOT_COUNTED = ["headers", "chunkExtensions", "pipelined"];

/** What the code calls a limit where it refuses something: in an error, or where it counts. */
const NAMED = [/\blimit: \{ name: "(\w+)"/g, /\bon(?:Limit|Refused)\("(\w+)"\)/g];

const SOURCES = join(__dirname, "../../../src");

test("all limits that the code names are counted from 0, and no others", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const named = files.flatMap((file) => {
    const text = readFileSync(join(SOURCES, file), "utf8");
    return NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name));
  });
  expect(named.length).toBeGreaterThan(8);
  expect(named).toEqual(expect.arrayContaining(NOT_COUNTED));
  expect(named.filter((name) => ![...LIMIT_NAMES, ...NOT_COUNTED].includes(name ?? ""))).toEqual([]);
});
