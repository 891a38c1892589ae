/** The progress of a read, and whether it may continue without a waiting request. */
export interface ReadProgress {
  /** How many pages have arrived. */
  pages: number;
}

/**
 * One read in progress, shared by all requests that wait for it. When the last one has stopped waiting, it is aborted
 * on the wire, unless it is worth continuing for later requests.
 */
export class InFlightRead<Result> {
  readonly result: Promise<Result>;
  readonly progress: ReadProgress = { pages: 0 };
  readonly #controller = new AbortController();
  #waiting = 0;
  #wasAwaited = false;
  #isOver = false;

  /**
   * @param begunAt the time of its data at the earliest, on the snapshots' clock.
   * @param read passes the signal to everything that it waits for, and notes its progress.
   * @param goesOnAlone whether it continues when no request waits for it; the argument says whether one waited until
   * its deadline.
   * @param onAborted called when no request may join it any more.
   */
  constructor(
    readonly begunAt: number,
    read: (signal: AbortSignal, progress: ReadProgress) => Promise<Result>,
    private readonly goesOnAlone: (wasAwaited: boolean) => boolean,
    private readonly onAborted: () => void,
  ) {
    this.result = read(this.#controller.signal, this.progress).finally(() => (this.#isOver = true));
    this.result.catch(() => undefined); // without a waiting request, the error is not needed
  }

  /** A read that has failed already. */
  static failed<Result>(begunAt: number, error: Error): InFlightRead<Result> {
    return new InFlightRead<Result>(
      begunAt,
      () => Promise.reject(error),
      () => false,
      () => undefined,
    );
  }

  /** Whether it was aborted: it returns no result. */
  get isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  join(): void {
    this.#waiting += 1;
  }

  /** @param isStillWanted whether the request stopped waiting only because of its deadline, and may be repeated. */
  leave(isStillWanted = false): void {
    this.#waiting -= 1;
    this.#wasAwaited ||= isStillWanted;
    this.abortUnlessWanted();
  }

  /** Aborts it where no request waits and it does not continue alone. */
  abortUnlessWanted(): void {
    if (this.#waiting <= 0 && !this.goesOnAlone(this.#wasAwaited)) this.abort();
  }

  /** @param reason the error for the waiting requests. */
  abort(reason?: Error): void {
    if (this.#isOver) return;
    this.onAborted();
    this.#controller.abort(reason);
  }
}
