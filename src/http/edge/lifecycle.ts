import type { ApolloServerPlugin } from "@apollo/server";
import type { EdgeServer } from "./edge-server";
import type { WebServer } from "./web-server";

/**
 * Closing in order. From `leave()` on, `/readyz` announces that the process is about to end, while all requests are
 * served as before, so that balancers send new requests elsewhere. From `drain()` on, each connection ends with its
 * next answer, or the last of those to requests that it has sent by then. Apollo's `stop()` runs the plugin, which stops accepting, waits for running requests, and closes open
 * connections when the time is over.
 */
export function closeInOrder(server: WebServer, edgeServer: EdgeServer, milliseconds: number) {
  let leaving = false;
  let draining = false;
  server.onReply((_request, reply) => {
    // Without this the connection of a request that finishes while draining stays open until its idle time-out.
    if (draining) edgeServer.endAfterReceived(reply.raw);
  });
  const plugin: ApolloServerPlugin = {
    serverWillStart: () =>
      Promise.resolve({
        drainServer: async () => {
          const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
          await server.close();
          clearTimeout(cut);
        },
      }),
  };
  return {
    plugin,
    leave: () => void (leaving = true),
    drain: () => void (leaving = draining = true),
    leaving: () => leaving,
  };
}

/** Adds host, port and advice to a failure to listen; other errors are returned unchanged. */
export function listenFailure(error: unknown, host: string, port: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  const cause = { cause: error };
  if (code === "EADDRINUSE") {
    return new Error(
      `Port ${port} on ${host} is in use. Choose another with PORT, or stop what uses it.`,
      cause,
    );
  }
  if (code === "EACCES") return new Error(`Port ${port} on ${host} may not be taken by this user.`, cause);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Error(`${host} is not an address of this machine (port ${port}).`, cause);
  }
  return error instanceof Error ? error : new Error(String(error), cause);
}
