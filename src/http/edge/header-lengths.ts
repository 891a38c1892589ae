import type { IncomingHttpHeaders } from "node:http";
import type { EarlyRefusal } from "./early-refusals";

/**
 * The longest value of each header that is parsed, in characters. Its parsers (in this gateway, and in the
 * libraries of Apollo Server) take time that may grow with the square of the length, before the caller is known.
 */
export const HEADER_LENGTHS: Readonly<Record<string, number>> = {
  accept: 1_024,
  "accept-encoding": 256,
  "access-control-request-headers": 2_048,
  "cache-control": 256,
  "content-encoding": 256,
  "content-type": 256,
  host: 300,
  "if-none-match": 4_096,
  origin: 300,
  traceparent: 256,
};

const BOUNDS = Object.entries(HEADER_LENGTHS);

/** Refuses a header that is too long to be parsed; several lines of one name count together. */
export function lengthRefusal(headers: IncomingHttpHeaders): EarlyRefusal | undefined {
  for (const [name, allowed] of BOUNDS) {
    const sent = headers[name]?.length ?? 0;
    if (sent > allowed)
      return {
        status: 431,
        message: `Too large: ${sent} characters in the header ${name}; allowed are ${allowed}.`,
        code: "LIMIT_EXCEEDED",
        details: { limit: { name, sent, allowed } },
      };
  }
  return undefined;
}
