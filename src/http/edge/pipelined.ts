import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { EarlyRefusal } from "./early-refusals";

/** Requests that one connection may have sent without having been answered. */
export const MOST_PIPELINED = 256;

export const TOO_MANY_PIPELINED: EarlyRefusal = {
  status: 429,
  message: `More than ${MOST_PIPELINED} requests were sent in one connection without waiting for an answer.`,
  code: "RATE_LIMITED",
  details: { limit: { name: "pipelined", allowed: MOST_PIPELINED }, retryAfter: 1 },
  headers: [["connection", "close"]],
};

/**
 * Bounds the requests that are sent in one connection before the first is answered (pipelining): Node begins all that one
 * read of the socket brings, thousands where they are short.
 */
export class Pipelined {
  readonly #unanswered = new WeakMap<Socket, number>();
  /** What waits for earlier answers of its connection, or is being answered. */
  readonly #responses = new WeakMap<Socket, Set<ServerResponse>>();

  /**
   * Counts a request until it is answered.
   * @returns `refuse` for the first of its connection that is too many: the refusal ends the connection. `ignore` for all
   * after that one, which nobody will see an answer to.
   */
  enter({ socket }: IncomingMessage, response: ServerResponse): "serve" | "refuse" | "ignore" {
    const unanswered = (this.#unanswered.get(socket) ?? 0) + 1;
    this.#unanswered.set(socket, unanswered);
    if (unanswered > MOST_PIPELINED) return unanswered === MOST_PIPELINED + 1 ? "refuse" : "ignore";
    const responses = this.#responsesOf(socket);
    responses.add(response);
    response.once("close", () => {
      responses.delete(response);
      const left = this.#unanswered.get(socket) ?? 0;
      // Once there were too many, the connection ends, whatever is answered meanwhile.
      if (left <= MOST_PIPELINED) this.#unanswered.set(socket, left - 1);
    });
    return "serve";
  }

  #responsesOf(socket: Socket): Set<ServerResponse> {
    const cached = this.#responses.get(socket);
    if (cached !== undefined) return cached;
    const responses = new Set<ServerResponse>();
    this.#responses.set(socket, responses);
    socket.once("close", () => closeQueued(responses));
    return responses;
  }
}

/**
 * Node closes the one response that has the socket. Those that wait for it would never be closed, and what is released when
 * a response closes (places, permits, the line of the log) would be held for ever.
 */
function closeQueued(responses: ReadonlySet<ServerResponse>): void {
  for (const response of [...responses]) {
    if (response.destroyed || response.socket !== null) continue;
    response.destroy();
    response.emit("close");
  }
}
