import { GatewayError } from "../../errors";
import { isThisMachine } from "./this-machine";
import type { WebServer } from "./web-server";

/**
 * Refuses requests for another host than this machine, while callers need no credentials: a page of any site can
 * have its own name resolved to a loopback address (DNS rebinding), and its scripts would be same-origin with the
 * gateway. The name in `Host` identifies such requests.
 */
export function checkHost(server: WebServer, isNeeded: () => boolean): void {
  server.onRequest((request) => {
    if (!isNeeded() || isThisMachine(request.headers)) return;
    const message = "This gateway is for this machine alone: ask it as localhost or 127.0.0.1.";
    throw new GatewayError("BAD_REQUEST", message, { http: { status: 421 } });
  });
}
