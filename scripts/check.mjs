// Runs the checks of a tier: `node scripts/check.mjs fast` needs Node and npm alone, `node scripts/check.mjs system` also
// Debian packages, other versions of Node, and time. docs/testing.md says which test belongs where.
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Scripts of package.json, in groups that run one after the other; the sequences of a group run beside each other. */
const TIERS = {
  fast: [
    [["check:lint"], ["check:types", "check:format", "check:imports", "check:unused", "check:schema"]],
    [["test"]],
  ],
  system: [[["test:system"]], [["check:nodes"]], [["check:chaos"]]],
};

const SYSTEM_TEST = /\.system\.test\.ts$/;

const [tier] = process.argv.slice(2);
const groups = TIERS[tier];
if (groups === undefined) throw new Error(`Name a tier: ${Object.keys(TIERS).join(" or ")}.`);

const failed = [];
for (const sequences of groups) await Promise.all(sequences.map(runSequence));
if (tier === "fast") await nameTheRest();
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}.`);
  process.exitCode = 1;
}

async function runSequence(scripts) {
  for (const script of scripts) if (!(await run(script))) failed.push(script);
}

/** @returns whether it succeeded. What it writes is shown as it comes where it runs alone, otherwise if it fails. */
async function run(script) {
  const began = Date.now();
  const child = spawn("npm", ["run", "--silent", script], {
    cwd: root,
    stdio: isAlone(script) ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const seconds = Math.round((Date.now() - began) / 1000);
  if (code !== 0) console.error(output);
  console.log(`${code === 0 ? "ok" : "FAILED"}  ${script}  ${seconds} s`);
  return code === 0;
}

function isAlone(script) {
  return groups.some((sequences) => sequences.length === 1 && sequences[0].includes(script));
}

/** Says what this tier left to the other. */
async function nameTheRest() {
  const files = await readdir(new URL("../test", import.meta.url), { recursive: true });
  const left = files.filter((file) => SYSTEM_TEST.test(file)).sort();
  const steps = TIERS.system.flat(2).filter((script) => script !== "test:system");
  console.log(`Left to \`npm run check:system\`: ${steps.join(", ")}, and the tests of`);
  for (const file of left) console.log(`  test/${file}`);
}
