import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../bench/free-port";

/** How long the credentials of a role are valid, in seconds. */
const SESSION_SECONDS = 20;

const ROOT = join(__dirname, "..");

/** Resolves once `url` answers anything. */
export async function answering(url: string, process: ChildProcess): Promise<void> {
  while (process.exitCode === null && process.signalCode === null) {
    try {
      await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).arrayBuffer();
      return;
    } catch {
      await wait(20);
    }
  }
  throw new Error(`What should answer at ${url} has ended.`);
}

/** A gateway that can be killed and started again, on the same port. */
export class Gateway {
  #process: ChildProcess | undefined;
  #peakKilobytes = 0;
  #stopped = false;
  #serving = false;
  /** How often it ended without being killed. */
  crashes = 0;

  private constructor(
    readonly port: number,
    private readonly env: () => NodeJS.ProcessEnv,
  ) {}

  /** @param env asked anew at each start. */
  static async start(env: () => NodeJS.ProcessEnv): Promise<Gateway> {
    const gateway = new Gateway(await freePort(), env);
    await gateway.#start();
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The most memory that any of its processes had resident, in megabytes; 0 where the system does not report it. */
  get peakMegabytes(): number {
    return Math.round(this.#peakKilobytes / 1024);
  }

  /** Kills it without warning and starts it again; resolves once it answers. */
  async kill(): Promise<void> {
    await this.#end();
    if (!this.#stopped) await this.#start();
  }

  /** Stops it for a while as if its machine had no time for it: it notices nothing itself. */
  async pause(milliseconds: number): Promise<void> {
    const paused = this.#process;
    paused?.kill("SIGSTOP");
    await wait(milliseconds);
    paused?.kill("SIGCONT");
  }

  /** Its wall clock steps, once it answers: before that, the signal would end it. */
  stepClock(): void {
    if (this.#serving) this.#process?.kill("SIGUSR2");
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end();
  }

  async measure(): Promise<void> {
    const status = await readFile(`/proc/${this.#process?.pid ?? 0}/status`, "utf8").catch(() => "");
    this.#peakKilobytes = Math.max(this.#peakKilobytes, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0));
  }

  async #start(): Promise<void> {
    const preloads = ["clock.cjs", "full-disk.cjs"].flatMap((file) => ["-r", join(__dirname, file)]);
    const started = spawn(process.execPath, [...preloads, join(ROOT, "dist/server.js")], {
      env: { PATH: process.env["PATH"], ...this.env(), PORT: String(this.port) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#process = started;
    this.#serving = false;
    await answering(`${this.url}/healthz`, started);
    this.#serving = true;
    started.once("exit", (_code, signal) => {
      if (signal === "SIGKILL") return;
      this.crashes += 1;
      if (!this.#stopped) void this.#start();
    });
  }

  async #end(): Promise<void> {
    await this.measure();
    const ending = this.#process;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    this.#serving = false;
    const ended = once(ending, "exit");
    ending.kill("SIGKILL");
    await ended;
  }
}

/** The emulator, alone in its process. */
export async function startEmulator(seed: string) {
  const port = await freePort();
  const program = join(ROOT, "dist/emulator/main.js");
  const flags = {
    ...{ port, seed, "time-scale": 600, "request-log": 2_000_000, rule: "enforceCapacity=false" },
    // Lists have several pages, and credentials end, even in a short run.
    ...{ "page-size": 10, "session-seconds": SESSION_SECONDS },
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const emulator = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/_emulator/clock`, emulator);
  return { url, stop: () => void emulator.kill("SIGKILL") };
}

/** A PostgreSQL server that can be stopped and started again, and that may have a standby to fail over to. */
export async function startPostgres({ standby = false } = {}) {
  const flags = standby ? ["--standby"] : [];
  const server = spawn(process.execPath, [join(__dirname, "postgres.mjs"), ...flags], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const reported = async (order?: "pause" | "resume" | "failOver" | "rebuild" | "stop") => {
    const answered = once(server, "message");
    if (order !== undefined) server.send(order);
    const [answer] = (await answered) as [{ url?: string; standbyUrl?: string }];
    return answer;
  };
  const { url = "", standbyUrl = "" } = await reported();
  let [serving, takingOver] = [url, standbyUrl];
  return {
    /** The server that serves at first. */
    url,
    /** The one that takes over at the next failover. */
    get standbyUrl() {
      return takingOver;
    },
    pause: () => reported("pause"),
    resume: () => reported("resume"),
    /** Kills the server that serves, upon which the standby takes over. */
    failOver: async () => {
      await reported("failOver");
      [serving, takingOver] = [takingOver, serving];
    },
    /** Makes the killed server the standby. */
    rebuild: () => reported("rebuild"),
    stop: () => reported("stop"),
  };
}
