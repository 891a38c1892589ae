import type { Kysely, Migration } from "kysely";
import { migrations, type Tables } from "./database";
import { kysely } from "./drivers";

/**
 * Runs the migrations that have not run yet. Kysely holds a lock of the database's meanwhile, so that replicas take turns.
 *
 * Migrations only add, so an older version works on the tables of a later one: what a later version, or a branch of this
 * one, has run there counts as an empty step, where Kysely alone would refuse to go on.
 *
 * @param schema made where it is missing; the first one of the search path where left out.
 * @throws Error as the database says it.
 */
export async function migrate(
  query: Kysely<Tables>,
  schema?: string,
  own: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const { Migrator, sql } = kysely();
  if (schema !== undefined) await makeSchema(query, schema);
  // Named, as Kysely otherwise searches its own tables in all schemas, and may find another's.
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(query);
  const current = rows[0]?.schema;
  if (current == null)
    throw new Error(
      "No schema of the search path exists in the database of DATABASE_URL; DATABASE_SCHEMA names one.",
    );
  let executed = await executedMigrations(query, current);
  for (;;) {
    const unknown = executed.filter((name) => !(name in own));
    const steps = { ...Object.fromEntries(unknown.map((name) => [name, EMPTY])), ...own };
    const migrator = new Migrator({
      db: query,
      provider: { getMigrations: () => Promise.resolve(steps) },
      migrationTableSchema: current,
      allowUnorderedMigrations: true,
    });
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    // Another replica, of a later version, may have run its own between our reading their names and our turn.
    const now = await executedMigrations(query, current);
    if (now.every((name) => name in steps))
      throw error instanceof Error ? error : new Error(JSON.stringify(error));
    executed = now;
  }
}

/** Never run: it represents one that was. */
const EMPTY: Migration = { up: () => Promise.resolve() };

async function executedMigrations(query: Kysely<Tables>, schema: string): Promise<string[]> {
  const { sql } = kysely();
  const table = `${schema}.kysely_migration`;
  const { rows: found } = await sql<{ there: boolean }>`
    select exists (
      select from pg_catalog.pg_tables where schemaname = ${schema} and tablename = 'kysely_migration'
    ) as there`.execute(query);
  if (found[0]?.there !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(query);
  return rows.map(({ name }) => name);
}

/** `create schema if not exists` needs the right to make schemas even where it is there. */
async function makeSchema(query: Kysely<Tables>, schema: string): Promise<void> {
  const { sql } = kysely();
  const isThere = async () => {
    const { rows } = await sql`select from pg_catalog.pg_namespace where nspname = ${schema}`.execute(query);
    return rows.length > 0;
  };
  if (await isThere()) return;
  await query.schema
    .createSchema(schema)
    .execute()
    .catch(async (error: unknown) => {
      if (!(await isThere())) throw error; // another replica was faster
    });
}
