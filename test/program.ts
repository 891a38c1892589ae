import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../src/emulator/wire/server";

const running = new Set<() => Promise<unknown>>();

/** For afterEach: ends all that a test started. */
export async function stopAll(): Promise<void> {
  for (const stop of running) await stop();
  running.clear();
}

/** Called when the test is over, after what was started before. */
export function whenOver(stop: () => Promise<unknown>): void {
  running.add(stop);
}

/** The process as users start it, from its source, in an environment that holds nothing else. */
export function start(settings: Record<string, string> = {}, args: string[] = [], nodeArgs: string[] = []) {
  const child = spawn(process.execPath, ["-r", "@swc-node/register", ...nodeArgs, "src/server.ts", ...args], {
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

/** More polls than a process can answer before it handles a signal that was sent before them. */
const MANY_POLLS = 100;

/**
 * Polls `/readyz` on new connections until they are refused, many times at most: a process that goes on serving is
 * found out by its answers, not by the time that passes.
 * @returns whether they were refused in the end.
 */
export async function refusesConnections(url: string): Promise<boolean> {
  for (let poll = 0; poll < MANY_POLLS; poll += 1) {
    try {
      const response = await fetch(`${url}/readyz`, { headers: { connection: "close" } });
      await response.arrayBuffer();
    } catch {
      return true;
    }
  }
  return false;
}

/** What a gateway answers to a query. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test knows the shape of its own query
export async function execute(url: string, query: string): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** An empty folder until the test is over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "program-"));
  whenOver(() => rm(folder, { recursive: true }));
  return folder;
}

/** An emulator alone, in the process of the test. */
export async function emulatorAlone(): Promise<Emulator> {
  const started = await startEmulator();
  running.add(() => started.close());
  return started;
}

/** The settings of a gateway over an emulator. */
export const against = ({ url }: Emulator) => ({
  AWS_ENDPOINT_URL_DIRECT_CONNECT: url,
  AWS_ACCESS_KEY_ID: "222222222222",
  AWS_SECRET_ACCESS_KEY: "x",
});
