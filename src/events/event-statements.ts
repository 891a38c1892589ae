import { lastMark, markBefore } from "../journal/marks";
import { fromJsonb, toJsonb } from "../journal/stored-json";
import type { Database } from "../store/database";
import type { JsonValue } from "../store/json";
import { EVENTS_CHANNEL } from "../store/notification-session";
import type { ChangeEventType, WatchedResourceType } from "../types/change-event";
import type {
  GrantableResource,
  LoggedCause,
  LoggedEvent,
  MemberChange,
  NewEvent,
  WatchedPlace,
} from "./change-event";
import type { EventFilter } from "./event-filter";

/** The last reading of a resource, in the form of the store. */
export interface StoredResource {
  readonly list: string;
  readonly key: string;
  readonly resource: string;
  readonly resourceType: WatchedResourceType;
  /** Without secrets. */
  readonly row: JsonValue;
  readonly sequence: number;
  /** Milliseconds of the wall clock. */
  readonly firstSeen: number;
  readonly expiryReported: boolean;
}

/** The news of one reading. */
export interface Observed {
  readonly events: readonly NewEvent[];
  readonly stored: readonly StoredResource[];
  readonly removed: readonly Pick<StoredResource, "list" | "key">[];
  /** Lists that were read completely for the first time. */
  readonly firstSeenLists: readonly string[];
}

/**
 * Writes the news of a reading, and the rows to compare with the next one, where this process still holds the place:
 * all or nothing, in one statement, so that a process that is paused leaves no transaction open.
 *
 * The row of `event_log` is locked from before the first event has its number until the commit. So events are
 * numbered in the order of their commits: a reader of an event reads all with smaller numbers, too, and no event
 * arrives later. The rows are locked without a condition on each other: PostgreSQL checks a row again after waiting
 * for its lock, and a condition on the result of another part of the statement would then fail.
 * @param owner the name of the place's lease.
 * @returns whether it was written.
 */
export async function writeObserved(
  { query, sql }: Database,
  { account, region }: WatchedPlace,
  owner: string,
  { events, stored, removed, firstSeenLists }: Observed,
): Promise<boolean> {
  const listed = JSON.stringify(firstSeenLists);
  // The notification is delivered with the commit.
  const notice =
    events.length === 0
      ? sql``
      : sql`, case when count(*) > 0 then pg_notify(${sql.raw(EVENTS_CHANNEL)}, '')::text end as notified`;
  const { rows } = await sql<{ held: string }>`
    with held as materialized (
      select 1 from watches where account = ${account} and region = ${region} and owner = ${owner}::uuid
      for no key update
    ), log as materialized (
      select singleton from event_log for update
    ), place as materialized (
      select 1 as held from held, log
    ), stored as (
      insert into watched_resources
        (account, region, list, key, resource, resource_type, row, sequence, first_seen, expiry_reported)
      select ${account}, ${region}, one.list, one.key, one.resource, one."resourceType", one.row, one.sequence,
        one."firstSeen", one."expiryReported"
      from place, jsonb_to_recordset(${toJsonb([...stored])}::jsonb) as one(
        list text, key text, resource text, "resourceType" text, row jsonb, sequence integer, "firstSeen" bigint,
        "expiryReported" boolean)
      on conflict (account, region, list, key) do update set
        resource = excluded.resource, row = excluded.row, sequence = excluded.sequence,
        first_seen = excluded.first_seen, expiry_reported = excluded.expiry_reported
    ), removed as (
      delete from watched_resources using place, jsonb_to_recordset(${toJsonb([...removed])}::jsonb)
        as one(list text, key text)
      where watched_resources.account = ${account} and watched_resources.region = ${region}
        and watched_resources.list = one.list and watched_resources.key = one.key
    ), listed as (
      insert into watched_lists (account, region, list)
      select ${account}, ${region}, one.list from place, jsonb_array_elements_text(${listed}::jsonb) as one(list)
      on conflict do nothing
    ), logged as (
      insert into events (id, account, region, resource_type, resource, sequence, type, changes, cause, grantable, mark)
      select one.id, ${account}, ${region}, one."resourceType", one.resource, one.sequence, one.type, one.changes,
        nullif(one.cause, 'null'::jsonb), one.grantable, ${lastMark(sql)}
      from place, jsonb_to_recordset(${toJsonb(numbered(events))}::jsonb) as one(
        position integer, id uuid, "resourceType" text, resource text, sequence integer, type text, changes jsonb,
        cause jsonb, grantable jsonb)
      order by one.position
    )
    select count(*) as held ${notice} from place`.execute(query);
  return Number(rows[0]?.held) === 1;
}

function numbered(events: readonly NewEvent[]) {
  return events.map((event, position) => ({ ...event, position }));
}

/** A page of the log. */
export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** The number of the last event of the whole log, or of the last one that was removed. */
  readonly last: number;
  /** The number of the last event that was removed; 0 where none was. */
  readonly purged: number;
}

/**
 * Reads the events after a number, in one snapshot of the database.
 * @param limit the maximum number, without a check of grants.
 */
export async function readEvents(
  { query, sql }: Database,
  after: number,
  limit: number,
  { accounts, regions, resourceTypes, types, ids }: EventFilter = {},
): Promise<LogPage> {
  const among = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? sql`true` : sql`${sql.ref(column)} = any(${[...values]}::text[])`;
  const { rows } = await sql<LogRow>`
    select log.purged, greatest(log.purged, (select max(number) from events)) as last, event.*
    from event_log as log left join lateral (
      select * from events where number > ${after}::bigint
        and ${among("account", accounts)} and ${among("region", regions)}
        and ${among("resource_type", resourceTypes)} and ${among("type", types)} and ${among("resource", ids)}
      order by number limit ${limit}
    ) as event on true
    order by event.number`.execute(query);
  const [first] = rows;
  const events = rows.flatMap((row) => (row.number === null ? [] : [toEvent(row)]));
  return { events, last: Number(first?.last ?? 0), purged: Number(first?.purged ?? 0) };
}

interface LogRow {
  readonly purged: string;
  readonly last: string | null;
  /** Null where there is no event. */
  readonly number: string | null;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly resource_type: string;
  readonly resource: string;
  readonly sequence: number;
  readonly type: string;
  readonly observed_at: Date;
  readonly changes: JsonValue;
  readonly cause: JsonValue;
  readonly grantable: JsonValue;
}

/** Only this folder writes the columns. */
function toEvent(row: LogRow): LoggedEvent {
  const { id, account, region, resource, sequence } = row;
  return {
    ...{ id, account, region, resource, sequence },
    number: Number(row.number),
    resourceType: row.resource_type as WatchedResourceType,
    type: row.type as ChangeEventType,
    observedAt: row.observed_at,
    changes: fromJsonb(row.changes) as unknown as MemberChange[],
    cause: fromJsonb(row.cause) as unknown as LoggedCause | null,
    grantable: fromJsonb(row.grantable) as GrantableResource,
  };
}

/** The last readings of a place. */
export async function readWatched(
  { query }: Database,
  { account, region }: WatchedPlace,
): Promise<{ readonly lists: ReadonlySet<string>; readonly resources: readonly StoredResource[] }> {
  const lists = await query
    .selectFrom("watched_lists")
    .select("list")
    .where("account", "=", account)
    .where("region", "=", region)
    .execute();
  const resources = await query
    .selectFrom("watched_resources")
    .selectAll()
    .where("account", "=", account)
    .where("region", "=", region)
    .execute();
  return {
    lists: new Set(lists.map(({ list }) => list)),
    resources: resources.map(({ list, key, resource, sequence, ...row }) => ({
      ...{ list, key, resource, sequence },
      resourceType: row.resource_type as WatchedResourceType, // `writeObserved` wrote it
      row: fromJsonb(row.row as JsonValue),
      firstSeen: Number(row.first_seen),
      expiryReported: row.expiry_reported,
    })),
  };
}

/**
 * Removes the events that are older than the retention; marks measure their age (journal/marks.ts). It removes those
 * before the first one that is young enough, so that the remaining log has no gap.
 */
export async function purgeEvents({ query, sql }: Database, retentionHours: number): Promise<void> {
  await sql`
    with log as materialized (select singleton from event_log for update), old as (
      select coalesce(
        (select min(number) - 1 from events where mark >= ${markBefore(sql, retentionHours)}),
        (select max(number) from events), 0) as number
      from log
    ), removed as (
      delete from events using old where events.number <= old.number
    )
    update event_log set purged = greatest(purged, old.number) from old`.execute(query);
}
