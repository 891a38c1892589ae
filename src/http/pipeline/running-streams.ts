/** The interval at which the caller's right to a stream is checked, in milliseconds. */
export const RECHECK_MS = 2_000;

/** A connection with one or several streams. */
export interface StreamConnection {
  /** Authenticates the caller again, and ends the connection where it may not have it any more. */
  recheck(): void;
  /** Ends it without the message that completes its streams. */
  cut(): void;
}

/** The streams of this process: each caller is checked at an interval, and all are cut when the gateway stops. */
export class RunningStreams {
  readonly #connections = new Set<StreamConnection>();
  #timer: NodeJS.Timeout | undefined;
  #isCut = false;

  constructor(private readonly interval = RECHECK_MS) {}

  /** @returns a function to call at its end. */
  add(connection: StreamConnection): () => void {
    this.#connections.add(connection);
    this.#timer ??= setInterval(() => this.#recheck(), this.interval).unref();
    if (this.#isCut) connection.cut(); // its request came while the gateway stops
    return () => {
      this.#connections.delete(connection);
      if (this.#connections.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Cuts all connections with streams, and those that come later: their clients connect again. */
  cut(): void {
    this.#isCut = true;
    for (const connection of [...this.#connections]) connection.cut();
  }

  #recheck(): void {
    for (const connection of this.#connections) connection.recheck();
  }
}
