import type { IncomingHttpHeaders } from "node:http";
import { isThisMachine } from "./this-machine";

/**
 * Whether a GET cannot be forged by a page of another site, or is harmless if forged, although it has none of the
 * headers that CSRF prevention requires. A browser sends a credentials header for a page only after a preflight
 * allowed it. And a page cannot read the answer to a request that it makes the browser send to the person's own
 * machine: a GET changes nothing, and a name that was made to resolve to it is another Host (host-check.ts).
 */
export function isNoForgery(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || headers["x-api-key"] !== undefined || isThisMachine(headers);
}
