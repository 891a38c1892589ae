import { type Clocks, Stopwatch } from "../scheduling/clocks";

/** How far what is remembered is apart at least, in milliseconds. */
const APART = 500;

interface ObservedTransaction {
  /** No transaction with this number or a larger one had ended, and none with a smaller one was still to begin. */
  readonly next: number;
  /** Runs since before it was seen. */
  readonly before: Stopwatch;
  /** Runs since it was seen. */
  readonly after: Stopwatch;
}

/** How long ago a transaction was, in milliseconds. */
interface Age {
  /** Since it began. */
  readonly atLeast: number;
  /** Since it ended; undefined where nothing was seen before it. */
  readonly atMost: number | undefined;
}

/** Tells by this process's own clock how long ago transactions of PostgreSQL's were, from the numbers that it saw come. */
export class SeenTransactions {
  #transactions: readonly ObservedTransaction[] = [];

  /** @param milliseconds up to which age it tells; what is older is at least that old. */
  constructor(
    private readonly milliseconds: number,
    private readonly clocks: Clocks,
  ) {}

  /** To be called before the database is asked. @returns what to call with the number that it says. */
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

  /** Transactions with a smaller number than this began longer ago than it tells ages; undefined where none is known. */
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
