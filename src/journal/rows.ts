import type { Selectable } from "kysely";
import type { Database, Tables } from "../store/database";
import type { JsonValue } from "../store/json";
import type { Entry, EntryState, NewEntry, StoredError } from "./entry";

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
    input: same.input as JsonValue,
    before: same.before as JsonValue,
    output: same.output as JsonValue,
    error: same.error as StoredError | null,
    requestId: request_id,
    awsRequestId: aws_request_id,
    openedAt: opened_at,
    settledAt: settled_at,
    leaseOver: lease_over,
    ageMilliseconds: age,
  };
}

export function toRow({ requestId, input, before, ...same }: NewEntry) {
  return { ...same, input: JSON.stringify(input), before: JSON.stringify(before), request_id: requestId };
}
