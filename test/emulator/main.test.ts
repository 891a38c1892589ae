import { spawn } from "node:child_process";
import { startEmulated } from "./emulated";

/** Starts the emulator as `npm run emulator` does, from its source. */
function start(args: string[]) {
  const child = spawn(process.execPath, ["-r", "@swc-node/register", "src/emulator/main.ts", ...args]);
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, output }));
  });
  const printed = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(output);
      if (found) return found[0];
      if (child.exitCode !== null) throw new Error(`It ended: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, ended, printed };
}

test.each([
  ["a port that is none", ["--port", "70000"], /The port is a number from 0 to 65535, not "70000"/],
  ["an unknown flag", ["--prot", "1"], /Unknown option '--prot'/],
  [
    "a page size that is none",
    ["--page-size", "101"],
    /The page size is a whole number, 1 to 100, not "101"/,
  ],
  ["a session that is none", ["--session-seconds", "0"], /in seconds is a whole number, 1 or more, not "0"/],
  ["an unknown rule", ["--rule", "kindness=true"], /A rule is one of enforceCapacity/],
  ["an unknown fault", ["--fault", '{"kind":"sabotage"}'], /A fault's kind is one of/],
])("%s ends with a clear message and code 1", async (_what, args, message) => {
  const { code, output } = await start(args).ended;
  expect(output).toMatch(message);
  expect(output).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
});

test("a port in use is a clear error", async () => {
  const other = await startEmulated();
  try {
    const { code, output } = await start(["--port", String(other.emulator.port)]).ended;
    expect(output).toMatch(/address already in use/);
    expect(code).toBe(1);
  } finally {
    await other.stop();
  }
});

test("--help names every flag", async () => {
  const { code, output } = await start(["--help"]).ended;
  for (const flag of [
    "port",
    "host",
    "time-scale",
    "seed",
    "no-fixtures",
    "network",
    "page-size",
    "session-seconds",
    "throttle",
    "rule",
    "fault",
  ]) {
    expect(output).toContain(`--${flag}`);
  }
  expect(code).toBe(0);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "it says where it listens, answers, and %s ends it with 0",
  async (signal) => {
    const { child, ended, printed } = start(["--port", "0", "--fault", '{"kind":"throttle","count":1}']);
    const url = await printed(/http:\/\/127\.0\.0\.1:\d+/);
    const faults = await fetch(`${url}/_emulator/faults`);
    expect(await faults.json()).toMatchObject({ faults: [{ kind: "throttle" }] });
    child.kill(signal);
    expect((await ended).code).toBe(0);
  },
);
