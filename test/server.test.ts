import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SETTINGS } from "../src/config";
import { type Emulator, startEmulator } from "../src/emulator/server";

// each test starts a process, which compiles its sources first
jest.setTimeout(60_000);

const running = new Set<() => Promise<unknown>>();
afterEach(async () => {
  for (const stop of running) await stop();
  running.clear();
});

/** The process as users start it, from its source, in an environment that holds nothing else. */
function start(settings: Record<string, string> = {}, args: string[] = []) {
  const child = spawn(process.execPath, ["-r", "@swc-node/register", "src/server.ts", ...args], {
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      AWS_CONFIG_FILE: "/nowhere",
      AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
      AWS_EC2_METADATA_DISABLED: "true",
      ...settings,
    },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output.stderr += data.toString()));
  const ended = new Promise<{ code: number | null }>((resolve) => {
    child.on("close", (code) => resolve({ code }));
  });
  running.add(() => {
    child.kill("SIGKILL");
    return ended;
  });
  /** The address, once it is printed. */
  const url = async (): Promise<string> => {
    for (;;) {
      const printed = /Open (http:\/\/[^/]+)\/ in a browser/.exec(output.stdout);
      if (printed?.[1] !== undefined) return printed[1];
      if (child.exitCode !== null) throw new Error(`It ended: ${output.stdout}${output.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, output, ended, url };
}

async function emulator(): Promise<Emulator> {
  const started = await startEmulator();
  running.add(() => started.close());
  return started;
}

const against = ({ url }: Emulator) => ({
  AWS_ENDPOINT_URL_DIRECT_CONNECT: url,
  AWS_ENDPOINT_URL_STS: url,
  AWS_ACCESS_KEY_ID: "222222222222",
  AWS_SECRET_ACCESS_KEY: "x",
});

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** An empty folder until the test is over. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "server-test-"));
  running.add(() => rm(folder, { recursive: true }));
  return folder;
}

describe("a bad start ends with 1 and says why, without a stack", () => {
  test("settings that are not allowed, all at once", async () => {
    const { ended, output } = start({ PORT: "70000", LOG_LEVEL: "loud", DIRECT_CONNECT: "azure" });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain('PORT: "70000" was given, allowed is 0 to 65535');
    expect(output.stderr).toContain('LOG_LEVEL: "loud" was given, allowed is ');
    expect(output.stderr).toContain('DIRECT_CONNECT: "azure" was given, allowed is emulator, aws');
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("a port in use", async () => {
    const { port } = await emulator();
    const { ended, output } = start({ PORT: String(port) });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(`Port ${port} on 127.0.0.1 is in use. Choose another with PORT`);
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("a DATA_FOLDER that holds something else, which stays", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "orders.xlsx"), "figures");
    const { ended, output } = start({ ...against(await emulator()), DATA_FOLDER: folder });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(
      `DATA_FOLDER: ${folder} holds "orders.xlsx", and no database of this gateway.`,
    );
    expect(output.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual(["orders.xlsx"]);
  });

  test("a DATA_FOLDER that another gateway has", async () => {
    const settings = { ...against(await emulator()), DATA_FOLDER: emptyFolder() };
    await start(settings).url();
    const { ended, output } = start(settings);
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(`${settings.DATA_FOLDER} is in use by another gateway (process `);
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("credentials that STS does not know", async () => {
    const { ended, output } = start({ ...against(await emulator()), AWS_ACCESS_KEY_ID: "AKIANOBODY" });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain("STS refused: InvalidClientTokenId.");
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });
});

test("--help lists every setting and ends with 0", async () => {
  const { ended, output } = start({ PORT: "not looked at" }, ["--help"]);
  expect((await ended).code).toBe(0);
  for (const name of Object.keys(SETTINGS)) expect(output.stdout).toMatch(new RegExp(`^  ${name}$`, "m"));
});

test("without settings it starts with an emulator of its own, prints its address and answers", async () => {
  const { url, output } = start();
  const address = await url();
  expect(output.stdout).toMatch(/Direct Connect is the embedded emulator at http:\/\/127\.0\.0\.1:\d+/);
  expect(
    await ask(address, `{ interconnect(interconnectId: "dxcon-fgdc2000") { interconnectName } }`),
  ).toMatchObject({
    data: { interconnect: { interconnectName: "ic-dc2" } },
  });
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
});

test("another endpoint is used as any AWS tool would, as the account that STS names", async () => {
  const alone = await emulator();
  const { url, output } = start(against(alone));
  const address = await url();
  expect(output.stdout).toContain(`Direct Connect is ${alone.url}.`);
  expect(
    await ask(address, `{ accounts { accountId alias regions } connections { totalCount } }`),
  ).toMatchObject({
    data: {
      accounts: [{ accountId: "222222222222", alias: "default", regions: ["us-east-1"] }],
      connections: { totalCount: 3 },
    },
  });
  expect(alone.requests.list("DescribeConnections")).toMatchObject([
    { account: "222222222222", region: "us-east-1" },
  ]);
});

describe("told to stop", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("by %s it finishes what runs and ends with 0", async (signal) => {
    const alone = await emulator();
    const { child, ended, url } = start(against(alone));
    const address = await url();
    alone.faults.add({ kind: "latency", operation: "DescribeConnections", milliseconds: 1_000 });
    const answer = ask(address, `{ connections { totalCount } }`);
    while (alone.requests.list("DescribeConnections").length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill(signal);
    expect(await answer).toMatchObject({ data: { connections: { totalCount: 3 } } });
    expect((await ended).code).toBe(0);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  test("with nothing to finish it ends at once, its own emulator too", async () => {
    const { child, ended, url } = start();
    await url();
    const before = Date.now();
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
  });
});
