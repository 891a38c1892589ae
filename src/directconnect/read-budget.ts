import { setMaxListeners } from "node:events";
import limitConcurrency, { type Limit } from "p-limit";

export interface ReadLimits {
  /** How many collections one request reads at once, over all accounts and regions. */
  concurrency: number;
  /** How long all reads of one request may take together, in milliseconds. */
  deadlineMilliseconds: number;
}

/** Named as the SDK names its own: nobody needs to know whose patience ended. */
class DeadlineError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * What one request may spend on reading. Reads queue for one of a bounded number of turns; what has no answer at
 * the deadline is aborted, whether it waits for its turn, for credentials or for Direct Connect, so that one slow
 * region holds up nobody longer than that.
 */
export class ReadBudget {
  readonly #limit: Limit;
  #time: { signal: AbortSignal; over: Promise<never> } | undefined;

  constructor(
    private readonly limits: ReadLimits,
    private readonly requestSignal?: AbortSignal,
  ) {
    this.#limit = limitConcurrency(limits.concurrency);
  }

  /**
   * Reads when it is its turn.
   * @param read passes the signal on to whatever it waits for.
   * @throws DeadlineError; whatever `read` throws.
   */
  async spend<Result>(read: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { signal, over } = (this.#time ??= this.#start());
    const turn = this.#limit(() => {
      if (signal.aborted) throw new DeadlineError();
      return read(signal);
    });
    return Promise.race([turn, over]);
  }

  /** The deadline counts from the next read: what a change took is not the fault of the reads that follow it. */
  restart(): void {
    this.#time = undefined;
  }

  #start() {
    const deadline = AbortSignal.timeout(this.limits.deadlineMilliseconds);
    const signal =
      this.requestSignal === undefined ? deadline : AbortSignal.any([deadline, this.requestSignal]);
    setMaxListeners(0, signal); // each read that runs listens; their number is bounded
    const over = new Promise<never>((_resolve, reject) => {
      const stop = () => reject(new DeadlineError());
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
    over.catch(() => undefined); // with nothing left to wait for, nobody needs to hear of it
    return { signal, over };
  }
}
