import type { Logger } from "pino";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { configuredNameOf } from "../../auth/caller";
import type { Sender } from "../../scheduling/fair-queue";
import type { Store } from "../../store/store";
import { StorePermits } from "../../store/store-permits";
import { type MakeLimiter, nameOfKey } from "./cost-meter";
import { SharedLimiter } from "./shared-limiter";

/** How long a query waits for a permit, and then for the store to count its cost, in milliseconds. */
export const STATEMENT_DEADLINE_MS = 250;
/**
 * How long this process counts alone after the store has failed, in milliseconds. Statements that hang have usually
 * ended by then.
 */
export const ALONE_FOR_MS = 5_000;
const BETWEEN_PURGES = 300_000;
/** The share of the connections that may count: changes need connections too. */
export const CONNECTIONS_SHARE = 1 / 2;
const PREFIX = "cost";

/** A statement as the library makes it. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Counts what callers spend in the store, so that replicas count together. While the store is not open, is slow
 * or has just failed, this process counts alone, from the store's last count: no request waits for the store.
 */
export function sharedBudgets(store: Store, logger: Logger): MakeLimiter {
  const storeClient = new BudgetStatements(store, logger);
  return (points, duration) => {
    const shared = new RateLimiterPostgres({
      keyPrefix: PREFIX,
      points,
      duration,
      storeClient,
      storeType: "client",
      tableName: "budgets",
      tableCreated: true, // by a migration
      clearExpiredByTimeout: false, // its timers would outlive the store
    });
    return new SharedLimiter(points, duration * 1_000, shared);
  };
}

/** The connection that the library uses. Where it rejects, this process counts alone instead. */
class BudgetStatements {
  readonly #permits: StorePermits;
  #pausedUntil = -Infinity;
  #purgeAt = performance.now() + BETWEEN_PURGES;

  constructor(
    private readonly store: Store,
    private readonly logger: Logger,
  ) {
    this.#permits = new StorePermits(store.connections, CONNECTIONS_SHARE);
  }

  async query({ text, values }: Statement): Promise<{ readonly rows: readonly unknown[] }> {
    const now = performance.now();
    if (now < this.#pausedUntil) throw new Error("The store has just failed.");
    if (!this.store.isOpen) {
      this.store.open().catch((error: unknown) => this.#pause(error));
      throw new Error("The store is not open yet.");
    }
    // Where no permit is free in time, the other callers continue to count together.
    const end = await this.#permits.take(spenderIn(values), STATEMENT_DEADLINE_MS);
    try {
      const result = await this.#execute(text, values);
      if (now >= this.#purgeAt) this.#purge(now);
      return result;
    } finally {
      end();
    }
  }

  async #execute(text: string, values: readonly unknown[]) {
    try {
      return await this.store.execute(text, values, STATEMENT_DEADLINE_MS);
    } catch (error) {
      this.#pause(error);
      throw error;
    }
  }

  #pause(error: unknown): void {
    if (performance.now() < this.#pausedUntil) return;
    this.#pausedUntil = performance.now() + ALONE_FOR_MS;
    this.logger.warn({ err: error }, "this process counts for itself what callers spend, for a while");
  }

  /** There are as many rows as callers and their persons; a caller whose minute is over needs no row. */
  #purge(now: number): void {
    this.#purgeAt = now + BETWEEN_PURGES;
    this.store
      .execute("delete from budgets where expire < $1", [Date.now()], STATEMENT_DEADLINE_MS)
      .catch(() => undefined); // the next one removes them too
  }
}

/** Callers are served round-robin, and so are the persons of one. The first value of each statement is the key. */
function spenderIn([key]: readonly unknown[]): Sender {
  const person = nameOfKey(String(key).slice(PREFIX.length + 1));
  return { caller: configuredNameOf(person), person };
}
