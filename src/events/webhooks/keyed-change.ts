import { excerptOfName } from "../../observability/secrets";
import { GatewayError } from "../../errors";
import { type ChangeContent, fingerprintOf, fits } from "../../journal/fingerprint";
import { toJsonb } from "../../journal/stored-json";
import { shownInput } from "./change-audit";
import type { Database } from "../../store/database";

/** A change of a webhook as its caller requested it. */
export interface KeyedChange {
  /** The name of the caller, or of the person behind it. */
  readonly caller: string;
  readonly key: string;
  /** Such as `CreateWebhook`. */
  readonly operation: string;
  /** All that was requested. */
  readonly input: object;
  readonly madeAt: Date;
}

/** What a change was about. */
export interface MadeChange {
  readonly webhook: string;
  readonly delivery: string | null;
}

/**
 * Makes a change once for each caller's key: it is noted in the transaction that makes it.
 * @param make makes the change with the database that it is given; where it throws, the key stays free.
 * @returns the earlier one's webhook where the key was used for the same change before.
 * @throws GatewayError IDEMPOTENCY_KEY_REUSED where the key was used for another change.
 */
export async function changeOnce<Result extends MadeChange>(
  database: Database,
  change: KeyedChange,
  make: (database: Database) => Promise<Result>,
): Promise<{ readonly made: Result } | { readonly earlier: MadeChange }> {
  const { caller, key, operation, madeAt } = change;
  const content: ChangeContent = { operation, account: "", region: "", input: change.input };
  const fingerprint = await fingerprintOf(content);
  const { sql } = database;
  return database.query.transaction().execute(async (query) => {
    // The changes of a caller are made one after the other: of two with one key, the second finds the first.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${caller}`}, 0))`.execute(query);
    const found = await query
      .selectFrom("webhook_changes")
      .select(["fingerprint", "webhook", "delivery"])
      .where("caller", "=", caller)
      .where("key", "=", key)
      .executeTakeFirst();
    if (found !== undefined) {
      if (!(await fits(found.fingerprint, content))) throw reused(key);
      return { earlier: { webhook: found.webhook, delivery: found.delivery } };
    }
    const made = await make({ query, sql });
    await query
      .insertInto("webhook_changes")
      .values({
        ...{ caller, key, operation, fingerprint },
        input: toJsonb(shownInput(change.input)),
        webhook: made.webhook,
        delivery: made.delivery,
        made_at: madeAt,
      })
      .execute();
    return { made };
  });
}

function reused(key: string): GatewayError {
  return new GatewayError(
    "IDEMPOTENCY_KEY_REUSED",
    `The idempotency key ${excerptOfName(key)} was used for another change before. Nothing was changed; use a new key for a new change.`,
  );
}
