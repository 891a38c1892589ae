import type { Selectable } from "kysely";
import type { Database, Tables } from "../store/database";
import type { JsonValue } from "../store/json";
import { CONCERNS_NOTHING } from "./concerned";
import type { Entry, EntryState, NewEntry, StoredError } from "./entry";
import { fromJsonb, toJsonb } from "./stored-json";

const MEMBERS = [
  "id",
  "sequence",
  "caller",
  "key",
  "operation",
  "account",
  "region",
  "input",
  "fingerprint",
  "marker",
  "before",
  "state",
  "output",
  "error",
  "request_id",
  "aws_request_id",
  "opened_at",
  "settled_at",
  "looks",
] as const;

type Row = Pick<Selectable<Tables["journal"]>, (typeof MEMBERS)[number]> & {
  lease_over: boolean;
  age: number;
};

/** What an entry is made from: its columns, and what only the database's clock can tell. */
export function columns(sql: Database["sql"]) {
  return [
    ...MEMBERS,
    sql<boolean>`lease_until < now()`.as("lease_over"),
    sql<number>`(extract(epoch from now() - opened_at) * 1000)::float8`.as("age"),
  ] as const;
}

export function toEntry(row: Row): Entry {
  const { request_id, aws_request_id, opened_at, settled_at, lease_over, age, ...same } = row;
  return {
    ...same,
    // as this folder alone writes them
    state: same.state as EntryState,
    input: fromJsonb(same.input as JsonValue),
    before: fromJsonb(same.before as JsonValue),
    output: fromJsonb(same.output as JsonValue),
    error: fromJsonb(same.error as JsonValue) as StoredError | null,
    requestId: request_id,
    awsRequestId: aws_request_id,
    openedAt: opened_at,
    settledAt: settled_at,
    leaseOver: lease_over,
    ageMilliseconds: age,
  };
}

export function toRow({ requestId, input, before, concerned = CONCERNS_NOTHING, ...same }: NewEntry) {
  return {
    ...same,
    input: toJsonb(input),
    before: toJsonb(before),
    request_id: requestId,
    resources: [...concerned.resources],
    owners: [...concerned.owners],
  };
}

/** A list that a row has, and more, each member once; null stays where an earlier version opened the entry. */
export function together(sql: Database["sql"], column: "resources" | "owners", more: readonly string[]) {
  const known = sql.ref(column);
  return sql<string[] | null>`
    case when ${known} is not null then array(select distinct unnest(${known} || ${[...more]}::text[])) end`;
}
