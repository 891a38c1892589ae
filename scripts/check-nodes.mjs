// Builds the gateway with each supported major version of Node, starts dist/server.js with it, and sends one query and one
// change.
import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { binaryOf, environmentOf, VERSIONS } from "./node-binaries.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const only = process.argv.slice(2);

for (const version of VERSIONS) {
  if (only.length > 0 && !only.includes(version.split(".")[0])) continue;
  const node = binaryOf(version);
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    env: environmentOf(node),
    stdio: "inherit",
  });
  await smokeTest(node);
  console.log(`Node ${version}: builds, starts, answers a query, makes a change, ends.`);
}

/** @throws Error with what the process wrote, where it does not do what it must. */
async function smokeTest(node) {
  // As those start it who allow no code to be made from texts.
  const flags = ["--disallow-code-generation-from-strings"];
  const child = spawn(node, [...flags, "dist/server.js"], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: "0", LOG_FORMAT: "json", AWS_EC2_METADATA_DISABLED: "true" },
    timeout: 120_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  try {
    let url;
    while ((url = /Open (http:\/\/[^/]+)\/ in a browser/.exec(output)?.[1]) === undefined) {
      if (hasEnded) throw new Error("It ended before it listened.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { connections } = await ask(
      url,
      `{ connections(accounts: ["acme"], regions: ["us-east-1"]) { nodes { connectionId connectionName } } }`,
    );
    const { connectionId } = connections.nodes.find(({ connectionName }) => connectionName === "acme-va1");
    const { updateConnection } = await ask(
      url,
      `mutation ($id: ID!) {
        updateConnection(account: "acme", input: { connectionId: $id, connectionName: "renamed" }, idempotencyKey: "smoke") {
          connectionName
        }
      }`,
      { id: connectionId },
    );
    if (updateConnection.connectionName !== "renamed") throw new Error("The change was not made.");
    child.kill("SIGTERM");
    const code = await ended;
    if (code !== 0) throw new Error(`It ended with ${code}.`);
  } catch (error) {
    throw new Error(`With ${node}: ${error.message}\n${output}`, { cause: error });
  } finally {
    child.kill("SIGKILL");
  }
}

async function ask(url, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
