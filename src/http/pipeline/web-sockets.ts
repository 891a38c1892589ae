import type { IncomingMessage } from "node:http";
import { type ExecutionArgs, type ExecutionResult, parse } from "graphql";
import {
  CloseCode,
  handleProtocols,
  makeServer,
  MessageType,
  type Server,
  type SubscribePayload,
} from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { GraphQLSchema } from "graphql";
import { CEILINGS } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { UNKNOWN_SENDER } from "../../scheduling/fair-queue";
import { parseJson } from "../edge/body";
import type { HttpRequest } from "../edge/http-request";
import { LONGEST_CONTROL, LONGEST_INIT } from "../limits/message-rate";
import { senderAt } from "../limits/unknown-senders";
import { closeCodeOf, REFUSALS } from "./close-codes";
import { MessageTurns } from "./message-turns";
import { typeIn } from "./message-type";
import { EndedStream, SocketConnection, type SocketServices } from "./socket-connection";

/** How long a client may take to its first message, in milliseconds. */
export const FIRST_MESSAGE_MS = 3_000;
/** The id of an operation is held as long as it runs; those of clients are UUIDs or numbers. In characters. */
export const LONGEST_ID = 256;

/** While more bytes than these wait to be read by a client, nothing more is read from it. */
export const MOST_WAITING = 64 * 1024;
/** Any subscription: graphql-ws finds out by it that answers are a stream. What is answered, SocketConnection knows. */
const STREAM = parse("subscription { stream }");
/** Messages that clients receive, and never send. */
const ANSWERS: ReadonlySet<unknown> = new Set([
  MessageType.ConnectionAck,
  MessageType.Next,
  MessageType.Error,
]);

/** What an operation is executed with: `subscribe` takes it, as `onSubscribe` made it. */
interface Operation<C extends object> {
  readonly connection: SocketConnection<C>;
  readonly payload: SubscribePayload;
}

/**
 * Serves subscriptions over WebSockets, by the protocol graphql-transport-ws.
 * @see https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export class WebSockets<C extends object> {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // it holds memory for each connection
    maxPayload: CEILINGS.body,
    allowSynchronousEvents: false, // other clients are served between two frames of one
    autoPong: false, // it answers whether the client reads or not
    handleProtocols,
  });
  readonly #protocol: Server<SocketConnection<C>>;
  readonly #turns = new MessageTurns();
  readonly #ids = new WeakMap<IncomingMessage, string>();

  constructor(
    schema: GraphQLSchema,
    private readonly services: SocketServices<C>,
  ) {
    // `ws` emits it within `handleUpgrade`, so that this is thrown by `accept`.
    this.#sockets.on("wsClientError", (error) => {
      throw noHandshake(error);
    });
    this.#sockets.on("headers", (lines, raw) => {
      lines.push(`x-request-id: ${this.#ids.get(raw) ?? ""}`);
    });
    this.#protocol = makeServer<Record<string, unknown>, SocketConnection<C>>({
      connectionInitWaitTimeout: services.firstMessageMilliseconds,
      onConnect: ({ extra, connectionParams }) => extra.begin(connectionParams),
      onSubscribe: ({ extra: connection }, _id, payload): ExecutionArgs => {
        const operation: Operation<C> = { connection, payload };
        return { schema, document: STREAM, contextValue: operation };
      },
      subscribe: ({ contextValue }) => {
        const { connection, payload } = contextValue as Operation<C>;
        return connection.answers(payload);
      },
      onNext: (_context, _id, _payload, _args, result: ExecutionResult) => result, // its errors are as they are shown
      onError: (_context, _id, _payload, [error]) =>
        error?.originalError instanceof EndedStream ? error.originalError.errors : undefined,
    });
  }

  /**
   * Makes a WebSocket of the connection of a request.
   * @param head what came after the request.
   * @throws GatewayError OVERLOADED where streams hold as many connections as they may, or BAD_REQUEST where it is no
   * handshake of a WebSocket.
   */
  accept(request: HttpRequest, head: Buffer): void {
    const { raw, headers } = request;
    const { places, senderOf } = this.services;
    const sender = senderAt(senderOf(headers) ?? UNKNOWN_SENDER, raw.socket.remoteAddress);
    const release = once(places.takeConnection(sender));
    this.#ids.set(raw, request.id);
    raw.socket.once("close", release); // where the handshake fails
    this.#sockets.handleUpgrade(raw, raw.socket, head, (socket) => {
      const connection = new SocketConnection<C>(socket, request, sender, release, this.services);
      this.#serve(socket, connection, request);
    });
  }

  /** Handles what has arrived, one message in each turn of the event loop, and reads no more meanwhile. */
  #onMessage(socket: WebSocket, connection: SocketConnection<C>, handle: (data: Buffer) => void): void {
    const arrived: Buffer[] = [];
    const handleFirst = () => {
      const data = arrived.shift();
      if (arrived.length > 0) this.#turns.push(connection.sender, handleFirst);
      else {
        WAITING.delete(socket);
        readOn(socket);
      }
      if (data !== undefined) handle(data);
    };
    socket.on("message", (data: Buffer) => {
      if (!connection.admit(data.length) || arrived.push(data) > 1) return;
      WAITING.add(socket);
      socket.pause();
      this.#turns.push(connection.sender, handleFirst);
    });
  }

  #serve(socket: WebSocket, connection: SocketConnection<C>, request: HttpRequest): void {
    const endPings = ping(socket, this.services.heartbeatMilliseconds);
    socket.on("ping", (data) => {
      if (connection.admit(data.length)) readNoFaster(socket, (sent) => socket.pong(data, false, sent));
    });
    socket.on("pong", (data) => connection.admit(data.length));
    socket.on("error", (error) => {
      const code = closeCodeOf(error); // ws has closed it
      if (code === undefined) request.log.debug({ err: error }, "a WebSocket failed");
      else connection.noteRefusal(code, REFUSALS.get(code) ?? "BAD_REQUEST", error.message);
    });
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason = "") => connection.close(code ?? CloseCode.InternalServerError, reason),
        onMessage: (take) =>
          this.#onMessage(socket, connection, (data) => {
            if (!connection.isOpen) return;
            const message = messageIn(data, request);
            if (message === undefined) {
              connection.close(CloseCode.BadRequest, "Invalid message received");
              return;
            }
            // It is typed as a text, and graphql-ws would parse a text once more.
            take(message as unknown as string).catch((error: unknown) => {
              request.log.error({ err: error }, "a message over a WebSocket could not be handled");
              connection.close(CloseCode.InternalServerError, "Internal server error");
            });
          }),
      },
      connection,
    );
    socket.once("close", (code, reason) => {
      endPings();
      closed(code, reason.toString()).catch((error: unknown) => {
        request.log.error({ err: error }, "the streams of a WebSocket could not be ended");
      });
    });
  }
}

/** The refusal of a request that is no handshake of a WebSocket, by the error of `ws`. */
function noHandshake({ message }: Error): GatewayError {
  const head = message.includes("Sec-WebSocket-Version")
    ? { status: 400, headers: new Map([["sec-websocket-version", "13, 8"]]) }
    : { status: 400 };
  return new GatewayError("BAD_REQUEST", `This request opens no WebSocket: ${message}.`, { http: head });
}

/** @returns resolves when the message has left for the client, so that a slow one is not sent more than it reads. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else {
      readNoFaster(socket, (sent) =>
        socket.send(text, () => {
          sent();
          resolve(); // where it fails, the socket closes
        }),
      );
    }
  });
}

/**
 * Sends something, and reads no more from a client that does not take it: each ping of a client would add an answer to
 * those that wait in memory.
 * @param begin is given what to call when it was sent.
 */
function readNoFaster(socket: WebSocket, begin: (sent: () => void) => void): void {
  begin(() => {
    readOn(socket);
  });
  if (socket.bufferedAmount > MOST_WAITING) socket.pause();
}

/** The sockets whose messages wait for their turn. */
const WAITING = new WeakSet<WebSocket>();

/** Reads from a client again, where it has taken what was sent to it and its messages were handled. */
function readOn(socket: WebSocket): void {
  if (socket.isPaused && !WAITING.has(socket) && socket.bufferedAmount <= MOST_WAITING) socket.resume();
}

/** A place is given back once, however often it is called. */
function once(release: () => void): () => void {
  let isHeld = true;
  return () => {
    if (isHeld) release();
    isHeld = false;
  };
}

/**
 * Ends connections whose clients are gone without a word.
 * @param interval at which a client is asked whether it is still there, in milliseconds; it has as long to answer.
 * @returns stops it.
 */
function ping(socket: WebSocket, interval: number): () => void {
  let isThere = true;
  socket.on("pong", () => (isThere = true));
  const timer = setInterval(() => {
    if (!isThere) socket.terminate();
    isThere = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, interval).unref();
  return () => clearInterval(timer);
}

/**
 * Reads a message of a client: JSON with a short id that names no object's prototype, and no longer than its type may be.
 * @returns undefined where it is none.
 */
function messageIn(data: Buffer, { observer }: HttpRequest): object | undefined {
  const text = data.toString();
  if (data.length > LONGEST_CONTROL && data.length > longestOf(typeIn(text))) return undefined;
  try {
    const message = parseJson(text, "The message", observer);
    if (typeof message !== "object" || message === null) return undefined;
    const { type, id } = message as { type?: unknown; id?: unknown };
    if (ANSWERS.has(type) || data.length > longestOf(type)) return undefined;
    return typeof id === "string" && id.length > LONGEST_ID ? undefined : message;
  } catch {
    return undefined;
  }
}

/** The length that a message of this type may have, in bytes. */
function longestOf(type: unknown): number {
  if (type === MessageType.Subscribe) return CEILINGS.body;
  return type === MessageType.ConnectionInit ? LONGEST_INIT : LONGEST_CONTROL;
}
