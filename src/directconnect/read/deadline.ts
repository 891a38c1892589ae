/** When a caller is answered at the latest. */
export class Deadline {
  readonly #at: number;

  constructor(milliseconds: number) {
    this.#at = performance.now() + milliseconds;
  }

  /** In milliseconds; none once it is over. */
  get left(): number {
    return Math.max(0, this.#at - performance.now());
  }

  get passed(): boolean {
    return this.left === 0;
  }

  /** Waits for a result no longer than this; `late` says what is answered instead. What is late goes on unheard. */
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
