import type { IncomingMessage } from "node:http";
import { countHostLines } from "./this-machine";
import type { EarlyRefusal } from "./early-refusals";

const NONE: EarlyRefusal = {
  status: 400,
  message: "A request of HTTP/1.1 needs a Host line.",
  code: "BAD_REQUEST",
  headers: [["connection", "close"]],
};
const SEVERAL: EarlyRefusal = {
  ...NONE,
  message: "A request may have one Host line; several were sent.",
};

/**
 * Refuses a request with several Host lines, or with none: Node uses the first, and a proxy in front of the gateway
 * may have used the last.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function hostRefusal({ rawHeaders, httpVersion }: IncomingMessage): EarlyRefusal | undefined {
  const hosts = countHostLines(rawHeaders);
  if (hosts > 1) return SEVERAL;
  return hosts === 0 && httpVersion !== "1.0" ? NONE : undefined;
}
