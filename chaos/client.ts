import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "./random";

/** What a client was told in the end. */
export type Told =
  | { outcome: "applied"; data: Record<string, unknown> }
  | { outcome: "refused"; code: string; message: string }
  | { outcome: "unknown"; code: string };

interface Answer {
  data?: { change: Record<string, unknown> | null } | null;
  errors?: { message: string; extensions: { code: string; retryable?: boolean } }[];
}

/** What says that nothing is decided: the client repeats with the same key. */
const UNDECIDED = new Set([
  "OUTCOME_UNKNOWN",
  "APPLIED_BUT_UNREAD",
  "MUTATION_IN_PROGRESS",
  "NOT_APPLIED",
  "STORE_UNAVAILABLE",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "THROTTLED",
  "OVERLOADED",
  "INTERNAL_SERVER_ERROR",
]);

/** Asks one gateway after the other, with the same key, until it has an answer that decides. */
export class Client {
  longestWait = 0;
  repeats = 0;

  constructor(
    private readonly urls: readonly [string, ...string[]],
    private readonly random: Random,
    /** When it gives up, by `performance.now()`; later than everything that disturbs. */
    private readonly until: () => number,
  ) {}

  async mutate(query: string, variables: Record<string, unknown>): Promise<Told> {
    for (let code = "NONE"; ; this.repeats += 1) {
      const answer = await this.#ask(this.random.pick(this.urls), query, variables);
      if (answer?.data?.change != null) return { outcome: "applied", data: answer.data.change };
      const [error] = answer?.errors ?? [];
      if (error !== undefined) {
        code = error.extensions.code;
        if (!UNDECIDED.has(code)) return { outcome: "refused", code, message: error.message };
      }
      if (performance.now() > this.until()) return { outcome: "unknown", code };
      await wait(20 + 180 * this.random.next());
    }
  }

  /** @returns undefined where the gateway died over it. */
  async #ask(url: string, query: string, variables: object): Promise<Answer | undefined> {
    const began = performance.now();
    try {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    } catch {
      return undefined;
    } finally {
      this.longestWait = Math.max(this.longestWait, performance.now() - began);
    }
  }
}
