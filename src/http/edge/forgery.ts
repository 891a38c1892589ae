import type { IncomingHttpHeaders } from "node:http";
import { isThisMachine } from "./this-machine";

/**
 * Whether a GET cannot be forged by a page of another site, or need not be told from a forged one, although it has none of
 * the headers that CSRF prevention asks for. With a header that proves who asks, no browser sends it for a page before it
 * was allowed by a preflight. And what a page can have a browser ask of the person's own machine, it cannot read: a GET
 * changes nothing, and a name that was made to point here is another Host (host-check.ts).
 */
export function isNoForgery(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || headers["x-api-key"] !== undefined || isThisMachine(headers);
}
