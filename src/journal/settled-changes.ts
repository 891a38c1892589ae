import type { Database } from "../store/database";
import type { JsonValue } from "../store/json";
import { fromJsonb } from "./stored-json";

/** A change that was made, with the members that its followers need. */
export interface SettledChange {
  readonly id: string;
  readonly caller: string;
  readonly key: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** As it was sent, without its secret members. */
  readonly input: JsonValue;
  /** The ids in its input and its answer. */
  readonly resources: readonly string[];
  /** The accounts that own these resources; null where what the change concerns is unknown. */
  readonly owners: readonly string[] | null;
}

/** Changes whose outcome was noted, and the position where the next read begins. */
export interface SettledChanges {
  readonly changes: readonly SettledChange[];
  /** The number of the first transaction whose outcomes this read may have missed. */
  readonly next: string;
}

/** How many one statement reads. */
const AT_ONCE = 200;

/** A change whose outcome is not noted yet. */
export type OpenChange = Pick<SettledChange, "id" | "operation" | "resources">;

/** The changes in an account that may be in execution now. */
export async function readOpenChanges({ query }: Database, account: string): Promise<OpenChange[]> {
  const rows = await query
    .selectFrom("journal")
    .select(["id", "operation", "resources"])
    .where("state", "=", "open")
    .where("account", "=", account)
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ resources, ...same }) => ({ ...same, resources: resources ?? [] }));
}

/**
 * Changes that were made, by the numbers of the transactions that noted it, from one number on. The rows of an open
 * transaction are invisible, and it may have a smaller number than one that has ended: the next read begins with
 * the oldest that was open, so that some changes are returned twice and none is missed.
 * @param from null only reads where to begin.
 */
export async function readSettledSince(
  { query, sql }: Database,
  from: string | null,
): Promise<SettledChanges> {
  const { rows } = await sql<{ next: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as next`.execute(query);
  const next = rows[0]?.next ?? "0";
  if (from === null) return { changes: [], next };
  const found = await query
    .selectFrom("journal")
    .select([
      "id",
      "caller",
      "key",
      "operation",
      "account",
      "region",
      "input",
      "resources",
      "owners",
      "settled_order",
    ])
    .where("state", "=", "applied")
    .where("settled_order", ">=", from)
    .orderBy("settled_order")
    .limit(AT_ONCE)
    .execute();
  const changes = found.map(({ settled_order: _order, input, resources, ...same }) => ({
    ...same,
    input: fromJsonb(input as JsonValue),
    resources: resources ?? [],
  }));
  const last = found.at(-1)?.settled_order;
  return { changes, next: found.length === AT_ONCE && last != null ? last : next };
}
