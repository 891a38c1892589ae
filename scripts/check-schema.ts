// Fails where schema.graphql is not what the code makes, and where it breaks what callers had in the last committed
// schema without the change log saying so.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, findBreakingChanges } from "graphql";
import { sdlOf } from "../src/schema/sdl";
import { createSchema } from "../src/schema";

const root = join(__dirname, "..");
const FILE = "schema.graphql";

function main(): string[] {
  const current = sdlOf(createSchema());
  if (readFileSync(join(root, FILE), "utf8") !== current) {
    return [`${FILE} is not what the code makes: run \`npm run schema\`.`];
  }
  const last = lastCommitted(current);
  if (last === undefined) {
    console.log("No earlier schema is known here: nothing to compare with.");
    return [];
  }
  const announced = breakingSection(readFileSync(join(root, "CHANGELOG.md"), "utf8"));
  return findBreakingChanges(buildSchema(last), buildSchema(current))
    .filter(({ description }) => !announced.includes(description))
    .map(
      ({ description }) => `Breaking, and not in CHANGELOG.md under "Unreleased", "Breaking": ${description}`,
    );
}

/** The newest committed schema that differs from the current one; none without git or before the second version. */
function lastCommitted(current: string): string | undefined {
  const commits = git("log", "-2", "--format=%H", "--", FILE)?.trim().split("\n") ?? [];
  return commits
    .map((commit) => git("show", `${commit}:${FILE}`))
    .find((sdl) => sdl !== undefined && sdl !== current);
}

function git(...args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined; // no git, no repository, or a shallow one
  }
}

function breakingSection(changelog: string): string {
  const unreleased = /^## Unreleased$([^]*?)(?=^## |(?![^]))/m.exec(changelog)?.[1] ?? "";
  return /^### Breaking$([^]*?)(?=^### |(?![^]))/m.exec(unreleased)?.[1] ?? "";
}

const problems = main();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
