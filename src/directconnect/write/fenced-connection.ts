import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import type { Attempt } from "./attempt";

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * The connection of one attempt. Node writes a request when its agent gives it a socket; this one gives it a socket
 * whose handshakes are done, and the fence is passed where the socket hands the request to the kernel: nothing is
 * awaited after it.
 */
export class FencedConnection {
  /** For the SDK's handler, which takes the one that the address wants. */
  readonly agents = { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() };
  #tcp: Socket | undefined;

  /** @param tls further requirements for the server's certificate. */
  constructor(
    private readonly attempt: Attempt,
    private readonly tls: ConnectionOptions = {},
  ) {
    this.agents.httpAgent.createConnection = (address, connected) => this.#connectTcp(address, connected);
    this.agents.httpsAgent.createConnection = (address, connected) => this.#connectTls(address, connected);
  }

  /**
   * Ends the connection at once, so that the server notices that its answer is not needed. With TLS, the TCP
   * socket must do that: TLS itself would only send its closing message.
   */
  reset(): void {
    if (this.#tcp?.connecting === true) this.#tcp.destroy();
    else this.#tcp?.resetAndDestroy();
  }

  #connectTcp({ host, port }: ClientRequestArgs, connected?: Connected): undefined {
    const socket = this.#open(host, port);
    this.#handOver(socket, "connect", connected);
  }

  #connectTls(address: RequestOptions, connected?: Connected): undefined {
    const socket = connectTls({
      ...this.tls,
      ...(address.servername !== undefined && { servername: address.servername }),
      ALPNProtocols: ["http/1.1"],
      socket: this.#open(address.host, address.port),
    });
    this.#handOver(socket, "secureConnect", connected);
  }

  #open(host: string | null | undefined, port: number | string | null | undefined): Socket {
    this.#tcp = connectTcp({ host: host ?? "localhost", port: Number(port), noDelay: true });
    return this.#tcp;
  }

  #handOver(socket: Socket, event: "connect" | "secureConnect", connected: Connected | undefined): void {
    const failed = (error: Error) => connected?.(error, socket);
    socket.once("error", failed);
    socket.once(event, () => {
      socket.off("error", failed);
      this.#guard(socket);
      connected?.(null, socket);
    });
  }

  /** A request is complete when its socket is assigned, so that one write contains all of it. */
  #guard(socket: Socket): void {
    const write = socket._write.bind(socket);
    const writev = socket._writev?.bind(socket);
    type Callback = (error?: Error | null) => void;
    const behindFence = (callback: Callback, next: () => void) => {
      try {
        this.attempt.begin();
      } catch (error) {
        callback(error as Error); // thrown by the fence
        return;
      }
      next();
    };
    socket._write = (chunk: unknown, encoding, callback) =>
      behindFence(callback, () => write(chunk, encoding, callback));
    if (writev === undefined) return;
    socket._writev = (chunks, callback) => behindFence(callback, () => writev(chunks, callback));
  }
}
