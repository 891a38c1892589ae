import { lookup } from "node:dns/promises";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { GatewayError } from "../../errors";
import { readBody } from "./body";
import type { EdgeServer } from "./edge-server";
import { answerFailure } from "./failures";
import { HttpRequest, type RefusalObserver } from "./http-request";
import { Reply } from "./reply";
import { nothingServed } from "./request-target";
import type { ResponseHeaders } from "./response-headers";
import { type Handler, type Route, Routes } from "./routes";

export interface WebServerOptions {
  readonly edgeServer: EdgeServer;
  readonly headers: ResponseHeaders;
  readonly logger: Logger;
  readonly observer: RefusalObserver;
  /** The path that all is served under, without a slash at its end. */
  readonly basePath: string;
}

/** Called before a body is read; a thrown error is the answer. */
export type RequestHook = (request: HttpRequest, reply: Reply) => void;
/** Called before an answer is sent, to set its last headers. */
export type ReplyHook = (request: HttpRequest, reply: Reply) => Promise<void> | void;

/** Takes a connection over, once everything that every request is held to was. It throws what refuses it. */
export interface UpgradeRoute {
  readonly path: string;
  readonly handler: (request: HttpRequest, head: Buffer) => void;
}

const GET_METHODS = ["GET", "HEAD"];

/** A browser opens a WebSocket for a page of any site, and lets it read what comes: nothing but this is in its way. */
const FOREIGN = () =>
  new GatewayError(
    "FORBIDDEN",
    "Pages of this origin may not open a WebSocket; CORS_ORIGINS lists those that may.",
    {
      http: { status: 403 },
    },
  );

/**
 * Serves a few paths over node:http: `#answer` has the steps of each request, in order. It receives the requests that
 * the edge accepts (edge-server.ts).
 */
export class WebServer {
  readonly #routes = new Routes();
  readonly #requestHooks: RequestHook[] = [];
  readonly #replyHooks: ReplyHook[] = [];
  readonly #servers: Server[] = [];
  #upgrades: UpgradeRoute | undefined;

  constructor(private readonly options: WebServerOptions) {}

  onRequest(hook: RequestHook): void {
    this.#requestHooks.push(hook);
  }

  onReply(hook: ReplyHook): void {
    this.#replyHooks.push(hook);
  }

  route(route: Route): void {
    this.#routes.add(route);
  }

  /** Serves GET, and HEAD as GET without a body. */
  get(path: string, handler: Handler): void {
    this.#routes.add({ path, methods: GET_METHODS, handler });
  }

  /** Serves WebSockets, at one path. */
  upgrade(route: UpgradeRoute): void {
    this.#upgrades = route;
  }

  /**
   * Listens; at `localhost`, at each address that the name has.
   * @returns the address, such as `http://127.0.0.1:4000`.
   */
  async listen(host: string, port: number): Promise<string> {
    const address = await this.#listenAt(host, port);
    if (host === "localhost") {
      for (const other of await lookup(host, { all: true })) {
        if (other.address === address.address) continue;
        // The machine may lack one of the two protocols.
        await this.#listenAt(other.address, address.port).catch(() => undefined);
      }
    }
    const name = address.address === "0.0.0.0" ? "127.0.0.1" : address.address;
    const url = `http://${address.family === "IPv6" ? `[${name}]` : name}:${address.port}`;
    this.options.logger.info(`Server listening at ${url}`);
    return url;
  }

  /** Stops accepting connections, and resolves when the open ones have ended. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(async (server) => {
        const closed = once(server, "close");
        server.close();
        server.closeIdleConnections();
        await closed;
      }),
    );
  }

  closeAllConnections(): void {
    for (const server of this.#servers) server.closeAllConnections();
  }

  async #listenAt(host: string, port: number): Promise<AddressInfo> {
    const server = this.options.edgeServer.createServer(
      (request, response) => this.#serve(request, response),
      (request, response, head) => this.#serveUpgrade(request, response, head),
    );
    server.listen({ host, port });
    await once(server, "listening"); // rejects with an error of the server
    this.#servers.push(server);
    return server.address() as AddressInfo; // a server that listens at a port has one
  }

  #serve(raw: IncomingMessage, response: ServerResponse): void {
    const request = new HttpRequest(raw, this.options.logger, this.options.observer);
    const reply = new Reply(response, async (sent) => {
      for (const hook of this.#replyHooks) await hook(request, sent);
    });
    this.#answer(request, reply).catch((error: unknown) => {
      request.log.error({ err: error }, "an answer could not be sent");
      response.destroy();
    });
  }

  #serveUpgrade(raw: IncomingMessage, response: ServerResponse, head: Buffer): void {
    const request = new HttpRequest(raw, this.options.logger, this.options.observer);
    const reply = new Reply(response, () => Promise.resolve());
    try {
      reply.header("x-request-id", request.id).headers(this.options.headers.of(raw));
      for (const hook of this.#requestHooks) hook(request, reply);
      if (request.path !== this.#upgrades?.path) throw this.#notFound();
      if (!this.options.headers.isOriginAllowed(raw)) throw FOREIGN();
      this.#upgrades.handler(request, head);
      response.detachSocket(raw.socket);
    } catch (error) {
      answerFailure(error, request, reply).catch(() => response.destroy());
    }
  }

  async #answer(request: HttpRequest, reply: Reply): Promise<void> {
    try {
      reply.header("x-request-id", request.id).headers(this.options.headers.of(request.raw));
      const found = this.#routes.find(request.method, request.path);
      if (found !== undefined) {
        request.route = found.route.path;
        request.params = found.params;
      }
      for (const hook of this.#requestHooks) hook(request, reply);
      if (found === undefined) throw this.#notFound();
      if (request.method === "POST") await this.#readBody(request, reply);
      await found.route.handler(request, reply);
    } catch (error) {
      if (reply.isSent) throw error;
      await answerFailure(error, request, reply);
    }
  }

  #notFound(): GatewayError {
    const { status, message, code } = nothingServed(this.options.basePath);
    return new GatewayError(code, message, { http: { status } });
  }

  async #readBody(request: HttpRequest, reply: Reply): Promise<void> {
    try {
      request.bodyText = await readBody(request);
    } catch (error) {
      // Its client still sends. Behind a body that has come to its end, the next request may have been begun.
      if (!request.raw.complete) reply.raw.shouldKeepAlive = false;
      throw error;
    }
  }
}
