import { setTimeout as wait } from "node:timers/promises";
import { mutationDocument } from "../test/mutation-document";
import type { Operation, Outcome, Reply } from "./history";
import type { Random } from "./random";

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
  "UPSTREAM_CREDENTIALS",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "THROTTLED",
  "OVERLOADED",
]);

/** Repeats each change with its key until an answer decides, as a portal's client does. */
export class Client {
  constructor(
    /** The balancer before the gateways. */
    private readonly url: string,
    private readonly random: Random,
    /** When it gives up, by `performance.now()`; later than everything that disturbs. */
    private readonly until: () => number,
  ) {}

  async mutate(operation: Operation): Promise<Outcome> {
    const { mutation, account, input, selection = "" } = operation.step;
    const query = mutationDocument(mutation, selection);
    const variables = { account, region: "us-east-1", input, idempotencyKey: operation.key };
    for (let code = "NONE"; ;) {
      const began = performance.now();
      const reply = await this.#send(query, variables);
      operation.attempts.push({ began, ended: performance.now(), reply });
      if (reply !== undefined && "data" in reply) {
        return (operation.outcome = { outcome: "applied", data: reply.data });
      }
      if (reply !== undefined) {
        ({ code } = reply);
        if (!UNDECIDED.has(code)) return (operation.outcome = { outcome: "refused", ...reply });
      }
      if (performance.now() > this.until()) return (operation.outcome = { outcome: "unknown", code });
      await wait(50 + 450 * this.random.next());
    }
  }

  async #send(query: string, variables: object): Promise<Reply | undefined> {
    try {
      const response = await fetch(`${this.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Answer;
      if (data?.change != null) return { data: data.change };
      const [error] = errors ?? [];
      return error && { code: error.extensions.code, message: error.message };
    } catch {
      return undefined; // the gateway died over it, or the balancer waited no longer
    }
  }
}
