import type { Sender } from "../../scheduling/fair-queue";

/**
 * How many slots one caller may have for each free one, and one person for each one that is left to its
 * caller: a person who is the only one has four sevenths of all.
 */
export const OF_READS = 2;
/** Changes may have more than reads: seven eighths of all. */
export const OF_CHANGES = 8;

interface Taken {
  all: number;
  readonly byPerson: Map<string, number>;
}

/**
 * The requests that may run at once, shared among callers: the fewer slots are free, the fewer any one may have,
 * so that some are always free for the next caller. The persons behind one caller share its slots in the same way.
 * @see https://doi.org/10.1109/90.664262 for this way to share (dynamic thresholds)
 */
export class RequestSlots {
  readonly #callers = new Map<string, Taken>();
  #taken = 0;

  constructor(private readonly most: number) {}

  /**
   * @param sender undefined where callers need no credentials: all slots are for all requests then.
   * @param isChange called where the result depends on it.
   * @returns releases the slot, once; undefined where there is none for this sender.
   */
  take(sender: Sender | undefined, isChange: () => boolean): (() => void) | undefined {
    const free = this.most - this.#taken;
    if (free <= 0) return undefined;
    if (sender === undefined) {
      this.#taken += 1;
      return () => (this.#taken -= 1);
    }
    const { caller, person } = sender;
    const taken = this.#callers.get(caller) ?? { all: 0, byPerson: new Map<string, number>() };
    const ofPerson = taken.byPerson.get(person) ?? 0;
    const isWithin = (times: number) => {
      const left = times * free - taken.all;
      return left > 0 && ofPerson < times * left;
    };
    if (!isWithin(OF_READS) && !(isWithin(OF_CHANGES) && isChange())) return undefined;
    this.#taken += 1;
    taken.all += 1;
    taken.byPerson.set(person, ofPerson + 1);
    this.#callers.set(caller, taken);
    return () => this.#giveBack(caller, person, taken);
  }

  #giveBack(caller: string, person: string, taken: Taken): void {
    this.#taken -= 1;
    taken.all -= 1;
    const left = (taken.byPerson.get(person) ?? 1) - 1;
    if (left === 0) taken.byPerson.delete(person);
    else taken.byPerson.set(person, left);
    if (taken.all === 0) this.#callers.delete(caller);
  }
}
