import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { countHostLines } from "./this-machine";
import type { EarlyRefusal } from "./early-refusals";

const NONE: EarlyRefusal = {
  status: 400,
  message: "A request of HTTP/1.1 needs a Host line.",
  code: "BAD_REQUEST",
  endsConnection: true,
};
const SEVERAL: EarlyRefusal = {
  ...NONE,
  message: "A request may have one Host line; several were sent.",
};
const NO_HOST: EarlyRefusal = {
  ...NONE,
  message: "The Host line must name one host, such as gateway.example or gateway.example:4000.",
};

/** A name or an address, and a port. The characters are those of RFC 3986, without the comma, which joins several hosts. */
const HOST_AND_PORT = /^(?:\[([^\]]*)\]|(?:[\w.~!$&'()*+;=-]|%[\da-f]{2})+)(?::\d{0,5})?$/i;

/**
 * Refuses a request with several Host lines, with none, or with one that names no host: Node uses the first, and a proxy
 * in front of the gateway may have used the last, or another one of a list.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 and https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
 */
export function hostRefusal({
  rawHeaders,
  headers: { host },
  httpVersion,
}: IncomingMessage): EarlyRefusal | undefined {
  if (countHostLines(rawHeaders) > 1) return SEVERAL;
  if (host === undefined) return httpVersion === "1.0" ? undefined : NONE;
  return isHost(host) ? undefined : NO_HOST;
}

/** Whether a value can be that of a Host line of a request for `http` or `https`, where a host is never empty. */
function isHost(value: string): boolean {
  const [whole, address] = HOST_AND_PORT.exec(value) ?? [];
  return whole !== undefined && (address === undefined || isIPv6(address));
}
