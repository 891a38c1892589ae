import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { listenAnywhere } from "./listen";

/** What a wire does with the bytes of both directions: passes them on, loses them, or breaks its connections. */
export type WireState = "open" | "silent" | "cut";

/** A TCP connection between one gateway and what it needs, which can be broken without either of them noticing. */
export class Wire {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #state: WireState = "open";
  #seek: (bytes: Buffer) => void = () => undefined;

  private constructor(private target: number) {
    this.#server = createServer((near) => this.#join(near));
  }

  /** @param target the port on this machine that it leads to. */
  static async to(target: number): Promise<Wire> {
    const wire = new Wire(target);
    await listenAnywhere(wire.#server);
    return wire;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** From now on; connections that exist are broken by "cut" alone. */
  be(state: WireState): void {
    this.#state = state;
    if (state === "cut") this.#breakAll();
  }

  /** Leads new connections elsewhere, and breaks those that exist. */
  lead(target: number): void {
    this.target = target;
    this.#breakAll();
  }

  /** Resolves once an answer with this text has passed, after so many milliseconds, or once the signal is aborted. */
  async passed(text: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const found = new Promise<void>((resolve) => {
      this.#seek = (bytes) => {
        if (bytes.includes(text)) resolve();
      };
    });
    await Promise.race([found, wait(milliseconds, undefined, { signal }).catch(() => undefined)]);
    this.#seek = () => undefined;
  }

  close(): void {
    this.#breakAll();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (this.#state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(this.target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      // What is lost on a silent wire is lost: the connection is worth nothing when it is open again.
      one.on("data", (bytes) => {
        if (this.#state !== "open") return;
        other.write(bytes);
        if (one === far) this.#seek(bytes);
      });
    }
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}
