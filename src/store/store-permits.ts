import { endsWithin } from "../scheduling/ends-within";
import { FairQueue, type Sender } from "../scheduling/fair-queue";

/** The part of a store's connections that reads may have. */
export const READ_SHARE = 0.3;

/**
 * Lets what no change waits for have some of the store's connections alone, so that changes, which need the store within a
 * time, find others free, or wait for one statement at most where there is one connection. Callers take turns.
 */
export class StorePermits {
  readonly #most: number;
  readonly #waiting = new FairQueue<() => void>();
  #running = 0;

  /**
   * @param connections that the store has in all.
   * @param share the part of them that these may have; at least one.
   */
  constructor(connections: number, share = READ_SHARE) {
    this.#most = Math.max(1, Math.floor(connections * share));
  }

  /**
   * Waits for a turn.
   * @param milliseconds how long it may wait.
   * @returns ends the turn; call it once.
   * @throws Error where it would have to wait longer.
   */
  async take(sender: Sender, milliseconds: number): Promise<() => void> {
    const end = () => this.#end();
    if (this.#running < this.#most) {
      this.#running += 1;
      return end;
    }
    const turn = new Promise<void>((resolve) => this.#waiting.push(sender, resolve, false));
    if (await endsWithin(milliseconds, turn)) return end;
    void turn.then(end); // the permit is still granted, but no longer used
    throw new Error(`There was no turn within ${milliseconds} ms.`);
  }

  #end(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
