import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** Bytes on the wire, head included. */
  bytes: number;
  /** Present where it was requested. */
  body?: string;
}

/**
 * One kept-alive HTTP connection over a bare socket: a client of `node:http` costs about as much as the fastest
 * contender's server, and would set the pace. Requests are ready bytes; of answers no more is read than where they end.
 */
export class Line {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #end: number | "chunked" | undefined;
  #status = 0;
  #keep = false;
  #answered: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#answered?.reject(error));
    socket.on("close", () => this.#answered?.reject(new Error("The connection was closed.")));
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Line(socket);
  }

  /** @throws Error where the answer has another status than 200. */
  async execute(request: Buffer, { keep = false } = {}): Promise<Answer> {
    const answer = await this.exchange(request, { keep });
    if (answer.status !== 200) throw new Error(`Status ${answer.status}: ${answer.body ?? ""}`);
    return answer;
  }

  /** Gives the answer whatever its status is. */
  exchange(request: Buffer, { keep = false } = {}): Promise<Answer> {
    this.#keep = keep;
    if (this.socket.destroyed) throw new Error("The connection was closed.");
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.#answered = undefined;
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const isFirst = this.#end === undefined;
    if (isFirst || this.#keep || this.#end === "chunked") this.#chunks.push(chunk);
    if (isFirst) this.#readHead();
    if (this.#end === "chunked" ? this.#endsHere() : this.#bytes === this.#end) this.#finish();
  }

  #readHead(): void {
    const [first = Buffer.alloc(0)] =
      this.#chunks.length === 1 ? this.#chunks : [Buffer.concat(this.#chunks)];
    const headEnd = first.indexOf("\r\n\r\n");
    if (headEnd === -1) return;
    const head = first.toString("latin1", 0, headEnd);
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#end = length === undefined ? "chunked" : headEnd + 4 + Number(length);
  }

  /** JSON holds no bare line ends, so these bytes can only be the last chunk. */
  #endsHere(): boolean {
    return Buffer.concat(this.#chunks.slice(-2)).subarray(-7).toString("latin1") === "\r\n0\r\n\r\n";
  }

  #finish(): void {
    const answer: Answer = { status: this.#status, bytes: this.#bytes };
    if (this.#keep) answer.body = this.#body();
    this.#chunks = [];
    this.#bytes = 0;
    this.#end = undefined;
    this.#answered?.resolve(answer);
  }

  #body(): string {
    const text = Buffer.concat(this.#chunks).toString();
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    return this.#end === "chunked" ? body.replace(/(?:^|\r\n)[0-9a-f]+\r\n/gi, "").trimEnd() : body;
  }
}

export interface Slice {
  requests: number;
  seconds: number;
  /** Of each request, in milliseconds. */
  latencies: number[];
}

/** Keeps every line busy with one request at a time until the time is used up, or until there is no next request. */
export async function load(
  lines: readonly Line[],
  next: () => Buffer | undefined,
  milliseconds: number,
): Promise<Slice> {
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let now = started; now - started < milliseconds;) {
        const request = next();
        if (request === undefined) return;
        await line.execute(request);
        const after = performance.now();
        latencies.push(after - now);
        now = after;
      }
    }),
  );
  return { requests: latencies.length, seconds: (performance.now() - started) / 1000, latencies };
}
