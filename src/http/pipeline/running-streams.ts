import type { ServerResponse } from "node:http";
import type { OpenedStream } from "./subscription";

/** The interval at which the caller's right to a stream is checked, in milliseconds. */
const INTERVAL = 2_000;

/** The streams of this process: each caller is checked at an interval, and all are cut when the gateway stops. */
export class RunningStreams {
  readonly #streams = new Map<OpenedStream, ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly interval = INTERVAL) {}

  get size(): number {
    return this.#streams.size;
  }

  /** @returns a function to call at its end. */
  add(stream: OpenedStream, response: ServerResponse): () => void {
    this.#streams.set(stream, response);
    this.#timer ??= setInterval(() => this.#recheck(), this.interval).unref();
    return () => {
      this.#streams.delete(stream);
      if (this.#streams.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Cuts all connections with streams, without the message that completes them: their clients connect again. */
  cut(): void {
    for (const [stream, response] of this.#streams) {
      stream.close();
      response.destroy();
    }
  }

  #recheck(): void {
    for (const stream of this.#streams.keys()) void stream.recheck();
  }
}
