import { type Clocks, Stopwatch } from "../scheduling/clocks";

/** The minimum distance of stored observations, in milliseconds. */
const APART = 500;

interface ObservedTransaction {
  /** No transaction with this number or a larger one had ended, and none with a smaller one was still to begin. */
  readonly next: number;
  /** Runs since before the observation. */
  readonly before: Stopwatch;
  /** Runs since the observation. */
  readonly after: Stopwatch;
}

/** The age of a transaction, in milliseconds. */
interface Age {
  /** Since it began. */
  readonly atLeast: number;
  /** Since it ended; undefined where there is no observation before it. */
  readonly atMost: number | undefined;
}

/** Measures the age of PostgreSQL's transactions by this process's own clock, from the numbers that it observed. */
export class SeenTransactions {
  #transactions: readonly ObservedTransaction[] = [];

  /** @param milliseconds the maximum age that is measured; older transactions are at least that old. */
  constructor(
    private readonly milliseconds: number,
    private readonly clocks: Clocks,
  ) {}

  /** To be called before the database is queried. @returns a function to call with the number that it answers. */
  begin(): (next: number) => void {
    const before = new Stopwatch(this.clocks);
    return (next) => {
      const last = this.#transactions.at(-1);
      if (last !== undefined && (next < last.next || last.after.atLeast < APART)) return;
      const observed = [...this.#transactions, { next, before, after: new Stopwatch(this.clocks) }];
      const young = observed.findIndex(({ after }) => after.atLeast <= this.milliseconds);
      this.#transactions = observed.slice(Math.max(0, young - 1));
    };
  }

  /**
   * Transactions with a smaller number than this began longer ago than the maximum age; undefined where there is
   * none.
   */
  get oldBefore(): number | undefined {
    return this.#transactions.findLast(({ after }) => after.atLeast > this.milliseconds)?.next;
  }

  ageOf(number: number): Age {
    return {
      atLeast: this.#transactions.find(({ next }) => next > number)?.after.atLeast ?? 0,
      atMost: this.#transactions.findLast(({ next }) => next <= number)?.before.atMost,
    };
  }
}
