import { Kysely, PostgresDialect } from "kysely";
import { Client, DatabaseError, Pool } from "pg";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { GatewayError } from "../../src/errors";
import { createLogger } from "../../src/observability/logging";
import { migrations, type Tables } from "../../src/store/database";
import { migrate } from "../../src/store/migrate";
import { Store } from "../../src/store/store";
import { makeApiKey } from "../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { eventLike, WATCHING } from "../events/watching";
import { CREATE, SETTINGS, TEST, URL_OF_HOOK } from "../events/webhooks/webhook-callers";
import { freshDatabase } from "./fresh-database";

const LATER = "9999-later";
const key = makeApiKey(new Date("2099-01-01"));
const access = {
  limits: { costPerMinute: 100_000_000 },
  callers: [{ name: "portal", roles: ["admin"], accounts: "all", apiKeys: [key.stored] }],
};
const headers = { "x-api-key": key.key };
const logger = createLogger({ level: "silent", pretty: false });

const gateways = new Set<GatewayUnderTest>();
afterEach(async () => {
  for (const gateway of [...gateways].reverse()) await gateway.stop();
  gateways.clear();
});

type Postgres = Awaited<ReturnType<typeof freshDatabase>>;

/** @param first another one, over the same Direct Connect. */
async function start(postgres: Postgres, first?: GatewayUnderTest): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    access,
    settings: { ...WATCHING, ...SETTINGS, CHANGE_DEADLINE_MS: "50000" }, // opening it is slow on a busy machine
    store: { postgres },
    ...(first !== undefined && { upstream: first.emulator }),
  });
  gateways.add(gateway);
  return gateway;
}

/** A test's query of the database itself. */
async function sql<Row extends object>({ url }: Postgres, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Row>(statement).finally(() => client.end());
  return rows;
}

const tables = (postgres: Postgres) =>
  sql<{ tablename: string }>(
    postgres,
    "select tablename from pg_tables where schemaname = current_schema() order by tablename",
  );

/** @throws any other error. */
function unlessDeadlock(error: unknown): false {
  const cause = error instanceof GatewayError ? error.originalError : undefined;
  if (cause instanceof DatabaseError && cause.code === "40P01") return false;
  throw error;
}

/** A version of the future: a column more in every table, those of libraries included, and a table more. */
async function migrateLater(postgres: Postgres): Promise<void> {
  const names = await tables(postgres);
  const up = async (db: Kysely<unknown>) => {
    for (const { tablename } of names)
      await db.schema
        .alterTable(tablename)
        .addColumn("added_later", "text", (column) => column.notNull().defaultTo("later"))
        .execute();
    await db.schema.createTable("of_later").addColumn("id", "text").execute();
  };
  const store = new Store({ timeoutMilliseconds: 60_000, postgres }, logger);
  const run = () => store.use(({ query }) => migrate(query, undefined, { ...migrations, [LATER]: { up } }));
  // It locks every table in one transaction: a deadlock with the running gateway ends it, and it is repeated.
  for (let isDone = false; !isDone;) isDone = await run().then(() => true, unlessDeadlock);
  await store.close();
}

const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!, $key: String) {
  allocateHostedConnection(input: $input, idempotencyKey: $key) { connectionId }
}`;

/** Uses every table: a change, its repeat and its event, a webhook, the audit trail, budgets, and what is deprecated. */
async function useEverything(gateway: GatewayUnderTest, vlan: number): Promise<void> {
  const input = {
    connectionId: fixtureIds["ic-dc2"],
    ownerAccount: "222222222222",
    connectionName: "acme-branch",
    bandwidth: "50Mbps",
    vlan,
  };
  const allocate = () => gateway.ask(ALLOCATE, { input, key: `order-${vlan}` }, headers);
  expect((await allocate()).errors).toEqual([]);
  expect((await allocate()).extensions["idempotency"]).toMatchObject([{ replayed: true }]);
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toEqual([]); // by the repeat
  await eventLike(gateway, ({ cause }) => cause?.key === `order-${vlan}`, { first: 20 }, headers);
  const hook = { input: { url: URL_OF_HOOK }, key: `hook-${vlan}` };
  const created = await gateway.ask(CREATE, hook, headers);
  expect(created.errors).toEqual([]);
  const { webhookId } = created.data.createWebhook.webhook;
  expect((await gateway.ask(TEST, { input: { webhookId } }, headers)).errors).toEqual([]);
  const old = await gateway.ask(
    '{ connectionLoa(connectionId: "dxcon-00000000") { loaContentType } }',
    {},
    headers,
  );
  expect(old.extensions["deprecations"]).toHaveLength(1);
  const { data, errors } = await gateway.ask(
    "{ auditEntries { totalCount } deprecatedUsage { totalCount } }",
    {},
    headers,
  );
  expect(errors).toEqual([]);
  expect(data.auditEntries.totalCount).toBeGreaterThan(0);
}

test("this version and a later one work on one database, whichever begins first", async () => {
  const postgres = await freshDatabase();
  const running = await start(postgres);
  await useEverything(running, 310);
  await migrateLater(postgres);
  await useEverything(running, 311); // during a rolling deploy
  const next = await start(postgres, running); // after going back
  await useEverything(next, 312);
  const [count] = await sql<{ changes: string }>(postgres, "select count(*) as changes from journal");
  expect(count?.changes).toBe("3");
  const budgets = await sql<{ points: number }>(postgres, "select points from budgets");
  expect(budgets[0]?.points).toBeGreaterThan(0);
  for (const gateway of [running, next]) await gateway.stopGateway(); // which writes what uses were gathered
  const uses = await sql<{ element: string; count: string; added_later: string }>(
    postgres,
    "select element, count, added_later from deprecated_uses",
  );
  expect(uses).toEqual([{ element: "Query.connectionLoa", count: "3", added_later: "later" }]);
  const rows = await Promise.all(
    (await tables(postgres)).map(async ({ tablename }) => {
      const [row] = await sql<{ some: boolean }>(
        postgres,
        `select exists (select from ${tablename}) as some`,
      );
      return [tablename, row?.some];
    }),
  );
  expect(Object.fromEntries(rows)).toEqual({
    ...Object.fromEntries(rows.map(([name]) => [name, true])),
    of_later: false,
  });
  const ran = await sql<{ name: string }>(postgres, "select name from kysely_migration order by name");
  expect(ran.map(({ name }) => name)).toEqual([...Object.keys(migrations), LATER]);
});

test("migrations that a branch ran are no obstacle to those that it lacks, whatever their names", async () => {
  const postgres = await freshDatabase();
  const firstHalf = Object.fromEntries(Object.entries(migrations).slice(0, 6));
  const branch = { ...firstHalf, [LATER]: { up: () => Promise.resolve() } };
  const query = connectTo(postgres);
  await migrate(query, undefined, branch);
  await query.destroy();
  await useEverything(await start(postgres), 313);
  const ran = await sql<{ name: string }>(postgres, "select name from kysely_migration order by name");
  expect(ran.map(({ name }) => name)).toEqual([...Object.keys(migrations), LATER]);
});

test("a migration that a later version ran while this one waited for its turn is no error either", async () => {
  const postgres = await freshDatabase();
  const stores = [1, 2].map(() => new Store({ timeoutMilliseconds: 20_000, postgres }, logger));
  await Promise.all([...stores.map((store) => store.open()), migrateLaterAtOnce(postgres)]);
  for (const store of stores) await store.close();
});

function connectTo({ url }: Postgres): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) }),
  });
}

/** Races with the others for the lock. */
async function migrateLaterAtOnce(postgres: Postgres): Promise<void> {
  const query = connectTo(postgres);
  await migrate(query, undefined, { ...migrations, [LATER]: { up: () => Promise.resolve() } });
  await query.destroy();
}
