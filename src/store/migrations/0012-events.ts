import type { Generated, Kysely } from "kysely";
import { kysely } from "../drivers";

/** A change that was seen. `src/events/` reads and writes these tables. */
export interface EventsTable {
  /** In the order of the commits: `event_log` is locked while an event gets its number. */
  number: Generated<string>;
  id: string;
  account: string;
  /** Empty for what is in no region. */
  region: string;
  resource_type: string;
  /** The ARN of the resource, or its AWS id where it has none. */
  resource: string;
  /** Counts the events of one resource, as seen from one account. */
  sequence: number;
  type: string;
  observed_at: Generated<Date>;
  /** JSON: a list of members with their values before and after, without secrets. */
  changes: unknown;
  /** JSON: the change of the journal that it follows from; null where nothing is known of one. */
  cause: unknown;
  /** JSON: the members of the resource that grants check. */
  grantable: unknown;
  /** The last mark that was there when it was written: its age. */
  mark: string;
}

/** One row. */
export interface EventLogTable {
  singleton: Generated<boolean>;
  /** The number of the last event that was removed; those with larger numbers are all there. */
  purged: Generated<string>;
  /** How far the journal was read, by the numbers of its transactions; null before the first time. */
  journal_order: string | null;
}

/** Which process watches an account and region. */
export interface WatchesTable {
  account: string;
  region: string;
  /** Names the lease; another one each time that it is taken. */
  owner: string;
  renewals: Generated<string>;
  /** Whether a change of the journal is to be followed there, even if no stream needs the place. */
  is_settling: Generated<boolean>;
}

/** A list of which everything was seen once: from then on, what is new in it was created. */
export interface WatchedListsTable {
  account: string;
  region: string;
  list: string;
}

/** A resource as it was seen last. */
export interface WatchedResourcesTable {
  account: string;
  region: string;
  list: string;
  /** What identifies it in the list. */
  key: string;
  resource: string;
  resource_type: string;
  /** JSON, without secrets. */
  row: unknown;
  sequence: number;
  /** By the wall clock of the process that saw it first, in milliseconds. */
  first_seen: string;
  /** Whether the event that it is about to expire was written. */
  expiry_reported: Generated<boolean>;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await db.schema
    .createTable("events")
    .addColumn("number", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("id", "uuid", (column) => column.notNull().unique())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("resource_type", "text", (column) => column.notNull())
    .addColumn("resource", "text", (column) => column.notNull())
    .addColumn("sequence", "integer", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("observed_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn("changes", "jsonb", (column) => column.notNull())
    .addColumn("cause", "jsonb")
    .addColumn("grantable", "jsonb", (column) => column.notNull())
    .addColumn("mark", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("events_resource").on("events").columns(["resource", "number"]).execute();
  await db.schema.createIndex("events_mark").on("events").columns(["mark", "number"]).execute();
  await db.schema
    .createTable("event_log")
    .addColumn("singleton", "boolean", (column) =>
      column
        .primaryKey()
        .defaultTo(true)
        .check(sql`singleton`),
    )
    .addColumn("purged", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("journal_order", "bigint")
    .execute();
  await sql`insert into event_log default values`.execute(db);
  await db.schema
    .createTable("watches")
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("owner", "uuid", (column) => column.notNull())
    .addColumn("renewals", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("is_settling", "boolean", (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint("watches_pkey", ["account", "region"])
    .execute();
  await db.schema
    .createTable("watched_lists")
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("list", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("watched_lists_pkey", ["account", "region", "list"])
    .execute();
  await db.schema
    .createTable("watched_resources")
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("list", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("resource", "text", (column) => column.notNull())
    .addColumn("resource_type", "text", (column) => column.notNull())
    .addColumn("row", "jsonb", (column) => column.notNull())
    .addColumn("sequence", "integer", (column) => column.notNull())
    .addColumn("first_seen", "bigint", (column) => column.notNull())
    .addColumn("expiry_reported", "boolean", (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint("watched_resources_pkey", ["account", "region", "list", "key"])
    .execute();
}
