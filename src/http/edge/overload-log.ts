import type { Logger } from "pino";

/** How long refusals are counted before one log line reports them, in milliseconds. */
const BETWEEN_LINES = 1_000;

/** Sums up refusals for overload: a line for each would be more work than the refusal. */
export class OverloadLog {
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly logger: Pick<Logger, "warn">,
    private readonly milliseconds = BETWEEN_LINES,
  ) {}

  /** @param limit the setting that a request was refused by. */
  note(limit: string): void {
    this.#counts.set(limit, (this.#counts.get(limit) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.flush(), this.milliseconds).unref();
  }

  /** Writes the counts so far: one line for each limit. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [limit, requests] of this.#counts)
      this.logger.warn({ limit, requests, status: 503, errorCodes: ["OVERLOADED"] }, "requests refused");
    this.#counts.clear();
  }
}
