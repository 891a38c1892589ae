import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Emulator, startEmulator } from "../src/emulator/wire/server";

/** What a first query against AWS does without: it is loaded when a setting, or a request, needs it. */
const NOT_AT_START =
  /node_modules\/(@aws-sdk\/client-sts|@electric-sql\/pglite|@opentelemetry\/(sdk-|exporter-)|graphiql|jose|kysely|pg|pino-pretty|prom-client|react|tar)|\/src\/emulator\//;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** The files that the program has loaded once it has answered a query. */
async function loadedFiles(settings: Record<string, string> = {}): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ["-r", "@swc-node/register", "-r", "./test/loaded-files.ts", "src/server.ts"],
    {
      env: {
        PATH: process.env["PATH"],
        PORT: "0",
        AWS_ENDPOINT_URL_DIRECT_CONNECT: emulator.url,
        AWS_ACCESS_KEY_ID: "111111111111",
        AWS_SECRET_ACCESS_KEY: "emulated",
        AWS_ACCOUNT_ID: "111111111111",
        ...settings,
      },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    },
  );
  try {
    let printed = "";
    for await (const chunk of child.stdout ?? []) {
      printed += String(chunk);
      const url = /Open (http:\/\/[^/]+)\/ in a browser/.exec(printed)?.[1];
      if (url === undefined) continue;
      const answer = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ interconnects(first: 1) { nodes { interconnectId } } }" }),
      });
      expect(await answer.json()).toMatchObject({ data: { interconnects: { nodes: [{}] } } });
      const reported = once(child, "message");
      child.send("files");
      const [files] = (await reported) as [string[]];
      return files;
    }
    throw new Error(`It ended: ${printed}`);
  } finally {
    child.kill("SIGKILL");
  }
}

test("what a first query does not need is not loaded", async () => {
  const files = await loadedFiles();
  expect(files).toContainEqual(expect.stringContaining("client-direct-connect"));
  expect(files.filter((file) => NOT_AT_START.test(file))).toEqual([]);
}, 60_000);

test("what a setting requires is", async () => {
  expect(await loadedFiles({ LOG_FORMAT: "pretty" })).toContainEqual(expect.stringContaining("pino-pretty"));
}, 60_000);
