import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../package.json";

const run = promisify(execFile);
const ROOT = join(__dirname, "..");
/** A package of at most 8 MB. */
const MOST_BYTES = 8_000_000;
/** A user without rights, for whom root can start a process. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const other = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const LARGE = { maxBuffer: 50_000_000 };

/** It builds the program, and installs what it depends on. */
jest.setTimeout(1_800_000);

let scratch: string;
/** An empty folder, where the package is installed. */
let folder: string;
let packed: { filename: string; unpackedSize: number; files: { path: string }[] };
let environment: Record<string, string>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "package-"));
  chmodSync(scratch, 0o755);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", scratch], {
    cwd: ROOT,
    ...LARGE,
  });
  // What the build prints comes before it.
  [packed] = JSON.parse(stdout.slice(stdout.lastIndexOf("\n[\n") + 1)) as [typeof packed];
  folder = join(scratch, "project");
  mkdirSync(folder);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const registry = (await run("npm", ["config", "get", "registry"], { cwd: ROOT })).stdout.trim();
  environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    npm_config_registry: registry,
    npm_config_update_notifier: "false",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", join(scratch, packed.filename)];
  await run("npm", install, { cwd: folder, env: environment, ...other, ...LARGE });
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    const closed = new Promise((resolve) => child.once("close", resolve));
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL"); // npx and what it started
    await closed;
  }
  children.clear();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A program of the package, as a user starts it in the folder, until it has printed something. */
async function start(
  args: readonly string[],
  settings: Record<string, string>,
  pattern: RegExp,
): Promise<string> {
  const child = spawn("npx", args, {
    ...{ cwd: folder, env: { ...environment, ...settings }, detached: true },
    ...other,
  });
  children.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  for (;;) {
    const found = pattern.exec(output)?.[1];
    if (found !== undefined) return found;
    if (child.exitCode !== null) throw new Error(`It ended: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A program that ends by itself. */
async function once(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const ended = run("npx", args, { cwd: folder, env: environment, ...other });
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

async function execute(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

test("the package is small, and has nothing that is only for development", () => {
  expect(packed.unpackedSize).toBeLessThanOrEqual(MOST_BYTES);
  const names = packed.files.map(({ path }) => path);
  expect(names).toEqual(expect.arrayContaining(["dist/server.js", "dist/emulator/main.js", "README.md"]));
  expect(names.filter((name) => /^(test|bench|chaos|src|scripts|docs)\/|\.map$/.test(name))).toEqual([]);
});

test.each(["directconnect-graphql", "directconnect-emulator"])(
  "npx %s prints its version, and refuses an unknown argument",
  async (program) => {
    expect(await once(program, "--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
    const refused = await once(program, "--prot");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("--prot");
  },
);

test("npx directconnect-api-key makes a key", async () => {
  const { stdout } = await once("directconnect-api-key", "--name", "portal", "--expires", "2999-12-31");
  expect(stdout).toMatch(/dxgql_[0-9a-f]{16}_/);
});

test("npx directconnect-graphql runs over npx directconnect-emulator, and serves its explorer", async () => {
  const endpoint = await start(["directconnect-emulator", "--port", "0"], {}, /emulator: (http:\S+)/);
  const url = await start(
    ["directconnect-graphql"],
    {
      ...{ PORT: "0", AWS_ENDPOINT_URL_DIRECT_CONNECT: endpoint, DATA_FOLDER: join(folder, "data") },
      ...{ AWS_ACCESS_KEY_ID: "111111111111", AWS_SECRET_ACCESS_KEY: "x" },
      ...{ STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "120000" },
    },
    /Open (http:\/\/[^/]+)\/ in a browser/,
  );
  expect(await execute(url, "{ interconnects(first: 1) { nodes { interconnectId } } }")).toMatchObject({
    data: { interconnects: { nodes: [{}] } },
  });
  // The journal begins with the database that the package has.
  const allocation = `mutation {
    allocateHostedConnection(
      input: { connectionId: "dxcon-fgdc2000", ownerAccount: "222222222222", connectionName: "new", bandwidth: "50Mbps", vlan: 311 }
    ) { connectionState }
  }`;
  expect(await execute(url, allocation)).toMatchObject({
    data: { allocateHostedConnection: { connectionState: "ORDERING" } },
  });
  const page = await (await fetch(`${url}/explorer`)).text();
  const [, script = ""] = /src="([^"]+)"/.exec(page) ?? [];
  const file = await fetch(new URL(script, `${url}/explorer`));
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  expect((await file.text()).length).toBeGreaterThan(100_000);
});

test("npx directconnect-graphql runs alone", async () => {
  const url = await start(["directconnect-graphql"], { PORT: "0" }, /Open (http:\/\/[^/]+)\/ in a browser/);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "alive", version });
  expect(await execute(url, "{ accounts { alias } }")).toMatchObject({ data: { accounts: { length: 6 } } });
});

test("the types of its emulator are whole", async () => {
  writeFileSync(
    join(folder, "uses.ts"),
    `import { startEmulator, type EmulatorOptions } from "directconnect-graphql/emulator";
     const options: EmulatorOptions = { clock: { mode: "manual" }, seed: "mine" };
     export const url: Promise<string> = startEmulator(options).then((emulator) => {
       const first: string | undefined = emulator.requests.list("DescribeConnections")[0]?.operation;
       // @ts-expect-error -- there is no such option
       const wrong: EmulatorOptions = { seeds: 1 };
       return emulator.url + (first ?? "") + String(wrong);
     });`,
  );
  const options = ["--noEmit", "--strict", "--module", "node16", "--skipLibCheck", "--types", "node"];
  const tsc = [join(ROOT, "node_modules/typescript/bin/tsc"), ...options];
  const typeRoots = ["--typeRoots", join(ROOT, "node_modules/@types")];
  await run(process.execPath, [...tsc, ...typeRoots, "uses.ts"], { cwd: folder });
});
