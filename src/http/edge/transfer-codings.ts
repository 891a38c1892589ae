import type { IncomingMessage } from "node:http";
import type { EarlyRefusal } from "./early-refusals";

const UNKNOWN_CODING: EarlyRefusal = {
  status: 501,
  message: "Of transfer codings, only chunked is understood, once.",
  code: "BAD_REQUEST",
  endsConnection: true,
};
const NOT_IN_1_0: EarlyRefusal = {
  ...UNKNOWN_CODING,
  status: 400,
  message: "A request of HTTP/1.0 has no transfer codings.",
};

/**
 * Refuses a body with a transfer coding other than chunked: Node reads the coded bytes as the body itself, and a proxy
 * in front of the gateway may determine another end of it.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.1
 */
export function transferRefusal({ headers, httpVersion }: IncomingMessage): EarlyRefusal | undefined {
  const coding = headers["transfer-encoding"];
  if (coding === undefined) return undefined;
  if (httpVersion === "1.0") return NOT_IN_1_0;
  return coding.toLowerCase() === "chunked" ? undefined : UNKNOWN_CODING;
}
