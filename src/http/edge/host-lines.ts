import type { IncomingMessage } from "node:http";
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
 * Refuses a request with several Host lines, or with none: Node believes the first, and what stands before the gateway
 * may have believed the last.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function hostRefusal({ rawHeaders, httpVersion }: IncomingMessage): EarlyRefusal | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === "host") hosts += 1;
  if (hosts > 1) return SEVERAL;
  return hosts === 0 && httpVersion !== "1.0" ? NONE : undefined;
}
