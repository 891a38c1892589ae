import type { IncomingMessage } from "node:http";
import type { EarlyRefusal } from "./early-refusals";

const OTHER_VERSION: EarlyRefusal = {
  status: 505,
  message: "The request line names another version of HTTP; served are HTTP/1.1 and HTTP/1.0.",
  code: "BAD_REQUEST",
  endsConnection: true,
};

/**
 * Refuses a request line with another version than 1.0 or 1.1: Node's parser takes 0.9 and 2.0 too, whose messages end
 * elsewhere.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.6.6
 */
export function versionRefusal({ httpVersion }: IncomingMessage): EarlyRefusal | undefined {
  return httpVersion === "1.1" || httpVersion === "1.0" ? undefined : OTHER_VERSION;
}
