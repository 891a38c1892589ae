import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyHttpOptions, FastifyServerFactoryHandler } from "fastify";
import type { EarlyRefusal, EarlyRefusals } from "./early-refusals";
import { headRefusal } from "./head-refusal";
import type { StalledReaders } from "./stalled-readers";
import { Pipelined, TOO_MANY_PIPELINED } from "./pipelined";
import { pathOf } from "./target-path";
import { GRAPHQL_METHODS } from "./response-headers";
import { HEALTH_PATHS } from "../pages/health";
import { Overload, type OverloadOptions } from "../limits/overload";

/** Answers a request in the end. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers what it can at once; what it gives false for is as it was. */
type TryFirst = (request: IncomingMessage, response: ServerResponse, serve: Serve) => boolean;

export interface EdgeServerOptions {
  /** What the machine can do; as much as comes unless told. */
  overload: OverloadOptions | undefined;
  /** Sends what is refused before Fastify. */
  refusals: EarlyRefusals;
  /** Connections that are held at once; more are closed at once. */
  maxConnections: number;
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

/** What is released when a response closes has one listener each, and Fastify adds some: Node warns from eleven on. */
const MOST_LISTENERS = 20;

/**
 * What stands between Node and Fastify: refuses what is beyond the machine before anything is made of it, and lets the
 * fast path answer what needs nothing of Fastify.
 */
export class EdgeServer {
  /** Tried before Fastify; there is none until the gateway has started. */
  fastPath: TryFirst | undefined;
  readonly #overload: Overload;
  readonly #pipelined = new Pipelined();

  constructor(private readonly options: EdgeServerOptions) {
    this.#overload = new Overload(options.overload);
  }

  /** Fastify's `serverFactory`: one for each address that it listens at. */
  readonly createServer = (
    serve: FastifyServerFactoryHandler,
    { http = {}, requestTimeout = 0, keepAliveTimeout = 0 }: FastifyHttpOptions<Server>,
  ): Server => {
    const { refusals } = this.options;
    // Node would refuse a request without a Host line in a form of its own; host-lines.ts does it.
    const options = { ...http, requestTimeout, keepAliveTimeout, requireHostHeader: false };
    const server = createServer(options, (request, response) => this.#receive(request, response, serve));
    server.on("checkExpectation", (request, response) => refusals.refuse(request, response, UNEXPECTED));
    server.on("connect", (_request, socket) => refusals.refuseSocket(socket as Socket, NO_PROXY));
    server.maxConnections = this.options.maxConnections;
    server.on("drop", this.options.onDropped);
    this.options.stalledReaders.watch(server);
    // Node accepts one connection at each turn of the event loop: their requests are not read before.
    server.on("connection", () => this.#overload.poll());
    return server;
  };

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
        if (this.fastPath?.(request, response, serve) !== true) serve(request, response);
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
