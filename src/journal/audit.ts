import type { Grants } from "../auth/grants";
import { badInput } from "../errors";
import { type Sender, UNKNOWN_SENDER } from "../scheduling/fair-queue";
import { quoted } from "../observability/secrets";
import type { EntryState, EntrySummary } from "./entry";
import { requireStorable } from "./storable-text";

/** The filter and the page of the audit trail. */
export interface AuditArguments {
  readonly filter?: {
    readonly caller?: readonly string[] | null;
    readonly operation?: readonly string[] | null;
    readonly account?: readonly string[] | null;
    readonly state?: readonly EntryState[] | null;
    readonly since?: Date | null;
    readonly until?: Date | null;
  } | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** The entries to select. */
export interface AuditFilter {
  /** Each list contains the requested values; undefined for all. */
  readonly caller: readonly string[] | undefined;
  readonly operation: readonly string[] | undefined;
  readonly account: readonly string[] | undefined;
  readonly state: readonly string[] | undefined;
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  /** The grants of the caller. */
  readonly grants: Grants;
  /** The caller, for a fair order among concurrent readers. */
  readonly sender: Sender;
}

const DEFAULT_PAGE = 50;
/** PostgreSQL and its drivers have no year 0; no entry is as old as year 1. */
const EARLIEST = new Date("0001-01-01T00:00:00Z");

/**
 * @param grants the caller's present grants.
 * @throws GatewayError BAD_USER_INPUT for a text that cannot be stored, and so is in no entry.
 */
export function auditFilter(
  { filter }: AuditArguments,
  grants: Grants,
  sender: Sender = UNKNOWN_SENDER,
): AuditFilter {
  requireStorable("filter", filter);
  const { caller, operation, account, state, since, until } = filter ?? {};
  const granted = grants === "all" ? undefined : [...grants.keys()];
  return {
    caller: caller ?? undefined,
    operation: operation ?? undefined,
    account: account?.filter((id) => granted?.includes(id) !== false) ?? granted,
    state: state ?? undefined,
    since: since == null ? undefined : later(since, EARLIEST),
    until: until == null ? undefined : later(until, EARLIEST),
    grants,
    sender,
  };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

/** The position of an entry in the order: by its opening, to the microsecond, and then by its sequence. */
export interface Position {
  /** `2026-11-30T03:44:54.123456Z` */
  readonly openedAt: string;
  readonly sequence: string;
}

/** The bounds of a page: the newest first, or the oldest first where it is read from the end. */
export interface Cut {
  readonly limit: number;
  readonly backwards: boolean;
  /** The positions around it, both excluded. */
  readonly below: Position | null;
  readonly above: Position | null;
}

/** @throws GatewayError BAD_USER_INPUT for an invalid cursor, or both `first` and `last`. */
export function cutOf({ first, after, last, before }: AuditArguments): Cut {
  if (first != null && last != null) {
    throw badInput([{ argument: "last", sent: String(last), allowed: "either `first` or `last`, not both" }]);
  }
  return {
    limit: first ?? last ?? DEFAULT_PAGE,
    backwards: last != null,
    below: after == null ? null : positionAt("after", after),
    above: before == null ? null : positionAt("before", before),
  };
}

/** One page, the newest entry first. */
export interface Entries {
  readonly rows: readonly { readonly entry: EntrySummary; readonly position: Position }[];
  /** Whether there is more in the direction of the read. */
  readonly more: boolean;
}

/**
 * The page as a list of the graph; rows are made by `shown`.
 * @param count the number of matching entries on all pages: called once, where it is selected.
 */
export function entriesPage<Row>(
  { rows, more }: Entries,
  { last, after, before }: AuditArguments,
  shown: (entry: EntrySummary) => Row,
  count: () => Promise<number>,
) {
  let counted: Promise<number> | undefined;
  const edges = rows.map(({ entry, position }) => ({ cursor: cursorOf(position), node: shown(entry) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: last == null ? more : before != null,
      hasPreviousPage: last == null ? after != null : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => (counted ??= count()),
    unavailable: [],
  };
}

const CURSOR = /^entry:(\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z):(\d{1,18})$/;

function cursorOf({ openedAt, sequence }: Position): string {
  return Buffer.from(`entry:${openedAt}:${sequence}`).toString("base64url");
}

/** Whether a time is one of PostgreSQL's too: JavaScript reads 30 February as 2 March, and has a year 0. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return (
    time >= EARLIEST && time.toISOString().slice(0, -1) === text.slice(0, "0001-01-01T00:00:00.000".length)
  );
}

function positionAt(argument: string, cursor: string): Position {
  const [, openedAt, sequence] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (openedAt !== undefined && sequence !== undefined && isTime(openedAt)) return { openedAt, sequence };
  throw badInput([{ argument, sent: quoted(cursor), allowed: "a cursor of this list" }]);
}
