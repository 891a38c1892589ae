import type { ServerResponse } from "node:http";
import type { OpenedStream } from "./subscription";

/** How often it is looked whether the caller of a stream may still have it, in milliseconds. */
const INTERVAL = 2_000;

/** The streams of this process: each caller is looked at again and again, and all are cut when the gateway stops. */
export class RunningStreams {
  readonly #streams = new Map<OpenedStream, ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly interval = INTERVAL) {}

  get size(): number {
    return this.#streams.size;
  }

  /** @returns to be called at its end. */
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

  /** Cuts all connections with streams, without the word that says that they are finished: their clients connect again. */
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
