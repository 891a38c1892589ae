import type { ServerOptions } from "node:http";
import { LONGEST_HEAD } from "./early-refusals";

export interface SenderLimits {
  /** Connections that are held at once; more are closed at once. */
  maxConnections: number;
  /** How long a client may take to send its request, in milliseconds. */
  requestTimeout: number;
  /** How long a client may receive no bytes of its answer, in milliseconds. */
  sendTimeout: number;
}

export const DEFAULT_SENDER_LIMITS: SenderLimits = {
  maxConnections: 5000,
  requestTimeout: 30_000,
  sendTimeout: 30_000,
};

/** How long headers alone may take, as a share of the request's time. */
export const HEADERS_SHARE = 1 / 3;
/** The interval at which Node checks for clients that take too long, as a share of that time. */
const CHECKS_SHARE = 1 / 6;

/** How long a connection may stay open without a request, in milliseconds: longer than a proxy in front keeps it. */
const KEEP_ALIVE_TIMEOUT = 72_000;

/** Node's options against clients that send too slowly, too much or endlessly. */
export function senderOptions({ requestTimeout }: SenderLimits): ServerOptions {
  return {
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    maxHeaderSize: LONGEST_HEAD,
    headersTimeout: requestTimeout * HEADERS_SHARE,
    connectionsCheckingInterval: requestTimeout * CHECKS_SHARE,
  };
}
