import { FairQueue, type Sender } from "../../scheduling/fair-queue";

/**
 * The messages of all WebSockets that have arrived: one is handled in each turn of the event loop, so that requests are
 * served between two of them. Senders take turns.
 */
export class MessageTurns {
  readonly #queue = new FairQueue<() => void>();
  #isScheduled = false;

  /** @param handle is called in a turn of its own; it throws nothing. */
  push(sender: Sender, handle: () => void): void {
    this.#queue.push(sender, handle, false);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#queue.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const handle = this.#queue.shift();
      this.#schedule();
      handle?.();
    });
  }
}
