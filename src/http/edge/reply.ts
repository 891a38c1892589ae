import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The answer to one request: status and headers are set first, then it is sent once. */
export class Reply {
  #isSent = false;

  /** @param beforeSend called when everything but the last headers is set. */
  constructor(
    readonly raw: ServerResponse,
    private readonly beforeSend: (reply: Reply) => Promise<void>,
  ) {}

  /** Whether it was sent, or is being sent. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get statusCode(): number {
    return this.raw.statusCode;
  }

  /** Sets a header, and replaces an earlier value of it. */
  header(name: string, value: string): this {
    this.raw.setHeader(name, value);
    return this;
  }

  headers(pairs: Iterable<readonly [name: string, value: string]>): this {
    for (const [name, value] of pairs) this.raw.setHeader(name, value);
    return this;
  }

  code(status: number): this {
    this.raw.statusCode = status;
    return this;
  }

  type(mediaType: string): this {
    return this.header("content-type", mediaType);
  }

  /** Sends a value as JSON. */
  json(value: object): Promise<void> {
    return this.type("application/json; charset=utf-8").send(JSON.stringify(value));
  }

  /** Removes the headers that describe a body, where no body is sent. */
  withoutBodyHeaders(): this {
    for (const name of ["content-type", "content-length", "content-encoding", "etag"])
      this.raw.removeHeader(name);
    return this;
  }

  /**
   * Sends the answer. Resolves when its bytes were passed to Node, and for a stream when it has ended or its client has
   * disconnected.
   */
  async send(body?: string | Uint8Array | Readable): Promise<void> {
    if (this.#isSent) throw new Error("The answer was sent before.");
    this.#isSent = true;
    await this.beforeSend(this);
    const { raw } = this;
    if (body === undefined) {
      // 204 and 304 have no length: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
      if (raw.statusCode !== 204 && raw.statusCode !== 304) raw.setHeader("content-length", "0");
      raw.end();
    } else if (typeof body === "string") {
      const length = Buffer.byteLength(body);
      raw.setHeader("content-length", String(length));
      // The same bytes, written faster, where each character is one byte.
      raw.end(body, length === body.length ? "latin1" : "utf8");
    } else if (body instanceof Uint8Array) {
      raw.setHeader("content-length", String(body.length));
      raw.end(body);
    } else if (raw.req.method === "HEAD") {
      body.destroy();
      raw.end();
    } else {
      await pipeline(body, raw).catch((error: unknown) => {
        if (!raw.destroyed) throw error; // otherwise its client has disconnected
      });
    }
  }
}
