import { IncomingMessage } from "node:http";
import { hasNoBody } from "./body-length";

/**
 * A request that is an upgrade only where it opens a WebSocket. Once upgrades have a listener, Node takes each request
 * with the header `Upgrade` for one and makes no response for it, such as those for `h2c` that curl sends with `--http2`.
 * They are answered as they would be without the header; so is a request with a body, whose bytes would be read as
 * messages of the WebSocket, and one of HTTP/1.0, which has no upgrades.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
export class UpgradeRequest extends IncomingMessage {
  // Node's constructor sets it before an initializer of this class would run.
  declare private parsedUpgrade: boolean | null;

  get upgrade(): boolean {
    return this.parsedUpgrade === true && (this.method === "CONNECT" || opensWebSocket(this));
  }

  set upgrade(value: boolean | null) {
    this.parsedUpgrade = value;
  }
}

function opensWebSocket(request: IncomingMessage): boolean {
  const { method, httpVersion, headers } = request;
  return (
    method === "GET" &&
    httpVersion === "1.1" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    hasNoBody(request)
  );
}
