/** How many steps are taken before others get their turn. A step is one item of a list, one field with a resolver, or 512 characters. */
const STEPS_IN_A_SLICE = 500;

/**
 * Divides the work of one execution into slices, so that the event loop serves others in between: however long an answer
 * is, the longest stretch of work between two yields is bounded. What is bounded is counted in steps, not measured, so an
 * answer is made in the same slices on each machine. A short answer is one slice, and made without a break.
 */
export class Slices {
  #left: number;
  #isScheduled = false;
  #waiting: (() => void)[] = [];

  constructor(private readonly steps: number = STEPS_IN_A_SLICE) {
    this.#left = steps;
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
    if (this.#left > 0) {
      this.#left -= 1;
      return undefined;
    }
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
      const next = this.#waiting.splice(0, this.steps);
      this.#left = this.steps - next.length;
      if (this.#waiting.length > 0) this.#schedule();
      for (const resume of next) resume();
    });
  }
}
