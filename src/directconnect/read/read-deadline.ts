import type { InFlightRead } from "./in-flight-read";

/** Named as the SDK names its own: nobody needs to know whose time was over. */
export class DeadlineError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * How long one request waits for its reads. At the deadline, and when its caller hangs up, it waits for nothing any
 * more, so that one slow region holds up nobody longer than that.
 */
export class ReadDeadline {
  /** Each ends one wait. What has come is held by nobody here: a deadline is long, and rows are many. */
  readonly #waits = new Set<() => void>();
  #endsAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hungUp: AbortSignal | undefined;

  /** @param deadlineMilliseconds how long all reads of the request may take together. */
  constructor(
    private readonly deadlineMilliseconds: number,
    private readonly hangUp?: () => AbortSignal,
  ) {}

  /**
   * Waits for what a read brings.
   * @throws DeadlineError; whatever ended the read.
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

  /** The deadline counts from the next read: what a change took is not the fault of the reads that follow it. */
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
