import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { EarlyRefusal, EarlyRefusals } from "./early-refusals";
import { headRefusal } from "./head-refusal";
import type { StalledReaders } from "./stalled-readers";
import { Pipelined, TOO_MANY_PIPELINED } from "./pipelined";
import { HEALTH_PATHS, pathOf } from "./target-path";
import { GRAPHQL_METHODS } from "./response-headers";
import { Overload, type OverloadOptions } from "../limits/overload";
import { type SenderLimits, senderOptions } from "./sender-limits";

/** Answers a request in the end. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

export interface EdgeServerOptions {
  /** What the machine can do; as much as comes unless told. */
  overload: OverloadOptions | undefined;
  /** Sends what is refused before a request is read. */
  refusals: EarlyRefusals;
  senders: SenderLimits;
  /** Ends connections that are not read from. */
  stalledReaders: StalledReaders;
  /** Told of each connection that was one too many. */
  onDropped: () => void;
  /** Told what a request failed with that nobody expected; it ends with its connection. */
  onFailure: (error: unknown) => void;
}

const UNEXPECTED: EarlyRefusal = {
  status: 417,
  message: "Of the header Expect, only 100-continue is understood.",
  code: "BAD_REQUEST",
};
const NO_PROXY: EarlyRefusal = {
  status: 405,
  message: "CONNECT is not served: the gateway is no proxy.",
  code: "BAD_REQUEST",
  headers: [["allow", GRAPHQL_METHODS]],
};

/** What is released when a response closes has one listener each: Node warns from eleven on. */
const MOST_LISTENERS = 20;

/**
 * What stands between Node and the routes: refuses what cannot be HTTP, and what is beyond the machine, before anything is
 * made of it.
 */
export class EdgeServer {
  readonly #overload: Overload;
  readonly #pipelined = new Pipelined();

  constructor(private readonly options: EdgeServerOptions) {
    this.#overload = new Overload(options.overload);
  }

  /** Makes a server for one address. */
  createServer(serve: Serve): Server {
    const { refusals, senders } = this.options;
    // Node would refuse a request without a Host line in a form of its own; host-lines.ts does it.
    const options = { ...senderOptions(senders), requireHostHeader: false };
    const server = createServer(options, (request, response) => this.#receive(request, response, serve));
    server.on("checkExpectation", (request, response) => refusals.refuse(request, response, UNEXPECTED));
    server.on("connect", (_request, socket) => refusals.refuseConnect(socket as Socket, NO_PROXY));
    server.on("clientError", (error, socket) => refusals.refuseUnparsed(error, socket as Socket));
    server.maxConnections = senders.maxConnections;
    server.maxHeadersCount = 0; // Node would silently leave out what is beyond 1,000; the bytes are bounded
    server.on("drop", this.options.onDropped);
    this.options.stalledReaders.watch(server);
    // Node accepts one connection at each turn of the event loop: their requests are not read before.
    server.on("connection", () => this.#overload.poll());
    return server;
  }

  #receive(request: IncomingMessage, response: ServerResponse, serve: Serve): void {
    response.setMaxListeners(MOST_LISTENERS);
    const entered = this.#pipelined.enter(request, response);
    if (entered === "ignore") return;
    const refusal = entered === "refuse" ? TOO_MANY_PIPELINED : headRefusal(request);
    if (refusal !== undefined) {
      this.options.refusals.refuse(request, response, refusal);
      return;
    }
    // Always answered: they say whether to restart.
    if (HEALTH_PATHS.has(pathOf(request.url ?? "")) && hasNoBody(request)) {
      serve(request, response);
      return;
    }
    this.#overload.enter(request, response, () => {
      try {
        serve(request, response);
      } catch (error) {
        // This runs on a turn of its own, where nobody else would catch it.
        this.options.onFailure(error);
        response.destroy();
      }
    });
  }
}

/** Whether a request is over with its head. Bodies are held in memory, so that those that bring one are counted. */
function hasNoBody({ method, headers }: IncomingMessage): boolean {
  const { "content-length": length = "0", "transfer-encoding": coding } = headers;
  return (method === "GET" || method === "HEAD") && Number(length) === 0 && coding === undefined;
}
