import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { countHostLines, isLoopbackAddress, isThisMachine } from "../http/edge/this-machine";

const METRICS_PATH = "/metrics";

export interface MetricsServerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The media type of `render`'s text. */
  contentType: string;
  render: () => Promise<string>;
}

export interface MetricsServer {
  /** Where metrics are read, such as `http://127.0.0.1:9464/metrics`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves metrics on a port of their own, so that who reaches GraphQL need not reach them. While it listens on
 * loopback, it refuses requests for other hosts (DNS rebinding).
 * @throws Error where it cannot listen.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host, port, contentType, render } = options;
  let isLoopback = false;
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (countHostLines(request.rawHeaders) > 1) {
      response
        .writeHead(400, { "content-type": "text/plain", connection: "close" })
        .end("A request may have one Host line; several were sent.\n");
      return;
    }
    if (isLoopback && !isThisMachine(request.headers)) {
      response
        .writeHead(421, { "content-type": "text/plain" })
        .end("These metrics are for this machine alone: read them at localhost or 127.0.0.1.\n");
      return;
    }
    if (request.url !== METRICS_PATH || request.method !== "GET") {
      response.writeHead(404, { "content-type": "text/plain" }).end(`Metrics are at GET ${METRICS_PATH}.\n`);
      return;
    }
    render().then(
      (text) => response.writeHead(200, { "content-type": contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.maxHeadersCount = 0; // Node would silently leave out what is beyond 1,000, such as a second Host line
  server.listen(port, host);
  await once(server, "listening");
  isLoopback = isLoopbackAddress((server.address() as AddressInfo).address); // it listens on a port, not a pipe
  return { url: `${addressOf(server)}${METRICS_PATH}`, close: () => close(server) };
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // it listens on a port, not a pipe
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
