import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "../../errors";
import { refusalBody, type RefusalDetails, type Refused } from "../answers/refusal";
import type { PacedAnswers } from "./paced-answers";
import { requestIdOf } from "./request";
import { responseOn } from "./upgrade-request";
import type { HeaderPairs, ResponseHeaders } from "./response-headers";

/** The maximum size of a request line and headers together, in bytes; Node allows as many of chunk extensions. */
export const LONGEST_HEAD = 16 * 1024;

export interface EarlyRefusal {
  readonly status: number;
  readonly message: string;
  readonly code: ErrorCode;
  readonly details?: RefusalDetails;
  readonly headers?: HeaderPairs;
  /** Nothing that the connection sends behind the request is served: where that begins is unknown, or it is too much. */
  readonly endsConnection?: boolean;
}

/** A refusal whose bytes are made once. */
export interface PreparedRefusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly head: readonly string[];
  readonly body: string;
}

/** Makes the constant part of refusals of one kind once: under overload, most of the machine's work is refusals. */
export function prepareRefusal({ status, message, code, details, headers }: EarlyRefusal): PreparedRefusal {
  const body = JSON.stringify(refusalBody(message, code, details));
  const head: HeaderPairs = [
    ["content-type", "application/json; charset=utf-8"],
    ["content-length", String(Buffer.byteLength(body))],
    ...(details?.retryAfter === undefined ? [] : [["retry-after", String(details.retryAfter)] as const]),
    ...(headers ?? []),
  ];
  return { status, code, head: head.flat(), body };
}

const NO_HTTP: EarlyRefusal = {
  status: 400,
  message: "What was sent is no HTTP/1.1 request.",
  code: "BAD_REQUEST",
};
/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.1 */
const UNKNOWN_METHOD: EarlyRefusal = {
  status: 501,
  message: "The method is none that HTTP knows; methods are case-sensitive.",
  code: "BAD_REQUEST",
};
/** The refusal of bytes that Node's parser cannot parse, by the error's code. */
const PARSER_REFUSALS: Readonly<Record<string, EarlyRefusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: "The request line and the headers are more than 16 KiB.",
    code: "LIMIT_EXCEEDED",
    details: { limit: { name: "headers", allowed: LONGEST_HEAD } },
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    message: "The chunk extensions of the body are more than 16 KiB.",
    code: "LIMIT_EXCEEDED",
    details: { limit: { name: "chunkExtensions", allowed: LONGEST_HEAD } },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    ...NO_HTTP,
    status: 408,
    message: "The request did not come whole in time.",
  },
};

/** The error of Node's parser. */
interface UnparsedError extends Error {
  readonly code?: string;
  /** The bytes that arrived at once, and how many of them could be parsed. */
  readonly rawPacket?: unknown;
  readonly bytesParsed?: number;
}

/** Refuses requests that never reach a route, in the form of every refusal. */
export class EarlyRefusals {
  constructor(
    private readonly headers: ResponseHeaders,
    private readonly paced: PacedAnswers,
    /** Called for each one, to log and count it. */
    private readonly onRefused: (refused: Refused) => void,
  ) {}

  /** Refuses a request that Node has parsed, at a later turn of the event loop. */
  refuse(request: IncomingMessage, response: ServerResponse, refusal: EarlyRefusal): void {
    if (refusal.endsConnection === true) response.shouldKeepAlive = false;
    this.paced.add(request, response, () => {
      const requestId = this.#write(request, response, prepareRefusal(refusal));
      this.onRefused({ requestId, status: refusal.status, code: refusal.code });
    });
  }

  /** The same without a log line. */
  send(request: IncomingMessage, response: ServerResponse, refusal: PreparedRefusal): void {
    this.paced.add(request, response, () => this.#write(request, response, refusal));
  }

  /** @returns the id of the request */
  #write(
    request: IncomingMessage,
    response: ServerResponse,
    { status, head, body }: PreparedRefusal,
  ): string {
    const requestId = requestIdOf(request);
    const own = [...head, "x-request-id", requestId];
    for (const pair of this.headers.of(request)) own.push(...pair);
    response.writeHead(status, own).end(body);
    return requestId;
  }

  /** Refuses bytes that Node could not parse, and closes their connection. */
  refuseUnparsed(error: UnparsedError, socket: Socket): void {
    // Its last answer may still be on its way.
    if (!socket.writable) {
      if (!socket.destroyed) destroyLater(socket);
      return;
    }
    if (error.code === "ECONNRESET" || hasBegunToAnswer(socket)) {
      socket.destroy();
      return;
    }
    const refusal = isUnknownMethod(error) ? UNKNOWN_METHOD : (PARSER_REFUSALS[error.code ?? ""] ?? NO_HTTP);
    this.#refuseSocket(socket, refusal, originIn(error.rawPacket), error.code);
  }

  /** Writes a refusal to a connection for which Node makes no response, and closes it. */
  #refuseSocket(socket: Socket, refusal: EarlyRefusal, origin?: string, reason?: string): void {
    const { status, code, head, body } = prepareRefusal(refusal);
    const requestId = randomUUID();
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, "connection: close"];
    const own = ["date", new Date().toUTCString(), "x-request-id", requestId, ...head];
    for (const pair of this.headers.of({ headers: { origin } })) own.push(...pair);
    for (let at = 0; at < own.length; at += 2) lines.push(`${own[at] ?? ""}: ${own[at + 1] ?? ""}`);
    socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
    destroyLater(socket);
    this.onRefused({ requestId, status, code, reason });
  }
}

/** How long a client may take to close its side of a connection that was refused, in milliseconds. */
export const LINGER_MS = 2_000;

/**
 * Closes a connection after its last bytes, whether its client closes it or not: Node's time limits end with the
 * refusal. Not at once, since the client may still send, and the connection would be reset before it reads them.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function destroyLater(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once("close", () => clearTimeout(timer));
}

/** A client would read a second answer in the middle of the first as its rest. */
function hasBegunToAnswer(socket: Socket): boolean {
  return responseOn(socket)?.headersSent ?? false;
}

/** What follows the part of a method that the parser has read; methods are tokens. */
const REST_OF_REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]* [\x21-\x7e]+ HTTP\/\d\.\d\r?\n/;

/** Whether all but the method is the first line of a request: the parser refuses any other text in the same way. */
function isUnknownMethod({ code, rawPacket, bytesParsed = 0 }: UnparsedError): boolean {
  if (code !== "HPE_INVALID_METHOD" || !Buffer.isBuffer(rawPacket)) return false;
  return REST_OF_REQUEST_LINE.test(rawPacket.toString("latin1", bytesParsed));
}

/** The origin in bytes that could not be parsed, where its header is complete. */
function originIn(bytes: unknown): string | undefined {
  if (!Buffer.isBuffer(bytes)) return undefined;
  return /\r\norigin:[ \t]*([\x21-\x7e]{1,300})[ \t]*\r\n/i.exec(bytes.toString("latin1"))?.[1];
}
