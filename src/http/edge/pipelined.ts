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
  endsConnection: true,
};

/**
 * The requests that a connection sends before the first is answered (pipelining). Node starts all requests of one read of
 * the socket, thousands where they are short, and those behind the last answer of a connection, too.
 */
export class Pipelined {
  /** The responses of a connection that are being sent, or wait for earlier ones; in the order of their requests. */
  readonly #responses = new WeakMap<Socket, Set<ServerResponse>>();

  /**
   * Counts a request until it is answered.
   * @returns `refuse` for the first request of its connection above the limit: the refusal ends the connection.
   * `ignore` for a request behind one that ends the connection: a change would be made, and its answer never sent.
   * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
   */
  enter({ socket }: IncomingMessage, response: ServerResponse): "serve" | "refuse" | "ignore" {
    const responses = this.#responsesOf(socket);
    if (!socket.writable || hasLast(responses)) return "ignore";
    const isTooMany = responses.size >= MOST_PIPELINED;
    responses.add(response);
    response.once("close", () => responses.delete(response));
    return isTooMany ? "refuse" : "serve";
  }

  /** Ends a connection once the requests that it has sent so far are answered. */
  endAfterReceived(socket: Socket): void {
    const last = [...(this.#responses.get(socket) ?? [])].at(-1);
    if (last?.shouldKeepAlive !== true) return;
    last.shouldKeepAlive = false;
    // Its head, which waits for earlier answers, says that the connection stays open.
    if (last.headersSent) last.once("close", () => socket.destroySoon());
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

/** Whether the connection ends with one of these answers. */
function hasLast(responses: Iterable<ServerResponse>): boolean {
  for (const { shouldKeepAlive } of responses) if (!shouldKeepAlive) return true;
  return false;
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
