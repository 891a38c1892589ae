import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { holdsDatabase } from "../../src/store/data-folder";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { databaseInBetween } from "../journal/database-in-between";
import { freshDatabase } from "./fresh-database";

const running: { stop: () => unknown }[] = [];
let parent: string;
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), "opening-"))));
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  rmSync(parent, { recursive: true });
});

async function start(
  settings: Record<string, string>,
  store: Parameters<typeof startGatewayUnderTest>[0] = {},
): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    settings: { ALLOW_UNAUTHENTICATED_ACCESS: "true", ...settings },
    ...store,
  });
  running.push(gateway);
  return gateway;
}

const allocate = (gateway: GatewayUnderTest, vlan: number) =>
  gateway.ask(
    `mutation ($input: AllocateHostedConnectionInput!) { allocateHostedConnection(input: $input) { vlan } }`,
    {
      input: {
        connectionId: fixtureIds["ic-dc2"],
        ownerAccount: "222222222222",
        connectionName: "acme-branch",
        bandwidth: "50Mbps",
        vlan,
      },
    },
  );

test("against AWS the embedded store is made at the start, and no query waits for that", async () => {
  const folder = join(parent, "data");
  const gateway = await start({ DIRECT_CONNECT: "aws" }, { store: { folder } });
  const { errors } = await gateway.ask("{ accounts { accountId } }");
  expect(errors).toEqual([]);
  while (!holdsDatabase(folder)) await new Promise((resolve) => setTimeout(resolve, 20));
});

test("against another endpoint it is made for a folder that exists, and for no other", async () => {
  const folder = join(parent, "data");
  await start({}, { store: { folder } });
  const existing = join(parent, "existing");
  mkdirSync(existing);
  await start({}, { store: { folder: existing } });
  while (!holdsDatabase(existing)) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(existsSync(folder)).toBe(false);
});

test("a mutation that comes before the store is open waits for it, longer than a statement may take", async () => {
  const postgres = await freshDatabase();
  // As another replica's migration would: what this one has to make is being made.
  const other = new Client({ connectionString: postgres.url });
  await other.connect();
  await other.query("begin");
  await other.query("create table kysely_migration (name text)");
  const settings = { STORE_TIMEOUT_MS: "2000", CHANGE_DEADLINE_MS: "50000" };
  const gateway = await start(settings, { store: { postgres } });
  const waiting = allocate(gateway, 310);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
  await other.query("rollback");
  await other.end();
  expect((await waiting).errors).toEqual([]);
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toHaveLength(1);
});

test("a mutation that waits for the store no longer than its deadline is refused, and nothing is sent", async () => {
  const database = await databaseInBetween();
  running.push(database);
  database.be("silent");
  const gateway = await start(
    { STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "1000", AWS_TIMEOUT_MS: "300" },
    { store: { postgres: database.postgres } },
  );
  const { errors } = await allocate(gateway, 311);
  expect(errors).toMatchObject([{ extensions: { retryable: true } }]);
  expect(errors[0]?.message).toMatch("nothing was sent");
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
  const ready = await fetch(`${gateway.url}/readyz?require=journal`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    components: { upstream: { status: "ready" }, journal: { reason: "the store is not open yet" } },
  });
  database.be("down"); // which is known at once, unlike silence: queries are answered without the store
  while ((await fetch(`${gateway.url}/readyz`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
});

test.each<[string, () => string]>([
  [
    "below a file",
    () => {
      writeFileSync(join(parent, "file"), "");
      return join(parent, "file", "data");
    },
  ],
  [
    "where a link leads to nothing",
    () => {
      symlinkSync("/nowhere/at/all", join(parent, "link"));
      return join(parent, "link");
    },
  ],
])("a DATA_FOLDER that cannot be made is reported by readyz before the first change: %s", async (_, make) => {
  const gateway = await start({}, { store: { folder: make() } });
  const ready = await fetch(`${gateway.url}/readyz?require=journal`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    components: {
      journal: { reason: "DATA_FOLDER cannot be made: this user may not write where it is to be" },
    },
  });
  expect((await allocate(gateway, 312)).errors).toMatchObject([
    { extensions: { code: "STORE_UNAVAILABLE" } },
  ]);
});

test("a DATA_FOLDER that is not there yet is no reason not to be ready", async () => {
  const gateway = await start({}, { store: { folder: join(parent, "not", "yet") } });
  expect((await fetch(`${gateway.url}/readyz?require=journal`)).status).toBe(200);
});
