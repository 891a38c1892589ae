/** How many steps are taken before others get their turn. A step is one item of a list, one field with a resolver, or 512 bytes. */
export const STEPS_IN_A_SLICE = 500;
/** So many units of what resolvers do by themselves count as one step. */
export const WORK_OF_A_STEP = 50;

/** How slices are cut, and what is reported of them. */
export interface SliceOptions {
  readonly steps?: number | undefined;
  /** A count that only grows: the synchronous work that resolvers have done so far, in units such as one scanned row. */
  readonly work?: (() => number) | undefined;
  /** Called when a slice begins, before anything goes on. */
  readonly onBegin?: () => void;
}

/**
 * Divides the work of one execution into slices, so that the event loop serves others in between: however long an answer
 * is, the longest stretch of work between two yields is bounded. What is bounded is counted in steps, not measured, so an
 * answer is made in the same slices on each machine. A short answer is one slice, and made without a break.
 */
export class Slices {
  readonly #steps: number;
  readonly #work: () => number;
  #left: number;
  #workBefore: number;
  #isScheduled = false;
  #waiting: (() => void)[] = [];
  /** How many of those who wait were resumed. */
  #resumed = 0;

  constructor(private readonly options: SliceOptions = {}) {
    const { steps = STEPS_IN_A_SLICE, work = () => 0 } = options;
    this.#steps = steps;
    this.#left = steps;
    this.#work = work;
    this.#workBefore = work();
  }

  /** Counts steps that are taken in any case; those beyond the slice make it end sooner. */
  count(steps: number): void {
    this.#left -= steps;
  }

  /**
   * Takes one step.
   * @returns undefined where it may be taken at once, and otherwise a promise of its place in a later slice.
   */
  step(): Promise<void> | undefined {
    if (this.#isOver()) return this.#nextSlice();
    this.#left -= 1;
    return undefined;
  }

  /** The same for a step that `count` counts. */
  yieldIfOver(): Promise<void> | undefined {
    return this.#isOver() ? this.#nextSlice() : undefined;
  }

  #isOver(): boolean {
    const work = this.#work();
    if (work - this.#workBefore >= WORK_OF_A_STEP) {
      this.#left -= Math.floor((work - this.#workBefore) / WORK_OF_A_STEP);
      this.#workBefore = work;
    }
    return this.#left <= 0;
  }

  #nextSlice(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.options.onBegin?.();
      this.#left = this.#steps;
      this.#workBefore = this.#work();
      this.#resume();
    });
  }

  /** Resumes who waits, one after the other: what one of them does by itself may end the slice for all others. */
  #resume(): void {
    const next = this.#waiting[this.#resumed];
    if (next === undefined) {
      this.#waiting = [];
      this.#resumed = 0;
      return;
    }
    if (this.#isOver()) {
      this.#waiting = this.#waiting.slice(this.#resumed);
      this.#resumed = 0;
      this.#schedule();
      return;
    }
    this.#resumed += 1;
    this.#left -= 1;
    next();
    queueMicrotask(() => this.#resume()); // after what hangs on the promise of that one
  }
}
