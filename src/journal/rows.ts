import type { Selectable } from "kysely";
import type { Database, Tables } from "../store/database";
import type { JsonValue } from "../store/json";
import { SETTLED_CHANNEL } from "../store/notification-session";
import { CONCERNS_NOTHING } from "./concerned";
import type { Entry, EntryState, EntrySummary, NewEntry, StoredError } from "./entry";
import { fromJsonb, toJsonb } from "./stored-json";
import type { ObservedLease } from "./lease-watch";

/** Columns of some hundred bytes at most, which the audit trail shows. */
export const SUMMARY_COLUMNS = [
  "id",
  "sequence",
  "caller",
  "key",
  "operation",
  "account",
  "region",
  "state",
  "request_id",
  "aws_request_id",
  "opened_at",
  "settled_at",
] as const;

const MEMBERS = [
  ...SUMMARY_COLUMNS,
  "input",
  "fingerprint",
  "marker",
  "before",
  "earlier",
  "output",
  "error",
  "opened_order",
  "settled_order",
  "looks",
] as const;

/** The number of the transaction that writes it: a later one has a larger number. */
export const orderNow = (sql: Database["sql"]) => sql<string>`pg_current_xact_id()::text::bigint`;

/** The same for an entry whose answer will not arrive any more: the first transaction that notes it counts. */
export const lostByNow = (sql: Database["sql"]) => sql<string>`coalesce(lost_order, ${orderNow(sql)})`;

/** A column that sends the id of a written row to all processes that share the store; delivered with the commit. */
export const announced = (sql: Database["sql"]) =>
  sql<string>`pg_notify(${sql.raw(SETTLED_CHANNEL)}, id::text)::text`.as("announced");

/** A number: all transactions with a smaller one have begun, none with it or a larger one has ended. */
export async function nextOrder(query: Database["query"], sql: Database["sql"]): Promise<number> {
  const { rows } = await sql<{ next: string }>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as next`.execute(query);
  return Number(rows[0]?.next);
}

/** @returns undefined where one of them is unknown. */
export function orderOf(row: Pick<Selectable<Tables["journal"]>, "opened_order" | "settled_order">) {
  const { opened_order: from, settled_order: until } = row;
  return from === null || until === null ? undefined : { from: Number(from), until: Number(until) };
}

/** The states without an outcome. */
export const UNSETTLED: readonly string[] = ["open", "unknown"];

/** All columns of a lease, also of older versions, as one text: it differs after each write. */
export const leaseText = (sql: Database["sql"]) =>
  sql<string>`concat_ws(' ', lease_owner, lease_renewals, extract(epoch from lease_until))`;

/** The columns of an entry's lease. */
export const leaseColumns = (sql: Database["sql"]) =>
  ["id", "lease_owner", "pause_ms", leaseText(sql).as("lease")] as const;

type Row = Pick<Selectable<Tables["journal"]>, (typeof MEMBERS)[number]> & ObservedLease;

/** The columns of an entry. */
export function columns(sql: Database["sql"]) {
  return [...MEMBERS, "lease_owner", "pause_ms", leaseText(sql).as("lease")] as const;
}

export function toSummary({
  request_id,
  aws_request_id,
  opened_at,
  settled_at,
  ...same
}: Pick<Row, (typeof SUMMARY_COLUMNS)[number]>): EntrySummary {
  return {
    ...same,
    state: same.state as EntryState, // only this folder writes it
    requestId: request_id,
    awsRequestId: aws_request_id,
    openedAt: opened_at,
    settledAt: settled_at,
  };
}

export function toEntry(row: Row): Entry {
  const {
    request_id,
    aws_request_id,
    opened_at,
    settled_at,
    opened_order,
    settled_order,
    lease_owner,
    pause_ms,
    lease,
    ...same
  } = row;
  const observedLease = { id: row.id, lease_owner, pause_ms, lease };
  return {
    ...same,
    // only this folder writes them
    state: same.state as EntryState,
    input: fromJsonb(same.input as JsonValue),
    before: fromJsonb(same.before as JsonValue),
    earlier: (fromJsonb(same.earlier as JsonValue) ?? []) as unknown as Entry["earlier"],
    output: fromJsonb(same.output as JsonValue),
    error: fromJsonb(same.error as JsonValue) as StoredError | null,
    requestId: request_id,
    awsRequestId: aws_request_id,
    openedAt: opened_at,
    settledAt: settled_at,
    executed: orderOf({ opened_order, settled_order }),
    observedLease,
  };
}

/** @param entry only the members of `NewEntry` become columns. */
export function toRow({
  requestId,
  input,
  before,
  concerned = CONCERNS_NOTHING,
  lease: _lease,
  earlier: _earlier,
  error: _error,
  ...same
}: NewEntry & Readonly<Partial<Record<"lease" | "earlier" | "error", unknown>>>) {
  return {
    ...same,
    input: toJsonb(input),
    before: toJsonb(before),
    request_id: requestId,
    resources: [...concerned.resources],
    owners: [...concerned.owners],
  };
}

/** The column of AWS's refusal; unchanged where there is no new one. */
export function refusedWith(refusal: StoredError | undefined) {
  return refusal === undefined ? {} : { error: toJsonb(refusal) };
}

/** A row's list with further members, each once; null stays where an earlier version opened the entry. */
export function together(sql: Database["sql"], column: "resources" | "owners", more: readonly string[]) {
  const target = sql.ref(column);
  return sql<string[] | null>`
    case when ${target} is not null then array(select distinct unnest(${target} || ${[...more]}::text[])) end`;
}
