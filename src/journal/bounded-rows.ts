import type { RawBuilder } from "kysely";
import type { Database } from "../store/database";

/**
 * The maximum size of the large columns that one statement returns beside its first row, in bytes as the database
 * writes them.
 */
export const MOST_BYTES = 256 * 1024;
/** How many rows one statement reads at first, and at most, to determine how many of them fit. */
const FIRST_ROWS = 8;
const MOST_ROWS = 128;

/** Columns of JSON that may be large: inputs and answers. */
type LargeColumn = "input" | "output" | "error" | "before" | "earlier";

/** The bytes of these columns in one row. */
export function bytesOf(sql: Database["sql"], columns: readonly LargeColumn[]): RawBuilder<string> {
  const sizes = columns.map((column) => sql`coalesce(octet_length(${sql.ref(column)}::text), 0)`);
  return sql<string>`(${sql.join(sizes, sql` + `)})::bigint`;
}

/** The bytes of all rows before a row, in the order of their ids. */
export function bytesBefore(sql: Database["sql"], columns: readonly LargeColumn[]): RawBuilder<string> {
  const bytes = bytesOf(sql, columns);
  return sql<string>`(sum(${bytes}) over (order by id) - ${bytes})::bigint`;
}

/**
 * Reads large rows with several statements, each of which returns a bounded number of bytes: a store that executes one
 * statement at a time serves others in between.
 * @param ids of the rows. A row that no longer exists is left out.
 * @param read reads the first of these rows, in the order of their ids; at least one where any exists.
 * @param take receives the rows of each statement.
 */
export async function readBounded<Row extends { readonly id: string }>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  take: (rows: readonly Row[]) => void,
): Promise<void> {
  let left = [...ids].sort();
  let most = FIRST_ROWS;
  while (left.length > 0) {
    const next = left.slice(0, most);
    const rows = await read(next);
    take(rows);
    const isCut = rows.length < next.length;
    const last = isCut ? rows.at(-1)?.id : undefined;
    const done = last === undefined ? next.length : next.findIndex((id) => id > last);
    left = left.slice(done === -1 ? next.length : done);
    most = isCut ? Math.max(1, rows.length) : Math.min(MOST_ROWS, 2 * most);
  }
}
