import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How often connections are checked, as a part of the time that they may stall. */
const CHECKS_PART = 1 / 10;
/** The minimum rate of a connection that has data to receive, in bytes per second, after the time that it may stall. */
export const LEAST_RATE = 32 * 1024;

export interface StalledReadersOptions {
  /** How long a connection may receive no bytes of its answer, in milliseconds. */
  readonly timeout: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Called for each connection that is ended. */
  readonly onEnded: () => void;
}

interface Progress {
  /** Bytes that the connection had received. */
  sent: number;
  /** Since when it has received no more of the waiting bytes. */
  since: number;
  /** Bytes that it had received when no bytes waited for it last. */
  sentBefore: number;
  /** Since when bytes wait for it. */
  waitingSince: number;
}

/**
 * Ends connections whose clients do not read their answers, or read too slowly, since the answers are held in memory.
 * Node's own socket timeout is not sufficient: every byte that such a client sends restarts it.
 */
export class StalledReaders {
  readonly #connections = new Map<Socket, Progress>();

  constructor(private readonly options: StalledReadersOptions) {}

  /** Checks the connections of a server from now on, until it is closed. */
  watch(server: Server): void {
    const { timeout, now } = this.options;
    server.on("connection", (socket: Socket) => {
      this.#connections.set(socket, { sent: 0, since: now(), sentBefore: 0, waitingSince: now() });
      socket.once("close", () => this.#connections.delete(socket));
    });
    const timer = setInterval(() => this.#check(), timeout * CHECKS_PART).unref();
    server.once("close", () => clearInterval(timer));
  }

  #check(): void {
    const { timeout, now, onEnded } = this.options;
    for (const [socket, progress] of this.#connections) {
      // A chunk is at most 256 KiB (send.ts), and counts when it was received as a whole.
      const sent = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0) {
        progress.sentBefore = sent;
        progress.waitingSince = now();
      }
      if (socket.writableLength === 0 || sent !== progress.sent) {
        progress.sent = sent;
        progress.since = now();
      }
      // A whole answer has a time limit as well: a client that reads a chunk now and then would hold it indefinitely.
      const taken = sent - progress.sentBefore;
      const allowed = timeout + (taken / LEAST_RATE) * 1000;
      if (now() - progress.since >= timeout || now() - progress.waitingSince >= allowed) {
        onEnded();
        socket.resetAndDestroy();
      }
    }
  }
}
