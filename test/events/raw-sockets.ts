import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";
import { until } from "./subscribe";

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

interface SentError {
  readonly message: string;
  readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
}

export const PROTOCOL = "graphql-transport-ws";

/** A WebSocket as it is, with what it has received. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly received: Message[] = [];
  readonly closed: Promise<readonly [code: number, reason: string]>;

  /** @param url of the gateway, without a path. */
  constructor(url: string, options: ClientOptions = {}, protocol: string | string[] = PROTOCOL) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, protocol, options);
    this.socket.on("message", (data: Buffer) => {
      this.received.push(JSON.parse(data.toString()) as Message);
    });
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve([code, reason.toString()]));
    });
    this.socket.on("error", () => undefined);
  }

  /** The status of the answer to its request: 101 where it is open. */
  async status(): Promise<number> {
    return await new Promise((resolve) => {
      this.socket.once("open", () => resolve(101));
      this.socket.once("unexpected-response", (request, { statusCode = 0 }) => {
        request.destroy();
        resolve(statusCode);
      });
    });
  }

  async send(...messages: object[]): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    for (const message of messages) this.socket.send(JSON.stringify(message));
    return this;
  }

  async begin(payload: object = {}): Promise<this> {
    await this.send({ type: "connection_init", payload });
    await until(() => this.ofType("connection_ack").length > 0);
    return this;
  }

  subscribe(id: string, query: string): Promise<this> {
    return this.send({ id, type: "subscribe", payload: { query } });
  }

  ofType(type: string, id?: string): Message[] {
    return this.received.filter((one) => one.type === type && (id === undefined || one.id === id));
  }

  /** The errors that end an operation. */
  async errorsOf(id: string): Promise<readonly SentError[]> {
    await until(() => this.ofType("error", id).length > 0);
    return this.ofType("error", id)[0]?.payload as SentError[];
  }
}
