import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How often connections are checked, as a part of the time that they may stall. */
const CHECKS_PART = 1 / 10;
/** Bytes that a connection has to take in a second, from the time on that it may stall. */
export const LEAST_RATE = 32 * 1024;

export interface StalledReadersOptions {
  /** How long a connection may take nothing of what is sent to it, in milliseconds. */
  readonly timeout: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Called for each connection that is ended. */
  readonly onEnded: () => void;
}

interface Progress {
  /** Bytes that the connection had taken. */
  sent: number;
  /** Since when it has taken no more of what waits. */
  since: number;
  /** Bytes that it had taken when it last waited for nothing. */
  sentBefore: number;
  /** Since when something waits for it. */
  waitingSince: number;
}

/**
 * Ends connections whose callers do not read what is sent to them, or too slowly, since it is held in memory. Node's own
 * timeout of a socket does not do: whatever such a caller sends begins it anew.
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
      // A chunk is at most 256 KiB (send.ts), and counts when it was taken as a whole.
      const sent = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0) {
        progress.sentBefore = sent;
        progress.waitingSince = now();
      }
      if (socket.writableLength === 0 || sent !== progress.sent) {
        progress.sent = sent;
        progress.since = now();
      }
      // A whole answer has its time as well: one that takes a chunk now and then would hold it for ever.
      const taken = sent - progress.sentBefore;
      const allowed = timeout + (taken / LEAST_RATE) * 1000;
      if (now() - progress.since >= timeout || now() - progress.waitingSince >= allowed) {
        onEnded();
        socket.resetAndDestroy();
      }
    }
  }
}
