import type { Kysely } from "kysely";
import type { Tables } from "./database";
import { kysely } from "./drivers";
import { indexStatement, type TableIndex } from "./table-index";

/** Those that are not there, or that were begun and never finished. */
export async function missingIndexes(
  db: Kysely<Tables>,
  indexes: readonly TableIndex[],
): Promise<TableIndex[]> {
  const { sql } = kysely();
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = (select oid from pg_namespace where nspname = current_schema()) and indisvalid
  `.execute(db);
  const existing = new Set(rows.map(({ name }) => name));
  return indexes.filter(({ name }) => !existing.has(name));
}

/**
 * Builds missing indexes on one connection, while others go on writing. One process at a time does it; another one
 * leaves it to that, and looks again when it is next started.
 */
export async function buildIndexes(db: Kysely<Tables>, indexes: readonly TableIndex[]): Promise<void> {
  const { sql } = kysely();
  await db.connection().execute(async (connection) => {
    const lock = sql`hashtext('directconnect-graphql indexes of ' || current_schema())`;
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${lock}) as held`.execute(
      connection,
    );
    if (rows[0]?.held !== true) return;
    // In the time between another process may have built some.
    for (const index of await missingIndexes(connection, indexes)) {
      // One that was not finished is in the way of its name, and of no use.
      await sql.raw(`drop index concurrently if exists ${index.name}`).execute(connection);
      await sql.raw(indexStatement(index, true)).execute(connection);
    }
    await sql`select pg_advisory_unlock(${lock})`.execute(connection);
  });
}
