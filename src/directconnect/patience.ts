import type { Flight } from "./flight";

/** Named as the SDK names its own: nobody needs to know whose patience ended. */
export class DeadlineError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * How long one request waits for its reads. At the deadline, and when its caller hangs up, it waits for nothing any
 * more, so that one slow region holds up nobody longer than that; what others wait for, too, goes on for them.
 */
export class Patience {
  #over: Promise<never> | undefined;

  /** @param deadlineMilliseconds how long all reads of the request may take together. */
  constructor(
    private readonly deadlineMilliseconds: number,
    private readonly hangUp?: () => AbortSignal,
  ) {}

  /**
   * Waits for what a flight brings.
   * @throws DeadlineError; whatever ended the flight.
   */
  async waitFor<Result>(flight: Flight<Result>): Promise<Result> {
    this.#over ??= this.#start();
    flight.join();
    try {
      return await Promise.race([flight.result, this.#over]);
    } finally {
      flight.leave();
    }
  }

  /** The deadline counts from the next read: what a change took is not the fault of the reads that follow it. */
  restart(): void {
    this.#over = undefined;
  }

  #start(): Promise<never> {
    const deadline = AbortSignal.timeout(this.deadlineMilliseconds);
    const signal = this.hangUp === undefined ? deadline : AbortSignal.any([deadline, this.hangUp()]);
    const over = new Promise<never>((_resolve, reject) => {
      const stop = () => reject(new DeadlineError());
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
    over.catch(() => undefined); // with nothing left to wait for, nobody needs to hear of it
    return over;
  }
}
