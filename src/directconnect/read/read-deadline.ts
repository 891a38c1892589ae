import type { InFlightRead } from "./in-flight-read";

/** Has the name of the SDK's own time-out error: callers need no distinction. */
export class DeadlineError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * How long one request waits for its reads. After the deadline, and when its client disconnects, it waits for no
 * read any more, so that one slow region delays no answer longer than that.
 */
export class ReadDeadline {
  /** Each function ends one wait. No results are referenced here: a deadline is long, and rows are many. */
  readonly #waits = new Set<() => void>();
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hungUp: AbortSignal | undefined;

  /** @param deadlineMilliseconds the time limit of all reads of the request together. */
  constructor(
    private readonly deadlineMilliseconds: number,
    private readonly hangUp?: () => AbortSignal,
  ) {}

  /**
   * Waits for the result of a read.
   * @throws DeadlineError; the error of the read.
   */
  async waitFor<Result>(read: InFlightRead<Result>): Promise<Result> {
    read.join();
    let end = (): void => undefined;
    let isStillWanted = false;
    try {
      return await new Promise<Result>((resolve, reject) => {
        end = () => reject(new DeadlineError());
        this.#begin(end);
        read.result.then(resolve, reject);
      });
    } catch (error) {
      isStillWanted = error instanceof DeadlineError && this.#hungUp?.aborted !== true;
      throw error;
    } finally {
      this.#end(end);
      read.leave(isStillWanted);
    }
  }

  /** Restarts the deadline at the next read: the time of a change does not count for the reads that follow it. */
  restart(): void {
    this.#endsAt = undefined;
  }

  #begin(end: () => void): void {
    this.#waits.add(end);
    const now = performance.now();
    this.#endsAt ??= now + this.deadlineMilliseconds;
    this.#hungUp ??= this.hangUp?.();
    if (this.#hungUp?.aborted === true || now >= this.#endsAt) {
      end();
      return;
    }
    if (this.#waits.size > 1) return;
    this.#timer = setTimeout(this.#endAll, this.#endsAt - now);
    this.#hungUp?.addEventListener("abort", this.#endAll);
  }

  #end(end: () => void): void {
    this.#waits.delete(end);
    if (this.#waits.size > 0) return;
    clearTimeout(this.#timer);
    this.#hungUp?.removeEventListener("abort", this.#endAll);
  }

  readonly #endAll = () => {
    for (const end of this.#waits) end();
  };
}
