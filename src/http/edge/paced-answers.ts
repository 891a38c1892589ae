import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { FairQueue } from "../../scheduling/fair-queue";
import { networkOf } from "../limits/unknown-senders";

/** So many answers that do not wait for capacity are begun at one turn of the event loop, of all connections together. */
export const MOST_AT_ONCE = 32;

export interface PacedAnswersOptions {
  /** Called with an unexpected error of an answer; it ends the connection. */
  readonly onFailure: (error: unknown) => void;
  /** Calls back at the next turn of the event loop, after the input that has arrived by then; by default `setImmediate`. */
  readonly schedule?: (callback: () => void) => void;
}

interface Paced {
  readonly response: ServerResponse;
  readonly answer: () => void;
}

/**
 * Begins the answers that are sent whatever the load is: health checks and refusals. Node parses all requests of one read
 * of a socket, hundreds where they are pipelined, so that a few connections could occupy the process. Here few are
 * answered before other requests are. Addresses are served round-robin, and so are the connections of each: a probe
 * does not wait until all pipelined requests of others are answered.
 */
export class PacedAnswers {
  readonly #waiting = new FairQueue<Paced>();
  readonly #names = new WeakMap<Socket, string>();
  #connections = 0;
  #isScheduled = false;

  constructor(private readonly options: PacedAnswersOptions) {}

  /** @param answer is called at a later turn of the event loop, unless the connection has ended by then. */
  add({ socket }: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const sender = { caller: networkOf(socket.remoteAddress ?? ""), person: this.#nameOf(socket) };
    this.#waiting.push(sender, { response, answer }, false);
    this.#scheduleSome();
  }

  #nameOf(socket: Socket): string {
    const cached = this.#names.get(socket);
    if (cached !== undefined) return cached;
    const name = String((this.#connections += 1));
    this.#names.set(socket, name);
    return name;
  }

  #scheduleSome(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    (this.options.schedule ?? setImmediate)(() => {
      this.#isScheduled = false;
      this.#beginSome();
      this.#scheduleSome();
    });
  }

  #beginSome(): void {
    for (let begun = 0; begun < MOST_AT_ONCE;) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.response.destroyed) continue;
      begun += 1;
      try {
        next.answer();
      } catch (error) {
        this.options.onFailure(error);
        next.response.destroy();
      }
    }
  }
}
