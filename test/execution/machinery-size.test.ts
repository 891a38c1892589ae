import { readdirSync, readFileSync } from "node:fs";

/** What is there for speed: docs/decisions/0018-machinery-for-speed.md. Folders end in a slash. */
const MACHINERY = [
  "src/execution/",
  "src/http/pipeline/direct-answers.ts",
  "src/libraries/graphql.ts",
  "src/http/answers/remembered-answers.ts",
  "src/http/answers/answer-key.ts",
  "src/schema/direct-resolvers.ts",
  "src/schema/accepted-arguments.ts",
  "scripts/build-server.mjs",
  "scripts/server.js",
];
/** The bound that decision 18 states. */
const MOST_LINES = 1_800;

/** Without blank lines and lines of comments alone. */
function codeLinesOf(file: string): number {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;
}

test("the machinery for speed stays within its size", () => {
  const files = MACHINERY.flatMap((path) =>
    path.endsWith("/") ? readdirSync(path).map((name) => path + name) : [path],
  );
  const lines = files.reduce((total, file) => total + codeLinesOf(file), 0);
  expect(lines).toBeLessThanOrEqual(MOST_LINES);
});
