/** How far a read has come, and whether it may go on without anybody who waits. */
export interface ReadProgress {
  /** How many pages have arrived. */
  pages: number;
}

/**
 * One read on its way to Direct Connect, for everybody who waits for it. When the last one has given up, it is aborted
 * on the wire, unless it is worth going on for those who come next.
 */
export class InFlightRead<Result> {
  readonly result: Promise<Result>;
  readonly progress: ReadProgress = { pages: 0 };
  readonly #controller = new AbortController();
  #waiting = 0;
  #wasAwaited = false;
  #isOver = false;

  /**
   * @param begunAt what it brings is no older than this; on the snapshots' clock.
   * @param read passes the signal on to whatever it waits for, and notes its progress.
   * @param goesOnAlone whether it goes on when nobody waits for it; told whether somebody did until a deadline.
   * @param onAborted told that nobody may join it any more.
   */
  constructor(
    readonly begunAt: number,
    read: (signal: AbortSignal, progress: ReadProgress) => Promise<Result>,
    private readonly goesOnAlone: (wasAwaited: boolean) => boolean,
    private readonly onAborted: () => void,
  ) {
    this.result = read(this.#controller.signal, this.progress).finally(() => (this.#isOver = true));
    this.result.catch(() => undefined); // with nobody left to wait, nobody needs to hear of it
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

  /** Whether it was aborted: it brings nothing. */
  get isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  join(): void {
    this.#waiting += 1;
  }

  /** @param isStillWanted whether who waited would have gone on waiting, but for a deadline, and may ask again. */
  leave(isStillWanted = false): void {
    this.#waiting -= 1;
    this.#wasAwaited ||= isStillWanted;
    this.abortUnlessWanted();
  }

  /** Aborts it where nobody waits and it does not go on alone. */
  abortUnlessWanted(): void {
    if (this.#waiting <= 0 && !this.goesOnAlone(this.#wasAwaited)) this.abort();
  }

  /** @param reason what those who wait are told. */
  abort(reason?: Error): void {
    if (this.#isOver) return;
    this.onAborted();
    this.#controller.abort(reason);
  }
}
