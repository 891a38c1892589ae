import { IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { hasNoBody } from "./body-length";

/**
 * A request that is an upgrade only where it opens a WebSocket on a connection whose earlier requests are answered. Node
 * takes each request with the header `Upgrade`, and each CONNECT, for one: it makes no response for it, and removes its
 * listeners from the connection, so that earlier answers are lost or never sent to their end. Others are answered in
 * their order as they would be without the header: those for `h2c` that curl sends with `--http2`, those with a body,
 * whose bytes would be read as messages of the WebSocket, and those of HTTP/1.0, which has no upgrades.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
export class UpgradeRequest extends IncomingMessage {
  // Node's constructor sets it before an initializer of this class would run.
  declare private parsedUpgrade: boolean | null;
  declare private takesConnection: boolean | undefined;

  get upgrade(): boolean {
    return this.opensWebSocket && (this.takesConnection ??= responseOn(this.socket) == null);
  }

  set upgrade(value: boolean | null) {
    this.parsedUpgrade = value;
  }

  /** Whether it would be an upgrade if the earlier requests of its connection had been answered. */
  get isBehindOthers(): boolean {
    return this.opensWebSocket && !this.upgrade;
  }

  private get opensWebSocket(): boolean {
    return this.parsedUpgrade === true && isHandshake(this);
  }
}

function isHandshake(request: IncomingMessage): boolean {
  const { method, httpVersion, headers } = request;
  return (
    method === "GET" &&
    httpVersion === "1.1" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    hasNoBody(request)
  );
}

/** The response of a connection that is being sent, or waited for. Node exposes it nowhere else. */
export function responseOn(socket: Socket): ServerResponse | null | undefined {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
}
