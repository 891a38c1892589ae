/* eslint-disable project/wording -- this file tests the rule */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Linter } from "eslint";
import { parser } from "typescript-eslint";

interface Problem {
  readonly word: string;
  readonly index: number;
}

/* eslint-disable @typescript-eslint/no-require-imports -- the rule is JavaScript, as ESLint loads it without a compiler */
const rule = require("../scripts/wording/rule") as never;
const { problemsOfProse } = require("../scripts/wording/words") as {
  problemsOfProse: (text: string) => Problem[];
};
/* eslint-enable @typescript-eslint/no-require-imports */

const root = join(__dirname, "..");

/** The lines and words that the rule reports in a text of TypeScript. */
function reported(code: string, filename = "example.ts"): string[] {
  const messages = new Linter().verify(
    code,
    [
      {
        files: ["**/*.ts"],
        languageOptions: { parser },
        plugins: { project: { rules: { wording: rule } } },
        rules: { "project/wording": "error" },
      },
    ],
    { filename },
  );
  return messages.map(({ line, message }) => `${line}: ${/`(.*?)`/.exec(message)?.[1] ?? message}`);
}

test.each([
  ["a variable", "const asked = 1;", ["1: asked"]],
  ["a word within a name", "const lastLookAt = 1;", ["1: look"]],
  ["a parameter", "function read(keyOf: () => string) { return keyOf; }", ["1: keyOf"]],
  ["a destructured name", "const { a: told, ...facts } = f();", ["1: told", "1: facts"]],
  ["a member", "interface Lease { readonly seen: boolean; question(): void }", ["1: seen", "1: question"]],
  ["a private member", "class Cache { readonly #nothing = 1; }", ["1: nothing"]],
  ["a type", "type Part = string;", ["1: Part"]],
  ["a comment", "// leaves\n// the fast lane\nf();", ["2: fast lane"]],
  [
    "a phrase of a comment",
    "/** Kept for whoever comes. */\nf(); // unless told",
    ["1: whoever", "2: unless told"],
  ],
  ["a text", 'throw new Error("The keeper failed.");', ["1: keeper"]],
  ["a template", "f(`out of patience: ${1}`);", ["1: patience"]],
])("%s with a word that confused readers is reported once, where it is declared", (_, code, expected) => {
  expect(reported(code)).toEqual(expected);
});

test("a file is reported by its name", () => {
  expect(reported("f();", "src/read/look-ahead.ts")).toEqual(["1: look"]);
});

test("other names, and uses of what a library named, are not", () => {
  expect(reported("const lookup = table.lookup(asset); part.asked = library.ask(task);")).toEqual([]);
});

test.each([
  "unless told",
  "who asks",
  "nobody",
  "somebody",
  "everybody",
  "whoever",
  "asked for",
  "at hand",
  "let in",
  "told apart",
  "taken apart",
  "looked through",
  "looked at",
  "gone through",
  "passed over",
  "hung up",
  "under way",
  "for nothing",
  "believed",
])("the phrase %j is reported in comments and documents, and not in texts of the code", (phrase) => {
  expect(reported(`// It is ${phrase}.\nf("It is ${phrase}.");`)).toEqual([`1: ${phrase}`]);
  expect(problemsOfProse(`It is ${phrase}.`).map(({ word }) => word)).toEqual([phrase]);
});

test("no document has such a word", () => {
  const documents = execFileSync("git", ["ls-files", "*.md", "schema.graphql"], {
    cwd: root,
    encoding: "utf8",
  });
  const names = documents.trim().split("\n");
  expect(names).toContain("README.md");
  const found = names.flatMap((name) => {
    const text = readFileSync(join(root, name), "utf8");
    return problemsOfProse(text).map(
      ({ word, index }) => `${name}:${text.slice(0, index).split("\n").length}: ${word}`,
    );
  });
  expect(found).toEqual([]);
});
