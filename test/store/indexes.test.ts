import { Kysely, Migrator, PostgresDialect } from "kysely";
import { Client, Pool } from "pg";
import { createLogger } from "../../src/observability/logging";
import { indexes, migrations, type Tables } from "../../src/store/database";
import { missingIndexes } from "../../src/store/indexes";
import { Store } from "../../src/store/store";
import { freshDatabase } from "./fresh-database";

const logger = createLogger({ level: "silent", pretty: false });
const BEFORE = Object.entries(migrations).filter(([name]) => name < "0006");

/** What a version did that knew nothing of later columns. */
const EARLIER_INSERT = `
  insert into journal (id, caller, key, operation, account, region, input, fingerprint, marker, before, state,
    request_id, opened_at, lease_owner, lease_until)
  select gen_random_uuid(), 'portal', $1 || n, 'TagResource', '111111111111', 'us-east-1', '{}', 'f', 'm', null,
    'applied', 'r', now(), gen_random_uuid(), now()
  from generate_series(1, $2::int) n`;

let client: Client;
let query: Kysely<Tables>;
let postgres: { url: string; connections: number };
beforeEach(async () => {
  postgres = await freshDatabase();
  client = new Client({ connectionString: postgres.url });
  await client.connect();
  query = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: postgres.url, max: 1 }) }),
  });
  const { rows } = await client.query<{ schema: string }>("select current_schema() as schema");
  const migrator = new Migrator({
    db: query,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(BEFORE)) },
    ...(rows[0] && { migrationTableSchema: rows[0].schema }),
  });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
});
afterEach(async () => {
  await query.destroy();
  await client.end();
});

async function openStore<Result>(use: () => Promise<Result>): Promise<Result> {
  const store = new Store({ timeoutMilliseconds: 10_000, postgres }, logger);
  try {
    await store.open();
    return await use();
  } finally {
    await store.close();
  }
}

/** Until a store that was opened has built what was missing. */
async function allBuilt(): Promise<void> {
  while ((await missingIndexes(query, indexes)).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

test("a table with few rows is indexed when the store is open", async () => {
  await client.query(EARLIER_INSERT, ["key-", 100]);
  await openStore(async () => expect(await missingIndexes(query, indexes)).toEqual([]));
});

test("one with many is indexed behind the migration", async () => {
  await client.query(EARLIER_INSERT, ["key-", 10_001]);
  await openStore(allBuilt);
  const { rows } = await client.query("select count(*)::int as n from journal where resources is null");
  expect(rows).toEqual([{ n: 10_001 }]); // which no index needed to be written anew
});

test("while an index is built, others go on writing", async () => {
  await openStore(allBuilt);
  await client.query("drop index journal_owners");
  const slow = new Client({ connectionString: postgres.url });
  await slow.connect();
  await slow.query("begin");
  await slow.query(EARLIER_INSERT, ["slow-", 1]); // the building waits for its end
  await openStore(async () => {
    const building = `select 1 from pg_stat_activity where query like 'create index%journal_owners%' and state = 'active'
      and pid <> pg_backend_pid() and wait_event is not null`;
    while ((await client.query(building)).rowCount === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await client.query("set statement_timeout = 10000");
    await client.query(EARLIER_INSERT, ["meanwhile-", 1]); // an index with a lock would have it wait, too
    await slow.query("commit");
    await allBuilt();
  });
  await slow.end();
});

test("an index whose building was ended before is built anew at the next start", async () => {
  await client.query(EARLIER_INSERT, ["key-", 10_001]);
  await openStore(allBuilt);
  // As `create index concurrently` leaves one behind that was ended.
  await client.query("update pg_index set indisvalid = false where indexrelid = 'journal_owners'::regclass");
  expect(await missingIndexes(query, indexes)).toMatchObject([{ name: "journal_owners" }]);
  await openStore(allBuilt);
});
