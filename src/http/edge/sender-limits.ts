import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { CEILINGS } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { quoted } from "../../observability/secrets";
import { LONGEST_HEAD } from "./early-refusals";
import { refuse } from "./failures";

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it was sent; empty where there was none. */
    bodyText: string;
  }
}

export interface SenderLimits {
  /** Connections that are held at once; more are closed at once. */
  maxConnections: number;
  /** How long a client may take to send its request, in milliseconds. */
  requestTimeout: number;
  /** How long a client may take nothing of what is sent to it, in milliseconds. */
  sendTimeout: number;
}

export const DEFAULT_SENDER_LIMITS: SenderLimits = {
  maxConnections: 5000,
  requestTimeout: 30_000,
  sendTimeout: 30_000,
};

/** How long headers alone may take, as a part of the request's time. */
const HEADERS_SHARE = 1 / 3;
/** How often Node looks for senders who take too long, as a part of that time. */
const CHECKS_SHARE = 1 / 6;

/** Fastify's options against clients who send too slowly, too much or without end. */
export function senderOptions({ requestTimeout }: SenderLimits) {
  return {
    bodyLimit: CEILINGS.body,
    requestTimeout,
    http: {
      maxHeaderSize: LONGEST_HEAD,
      headersTimeout: requestTimeout * HEADERS_SHARE,
      connectionsCheckingInterval: requestTimeout * CHECKS_SHARE,
    },
  };
}

/**
 * Takes JSON bodies and nothing else: text/plain is what a form of another site can send, and a compressed body could
 * be a small one that stands for a very large one.
 */
export function takeJsonOnly(fastify: FastifyInstance): void {
  fastify.decorateRequest("bodyText", "");
  fastify.removeContentTypeParser("text/plain");
  const parse = fastify.getDefaultJsonParser("error", "error");
  fastify.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, bytes, done) => {
    // Bytes that are none would be read as other characters than were sent.
    if (typeof bytes === "string" || !isUtf8(bytes)) {
      done(new GatewayError("BAD_REQUEST", "The body is not UTF-8."));
      return;
    }
    request.bodyText = bytes.toString();
    void parse(request, request.bodyText, done);
  });
  fastify.addHook("onRequest", (request, reply, done) => {
    const { "content-encoding": encoding = "identity", "content-type": type } = request.headers;
    const charset = charsetIn(type);
    if (encoding !== "identity") {
      const message = `Bodies are taken as they are, not under Content-Encoding ${quoted(encoding)}.`;
      void refuse(request, reply, 415, message);
    } else if (charset !== undefined && !["utf-8", "utf8"].includes(charset)) {
      const message = `Bodies are taken in UTF-8; the Content-Type names the charset ${quoted(charset)}.`;
      void refuse(request, reply, 415, message);
    } else done();
  });
}

/** The charset that a media type names, in lower case. */
function charsetIn(type: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type ?? "")?.[1]?.toLowerCase();
}
