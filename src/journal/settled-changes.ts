import type { Database } from "../store/database";
import type { JsonValue } from "../store/json";
import { fromJsonb } from "./stored-json";

/** A change that was made, as far as those need it who look for what becomes of it. */
export interface SettledChange {
  readonly id: string;
  readonly caller: string;
  readonly key: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** As it was sent, without its secret members. */
  readonly input: JsonValue;
  /** The ids of what its input and its answer name. */
  readonly resources: readonly string[];
}

/** Changes whose outcome was noted, and where the next reading begins. */
export interface SettledChanges {
  readonly changes: readonly SettledChange[];
  /** The number of the first transaction of which this reading may have missed something. */
  readonly next: string;
}

/** How many are read at once. */
const AT_ONCE = 200;

/** A change of which it is not noted yet whether it was made. */
export type OpenChange = Pick<SettledChange, "id" | "operation" | "resources">;

/** The changes in an account that may be made at this moment. */
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
 * Changes that were made, by the numbers of the transactions that noted it, from one number on. Of a transaction that is
 * still open nothing can be seen, and it may have a smaller number than one that has ended: the next reading begins with
 * the oldest that was open, so that some come twice and none is missed.
 * @param from null reads nothing but where to begin.
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
    .select(["id", "caller", "key", "operation", "account", "region", "input", "resources", "settled_order"])
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
