import { badInput } from "../errors";
import type { Entry, EntryState } from "./entry";

/** Which entries, and which page of them. */
export interface AuditQuestion {
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

const DEFAULT_PAGE = 50;

/** How a page is cut: the newest first, or the oldest first where it is read from the end. */
export interface Cut {
  readonly limit: number;
  readonly backwards: boolean;
  /** Sequences that it lies between, both excluded. */
  readonly below: string | null;
  readonly above: string | null;
}

/** @throws GatewayError BAD_USER_INPUT for what is no cursor of this list, or both `first` and `last`. */
export function cutOf({ first, after, last, before }: AuditQuestion): Cut {
  if (first != null && last != null) {
    throw badInput([{ argument: "last", sent: String(last), allowed: "either `first` or `last`, not both" }]);
  }
  return {
    limit: first ?? last ?? DEFAULT_PAGE,
    backwards: last != null,
    below: after == null ? null : sequenceAt("after", after),
    above: before == null ? null : sequenceAt("before", before),
  };
}

/** One page, the newest entry first. */
export interface Entries {
  readonly entries: readonly Entry[];
  /** Whether there is more in the direction that was read in. */
  readonly more: boolean;
  /** How many fit, on all pages. */
  readonly total: number;
}

/** The page as a list of the graph; rows are made by `shown`. */
export function entriesPage<Row>(
  { entries, more, total }: Entries,
  { last, after, before }: AuditQuestion,
  shown: (entry: Entry) => Row,
) {
  const edges = entries.map((entry) => ({ cursor: cursorOf(entry.sequence), node: shown(entry) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: last == null ? more : before != null,
      hasPreviousPage: last == null ? after != null : more,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: total,
    unavailable: [],
  };
}

const PREFIX = "entry:";

function cursorOf(sequence: string): string {
  return Buffer.from(PREFIX + sequence).toString("base64url");
}

function sequenceAt(argument: string, cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  if (/^entry:\d{1,18}$/.test(text)) return text.slice(PREFIX.length);
  throw badInput([{ argument, sent: JSON.stringify(cursor), allowed: "a cursor of this list" }]);
}
