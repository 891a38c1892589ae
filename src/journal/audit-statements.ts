import type { SelectQueryBuilder } from "kysely";
import type { Database, Tables } from "../store/database";
import type { AuditFilter, Cut, Entries, Position } from "./audit";
import { SUMMARY_COLUMNS, toSummary } from "./rows";
import { dependsOnMore, visibleTo } from "./visible-entries";

type Fitting = SelectQueryBuilder<Tables, "journal", object>;

/** The columns that a filter names values of; each has an index that continues with the time of opening. */
const LISTED = ["caller", "operation", "account", "state"] as const;
type Listed = (typeof LISTED)[number];

/** Up to so many values are looked up one by one; for more, PostgreSQL decides. */
const MOST_VALUES_SEARCHED = 50;

const isSome = (values: readonly string[] | undefined) =>
  values !== undefined && values.length > 1 && values.length <= MOST_VALUES_SEARCHED;

/**
 * Reads one page. A page is some rows of an index, in its order: where a filter names several values, a page of each
 * value is read, and the first rows of all of these are the page. PostgreSQL would not do so by itself: it reads the
 * newest entries until enough of them match, which are nearly all where the values are rare. The contents of entries,
 * which may be large, are not read with the page (entry-contents.ts).
 */
export async function readPage(database: Database, filter: AuditFilter, cut: Cut): Promise<Entries> {
  const { query, sql } = database;
  const { limit, backwards } = cut;
  const direction = backwards ? "asc" : "desc";
  if (LISTED.some((column) => filter[column]?.length === 0)) return { rows: [], more: false };
  const several = LISTED.find((column) => isSome(filter[column]));
  const position = sql<string>`to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const pageStatement = (fitting: Fitting) =>
    between(database, fitting, cut)
      .select([...SUMMARY_COLUMNS, position.as("position")])
      .orderBy("opened_at", direction)
      .orderBy("sequence", direction)
      .limit(limit + 1);
  const fitting = matching(database, query.selectFrom("journal"), filter, several);
  const pages = (several === undefined ? [] : (filter[several] ?? [])).map((value) =>
    query.selectFrom(pageStatement(fitting.where(several ?? "state", "=", value)).as("one")).selectAll("one"),
  );
  const [first, ...others] = pages;
  const read =
    first === undefined
      ? pageStatement(fitting)
      : query
          .selectFrom(others.reduce((all, page) => all.unionAll(page), first).as("page"))
          .selectAll("page")
          .orderBy("page.opened_at", direction)
          .orderBy("page.sequence", direction)
          .limit(limit + 1);
  const found = await read.execute();
  const rows = found.slice(0, limit).map((row) => ({
    entry: toSummary(row),
    position: { openedAt: row.position, sequence: row.sequence },
  }));
  return { rows: backwards ? rows.reverse() : rows, more: found.length > limit };
}

/** The number of matching entries on all pages. */
export async function countEntries(database: Database, filter: AuditFilter): Promise<number> {
  if (LISTED.some((column) => filter[column]?.length === 0)) return 0;
  const { total } = await matching(database, database.query.selectFrom("journal"), filter)
    .select(({ fn }) => fn.countAll<string>().as("total"))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** @param but the column whose condition the caller adds. */
function matching(
  database: Database,
  all: Fitting,
  { grants, since, until, ...listed }: AuditFilter,
  but?: Listed,
): Fitting {
  const { sql } = database;
  let fitting = all;
  for (const column of LISTED) {
    const wanted = listed[column];
    if (wanted === undefined || column === but) continue;
    const [only, ...others] = wanted;
    fitting =
      others.length === 0 && only !== undefined
        ? fitting.where(column, "=", only)
        : fitting.where(sql<boolean>`${sql.ref(column)} = any(${wanted}::text[])`);
  }
  if (grants !== "all" && dependsOnMore(grants))
    fitting = fitting.where(visibleTo(grants, database, "hidden"));
  if (since !== undefined) fitting = fitting.where("opened_at", ">=", since);
  if (until !== undefined) fitting = fitting.where("opened_at", "<", until);
  return fitting;
}

/** The first comparison alone bounds the read of an index; the second one separates equal times. */
function between({ sql }: Database, fitting: Fitting, { below, above }: Cut): Fitting {
  const place = ({ openedAt, sequence }: Position) => sql`(${openedAt}::timestamptz, ${sequence}::bigint)`;
  let page = fitting;
  if (below !== null) {
    page = page
      .where(sql<boolean>`opened_at <= ${below.openedAt}::timestamptz`)
      .where(sql<boolean>`(opened_at, sequence) < ${place(below)}`);
  }
  if (above !== null) {
    page = page
      .where(sql<boolean>`opened_at >= ${above.openedAt}::timestamptz`)
      .where(sql<boolean>`(opened_at, sequence) > ${place(above)}`);
  }
  return page;
}
