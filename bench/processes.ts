import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { freePort } from "./free-port";
import type { Spent } from "./probe";

const DIST = join(__dirname, "..");
const running = new Set<Running>();

/** A program that listens on a port of its own. */
export class Running {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /**
   * Starts a built program, given by its path in `dist`, as `node` and nothing else would.
   * @param env added to a bare environment: what this machine's user has set up for AWS or Node must not count.
   */
  static async start(
    program: string,
    env: Record<string, string> = {},
    args: readonly string[] = [],
  ): Promise<Running> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ["-r", join(__dirname, "probe.js"), resolve(DIST, program), ...args],
      {
        env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", PORT: String(port), ...env },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    const started = new Running(child, port);
    running.add(started);
    child.once("exit", () => running.delete(started));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves once the program takes connections. */
  async listening(): Promise<this> {
    while (!(await canConnect(this.port))) {
      if (this.child.exitCode !== null) throw new Error(`A program ended with ${this.child.exitCode}.`);
    }
    return this;
  }

  spent(): Promise<Spent> {
    return this.execute("spent");
  }

  /**
   * Sends a message and gives the answer; one at a time.
   * @throws Error where the program ends before it answers.
   */
  async execute<Answer>(message: string | object): Promise<Answer> {
    const settled = new AbortController();
    const { signal } = settled;
    const answered = once(this.child, "message", { signal }) as Promise<[Answer]>;
    const ended = once(this.child, "exit", { signal }).then(() => {
      throw new Error("A program ended before it answered.");
    });
    try {
      this.child.send(message);
      const [answer] = await Promise.race([answered, ended]);
      return answer;
    } finally {
      settled.abort();
      await Promise.allSettled([answered, ended]);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}

/** Starts a program and waits until it listens. */
export async function startListening(
  program: string,
  env?: Record<string, string>,
  args?: readonly string[],
): Promise<Running> {
  return (await Running.start(program, env, args)).listening();
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((process) => process.stop()));
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    // Not at once again: trying must not take from the time of what is being waited for.
    socket.once("error", () => setTimeout(() => resolve(false), 2));
  });
}
