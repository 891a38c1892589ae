/** The time by which a caller must be answered. */
export class Deadline {
  readonly #at: number;

  constructor(milliseconds: number) {
    this.#at = performance.now() + milliseconds;
  }

  /** In milliseconds; 0 once it is over. */
  get left(): number {
    return Math.max(0, this.#at - performance.now());
  }

  get passed(): boolean {
    return this.left === 0;
  }

  /** Waits for a result until the deadline; then returns what `late` returns, and ignores the result. */
  async hold<Result>(result: Promise<Result>, late: () => Result): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.left)));
    result.catch(() => undefined);
    try {
      return await Promise.race([result, over.then(late)]);
    } finally {
      clearTimeout(timer);
    }
  }
}
