import { setMaxListeners } from "node:events";
import type { Place } from "./accounts";
import { DeadlineError } from "./patience";

interface Queue {
  running: number;
  /** Each lets one read begin. */
  readonly waiting: (() => void)[];
}

/**
 * Lets a bounded number of collections be read at once in each account and region, over all requests.
 *
 * Not by p-limit: its queue is a linked list, through which V8's young generation keeps whatever was read, long after
 * it was answered.
 */
export class Turns {
  readonly #queues = new Map<string, Queue>();

  constructor(private readonly concurrency: number) {}

  /**
   * Reads when it is its turn.
   * @throws DeadlineError where the signal was aborted before; whatever `read` throws.
   */
  async take<Result>(
    { account, region }: Place,
    signal: AbortSignal,
    read: () => Promise<Result>,
  ): Promise<Result> {
    const queue = this.#queueOf(`${account.accountId} ${region}`);
    setMaxListeners(0, signal); // each page listens; their number is bounded
    if (queue.running < this.concurrency) queue.running += 1;
    else await new Promise<void>((resolve) => queue.waiting.push(resolve)); // in the place of one that ended
    try {
      if (signal.aborted) throw new DeadlineError();
      return await read();
    } finally {
      const next = queue.waiting.shift();
      if (next === undefined) queue.running -= 1;
      else next();
    }
  }

  #queueOf(place: string): Queue {
    let queue = this.#queues.get(place);
    if (queue === undefined) this.#queues.set(place, (queue = { running: 0, waiting: [] }));
    return queue;
  }
}
