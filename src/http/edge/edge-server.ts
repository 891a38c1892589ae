import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { hasNoBody } from "./body-length";
import { destroyLater, type EarlyRefusal, type EarlyRefusals } from "./early-refusals";
import { headRefusal } from "./head-refusal";
import type { StalledReaders } from "./stalled-readers";
import type { PacedAnswers } from "./paced-answers";
import { Pipelined, TOO_MANY_PIPELINED } from "./pipelined";
import { HEALTH_PATHS, pathOf } from "./target-path";
import { GRAPHQL_METHODS } from "./response-headers";
import { type Overload, releasePlace } from "../limits/overload";
import { type SenderLimits, senderOptions } from "./sender-limits";
import { UpgradeRequest } from "./upgrade-request";

/** Serves an accepted request. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => void;
/** Takes over the connection of a request for a WebSocket. @param head what came after the request. */
export type ServeUpgrade = (request: IncomingMessage, response: ServerResponse, head: Buffer) => void;

export interface EdgeServerOptions {
  /** Admits requests. */
  overload: Overload;
  /** Sends the refusals of requests that are not read. */
  refusals: EarlyRefusals;
  /** Begins answers that need no admission. */
  paced: PacedAnswers;
  senders: SenderLimits;
  /** The path that all is served under, without a slash at its end. */
  basePath: string;
  /** Ends connections whose clients do not read. */
  stalledReaders: StalledReaders;
  /** Called for each connection above the limit. */
  onDropped: () => void;
  /** Called with an unexpected error of a request; the request ends with its connection. */
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
  endsConnection: true,
};
const BEHIND_OTHERS: EarlyRefusal = {
  status: 400,
  message: "A WebSocket is opened where all earlier requests of its connection are answered.",
  code: "BAD_REQUEST",
  endsConnection: true,
};

/**
 * Listeners for the close of a response: each resource that is released then has one, and Node warns from eleven on.
 */
const MOST_LISTENERS = 20;

/**
 * The layer between Node and the routes: refuses requests that are invalid HTTP, and requests beyond the capacity of
 * the machine, before they are processed.
 */
export class EdgeServer {
  readonly #pipelined = new Pipelined();
  /** Connections that sent what could not be parsed. */
  readonly #unparsed = new WeakSet<Socket>();

  constructor(private readonly options: EdgeServerOptions) {}

  /** Makes a server for one address. */
  createServer(serve: Serve, serveUpgrade: ServeUpgrade): Server {
    const { overload, senders } = this.options;
    const options = {
      ...senderOptions(senders),
      requireHostHeader: false, // Node would refuse such a request in a form of its own; host-lines.ts does it
      IncomingMessage: UpgradeRequest,
    };
    const server = createServer(options, (request, response) => {
      this.#guarded(response, () => this.#receive(request, response, serve));
    });
    server.on("checkExpectation", (request, response) => {
      this.#guarded(response, () => this.#receive(request, response, serve, UNEXPECTED));
    });
    server.on("upgrade", (request, socket, head) => {
      this.#guarded(socket, () => this.#upgrade(request, socket as Socket, head, serveUpgrade));
    });
    server.on("clientError", (error, socket) => {
      this.#guarded(socket, () => this.#refuseUnparsed(error, socket as Socket));
    });
    server.maxConnections = senders.maxConnections;
    server.maxHeadersCount = 0; // Node would silently drop headers beyond 1,000; their bytes are bounded
    server.on("drop", this.options.onDropped);
    this.options.stalledReaders.watch(server);
    // Node accepts one connection at each turn of the event loop: their requests are not read before.
    server.on("connection", () => overload.poll());
    return server;
  }

  /** Ends the connection of a response once the requests that it has sent so far are answered. */
  endAfterReceived({ req }: ServerResponse): void {
    this.#pipelined.endAfterReceived(req.socket);
  }

  /**
   * An error here would be caught by no code, and end the process with the requests of all others: it ends its own
   * connection alone.
   */
  #guarded(connection: ServerResponse | Duplex, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(connection, error);
    }
  }

  #fail(connection: ServerResponse | Duplex, error: unknown): void {
    this.options.onFailure(error);
    connection.destroy();
  }

  /** Node takes all its listeners from such a connection, and gives it no response. */
  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer, serve: ServeUpgrade): void {
    // The error of a socket without a listener would end the process.
    socket.on("error", () => undefined);
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once("finish", () => {
      socket.end();
      socket.resume(); // further bytes are discarded
      destroyLater(socket);
    });
    const refusal = headRefusal(request, this.options.basePath);
    if (refusal === undefined) {
      this.#enter(request, response, () => {
        serve(request, response, head);
        releasePlace(response); // from now on it is an open connection
      });
    } else this.options.refusals.refuse(request, response, refusal);
  }

  /**
   * A client reads answers in the order of its requests: an early refusal would take the place of the answer to a
   * change that is made.
   */
  #refuseUnparsed(error: Error, socket: Socket): void {
    // Node tries to parse what else arrives, and fails each time.
    if (this.#unparsed.has(socket)) return;
    this.#unparsed.add(socket);
    this.#pipelined.whenAnswered(socket, () => {
      this.#guarded(socket, () => this.options.refusals.refuseUnparsed(error, socket));
    });
  }

  /** @param unexpected the refusal of a request that Node did not take. */
  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    serve: Serve,
    unexpected?: EarlyRefusal,
  ): void {
    response.setMaxListeners(MOST_LISTENERS);
    const entered = this.#pipelined.enter(request, response);
    if (entered === "ignore") return;
    const refusal =
      entered === "refuse"
        ? TOO_MANY_PIPELINED
        : (unexpected ?? takeoverRefusal(request) ?? headRefusal(request, this.options.basePath));
    if (refusal !== undefined) {
      this.options.refusals.refuse(request, response, refusal);
      return;
    }
    // Always answered: orchestrators decide by them whether to restart.
    if (HEALTH_PATHS.has(pathOf(request.url ?? "")) && isBodiless(request)) {
      this.options.paced.add(request, response, () => serve(request, response));
      return;
    }
    this.#enter(request, response, () => serve(request, response));
  }

  #enter(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const fail = (error: unknown) => this.#fail(response, error);
    this.options.overload.enter(request, response, { begin, fail });
  }
}

/** Why a request that would take its connection over is refused where others are answered in their order. */
function takeoverRefusal(request: IncomingMessage): EarlyRefusal | undefined {
  if (request.method === "CONNECT") return NO_PROXY;
  return request instanceof UpgradeRequest && request.isBehindOthers ? BEHIND_OTHERS : undefined;
}

/** Whether a request is read without a body. Bodies are held in memory, so requests with one are counted. */
function isBodiless(request: IncomingMessage): boolean {
  return (request.method === "GET" || request.method === "HEAD") && hasNoBody(request);
}
