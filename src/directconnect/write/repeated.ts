/** Runs a task at an interval, never twice at the same time. Its timer keeps no process alive. */
export class Repeated {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  /** @param task never rejects. */
  constructor(
    private readonly intervalMilliseconds: number,
    private readonly task: () => Promise<void>,
  ) {}

  /** Runs it for the first time, unless it was started before. */
  start(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setInterval(() => this.#next(), this.intervalMilliseconds).unref();
    this.#next();
  }

  /** Waits until the running task has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #next(): void {
    this.#running ??= this.task().finally(() => (this.#running = undefined));
  }
}
