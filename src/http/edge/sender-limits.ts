import type { ServerOptions } from "node:http";
import { LONGEST_HEAD } from "./early-refusals";

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
export const HEADERS_SHARE = 1 / 3;
/** How often Node looks for senders who take too long, as a part of that time. */
const CHECKS_SHARE = 1 / 6;

/** How long a connection may stay open without a request, in milliseconds: longer than what stands in front keeps it. */
const KEEP_ALIVE_TIMEOUT = 72_000;

/** Node's options against clients who send too slowly, too much or without end. */
export function senderOptions({ requestTimeout }: SenderLimits): ServerOptions {
  return {
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    maxHeaderSize: LONGEST_HEAD,
    headersTimeout: requestTimeout * HEADERS_SHARE,
    connectionsCheckingInterval: requestTimeout * CHECKS_SHARE,
  };
}
