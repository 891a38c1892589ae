import { setMaxListeners } from "node:events";
import limitConcurrency, { type Limit } from "p-limit";
import type { Place } from "./accounts";
import { DeadlineError } from "./patience";

/** Lets a bounded number of collections be read at once in each account and region, over all requests. */
export class Turns {
  readonly #byPlace = new Map<string, Limit>();

  constructor(private readonly concurrency: number) {}

  /**
   * Reads when it is its turn.
   * @throws DeadlineError where the signal was aborted before; whatever `read` throws.
   */
  take<Result>(
    { account, region }: Place,
    signal: AbortSignal,
    read: () => Promise<Result>,
  ): Promise<Result> {
    const place = `${account.accountId} ${region}`;
    let limit = this.#byPlace.get(place);
    if (limit === undefined) this.#byPlace.set(place, (limit = limitConcurrency(this.concurrency)));
    setMaxListeners(0, signal); // each page listens; their number is bounded
    return limit(() => {
      if (signal.aborted) throw new DeadlineError();
      return read();
    });
  }
}
