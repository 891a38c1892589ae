import limitConcurrency from "p-limit";
import type { Logger } from "pino";
import { RateLimiterMemory, RateLimiterPostgres } from "rate-limiter-flexible";
import type { Store } from "../../store/store";
import type { MakeLimiter } from "./cost-meter";

/** How long a query waits for the store to count what it costs, in milliseconds. */
const STATEMENT_DEADLINE_MS = 250;
/** How long nobody waits again after it did not, in milliseconds. What hangs in it has ended by then, as a rule. */
const PAUSE = 5_000;
const BETWEEN_PURGES = 300_000;

/** A statement as the library makes it. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Counts what callers spend in the store, so that replicas count together. While the store is not open, does not answer
 * soon or has just failed, this process counts alone: nobody is refused, and nobody waits, because of it.
 */
export function sharedBudgets(store: Store, logger: Logger): MakeLimiter {
  const storeClient = new BudgetStatements(store, logger);
  return (points, duration) => {
    const budget = { keyPrefix: "cost", points, duration };
    return new RateLimiterPostgres({
      ...budget,
      storeClient,
      storeType: "client",
      tableName: "budgets",
      tableCreated: true, // by a migration
      clearExpiredByTimeout: false, // its timers would outlive the store
      insuranceLimiter: new RateLimiterMemory(budget),
    });
  };
}

/** What the library takes for a connection. Whatever it rejects with, the library counts in memory instead. */
class BudgetStatements {
  /** Changes need connections too: at most half of them count. */
  readonly #withPermit;
  #pausedUntil = -Infinity;
  #purgeAt = performance.now() + BETWEEN_PURGES;

  constructor(
    private readonly store: Store,
    private readonly logger: Logger,
  ) {
    this.#withPermit = limitConcurrency(Math.max(1, Math.floor(store.connections / 2)));
  }

  async query({ text, values }: Statement): Promise<{ readonly rows: readonly unknown[] }> {
    const now = performance.now();
    if (now < this.#pausedUntil) throw new Error("The store has just failed.");
    if (!this.store.isOpen) {
      this.store.open().catch((error: unknown) => this.#pause(error));
      throw new Error("The store is not open yet.");
    }
    try {
      const deadline = now + STATEMENT_DEADLINE_MS;
      const result = await this.#withPermit(() => {
        const left = deadline - performance.now();
        if (left <= 0) throw new Error(`There was no turn within ${STATEMENT_DEADLINE_MS} ms.`);
        return this.store.execute(text, values, left);
      });
      if (now >= this.#purgeAt) this.#purge(now);
      return result;
    } catch (error) {
      this.#pause(error);
      throw error;
    }
  }

  #pause(error: unknown): void {
    if (performance.now() < this.#pausedUntil) return;
    this.#pausedUntil = performance.now() + PAUSE;
    this.logger.warn({ err: error }, "this process counts for itself what callers spend, for a while");
  }

  /** Callers are as many as there are people behind them; those who ask no more need no row. */
  #purge(now: number): void {
    this.#purgeAt = now + BETWEEN_PURGES;
    this.store
      .execute("delete from budgets where expire < $1", [Date.now()], STATEMENT_DEADLINE_MS)
      .catch(() => undefined); // the next one removes them too
  }
}
