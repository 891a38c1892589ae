// Builds the gateway and runs the benchmark, with the Node that runs this or with each major version that is named:
// `npm run bench -- [--node 20] [--node 24] [--only <pattern>] [--quick]`.
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { binaryOf, environmentOf, VERSIONS } from "./node-binaries.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const { values } = parseArgs({
  options: {
    node: { type: "string", multiple: true, default: [] },
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
  },
});
const majorOf = (version) => version.split(".")[0];
const unknown = values.node.find((major) => !VERSIONS.some((version) => majorOf(version) === major));
if (unknown !== undefined) {
  throw new Error(`--node ${unknown}: it may be ${VERSIONS.map(majorOf).join(", ")}.`);
}
const wanted = VERSIONS.filter((version) => values.node.includes(majorOf(version)));
const binaries = wanted.length > 0 ? wanted.map(binaryOf) : [process.execPath];

const runs = [];
for (const binary of binaries) runs.push(await run(binary));
if (runs.length > 1) print(runs);

/** @returns the version of Node, and the lines of the final table. */
async function run(binary) {
  const env = environmentOf(binary);
  // Compiled code in the build is of the Node that built it.
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, env, stdio: "inherit" });
  execFileSync("npx", ["tsc", "-p", "bench/tsconfig.json"], { cwd: root, env, stdio: "inherit" });
  const args = ["--only", values.only, ...(values.quick ? ["--quick"] : [])];
  const child = fork("dist/bench/main.js", args, { cwd: root, execPath: binary, env });
  let figures = [];
  child.once("message", (message) => (figures = message));
  const [code] = await once(child, "close");
  if (code !== 0) process.exitCode = 1;
  return { node: execFileSync(binary, ["--version"], { encoding: "utf8" }).trim(), figures };
}

/** What was reached on each version, side by side. */
function print(runs) {
  const textOf = ({ reached }) => reached.map(({ text, ok }) => text + (ok ? "" : " (not)")).join("; ");
  const rows = [...new Set(runs.flatMap(({ figures }) => figures.map(({ row }) => row)))];
  console.log(`\n| In one run | ${runs.map(({ node }) => `Node ${node}`).join(" | ")} | Must reach |`);
  console.log(`|${" --- |".repeat(runs.length + 2)}`);
  for (const row of rows) {
    const found = runs.map(({ figures }) => figures.find((figure) => figure.row === row));
    const must = found.find((figure) => figure !== undefined)?.reached.map(({ must }) => must);
    console.log(
      `| ${row} | ${found.map((figure) => (figure === undefined ? "–" : textOf(figure))).join(" | ")} | ${must?.join("; ")} |`,
    );
  }
}
