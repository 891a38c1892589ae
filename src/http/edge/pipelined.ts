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
 * Bounds the requests that one connection sends before the first is answered (pipelining): Node starts all requests
 * of one read of the socket, thousands where they are short.
 */
export class Pipelined {
  readonly #unanswered = new WeakMap<Socket, number>();
  /** The responses of a connection that are being sent, or wait for earlier ones. */
  readonly #responses = new WeakMap<Socket, Set<ServerResponse>>();

  /**
   * Counts a request until it is answered.
   * @returns `refuse` for the first request of its connection above the limit: the refusal ends the connection.
   * `ignore` for all later ones, whose answers would never be sent.
   */
  enter({ socket }: IncomingMessage, response: ServerResponse): "serve" | "refuse" | "ignore" {
    const unanswered = (this.#unanswered.get(socket) ?? 0) + 1;
    this.#unanswered.set(socket, unanswered);
    if (unanswered > MOST_PIPELINED + 1) return "ignore";
    const responses = this.#responsesOf(socket);
    responses.add(response);
    response.once("close", () => {
      responses.delete(response);
      const left = this.#unanswered.get(socket) ?? 0;
      // Once the limit was exceeded, the connection ends, whatever is answered meanwhile.
      if (left <= MOST_PIPELINED) this.#unanswered.set(socket, left - 1);
    });
    return unanswered > MOST_PIPELINED ? "refuse" : "serve";
  }

  /**
   * Calls back when all requests that the connection sent completely, or whose answers have begun, are answered; at
   * once where there are none. A request that is still being received is not waited for.
   */
  whenAnswered(socket: Socket, callback: () => void): void {
    const responses = [...(this.#responses.get(socket) ?? [])];
    const last = responses.findLast(({ req, headersSent }) => req.complete || headersSent);
    if (last === undefined) callback();
    else last.once("close", callback); // they are answered in their order
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
 * Node closes the one response that has the socket. Responses that wait for it would never be closed, and the resources
 * that are released when a response closes (slots, permits, the log line) would be held forever.
 */
function closeQueued(responses: ReadonlySet<ServerResponse>): void {
  for (const response of [...responses]) {
    if (response.destroyed || response.socket !== null) continue;
    response.destroy();
    response.emit("close");
  }
}
