import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { migrations } from "../../src/store/database";
import { Store } from "../../src/store/store";
import { createLogger } from "../../src/observability/logging";
import { freshDatabase } from "./fresh-database";

const logger = createLogger({ level: "silent", pretty: false });
const timeoutMilliseconds = 50_000; // making an empty database is slow on a busy machine
/** What is copied, so that not each test makes one anew. */
const prepared = [process.env["TEST_EMPTY_DATABASE"] ?? ""];
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

function open(options: Partial<ConstructorParameters<typeof Store>[0]>): Store {
  const store = new Store({ timeoutMilliseconds, ...options }, logger);
  stores.push(store);
  return store;
}

const insert = (store: Store) =>
  store.use(({ query }) =>
    query
      .insertInto("journal")
      .values({
        id: randomUUID(),
        caller: "portal",
        key: "order-1",
        operation: "CreateConnection",
        account: "111111111111",
        region: "us-east-1",
        input: JSON.stringify({ connectionName: "one" }),
        fingerprint: "f",
        marker: "m",
        before: null,
        state: "open",
        output: null,
        error: null,
        request_id: "r",
        lease_owner: randomUUID(),
        lease_until: new Date(),
      })
      .onConflict((conflict) => conflict.columns(["caller", "key"]).doNothing())
      .returning(["input", "opened_at", "sequence"])
      .execute(),
  );

describe.each(["embedded", "PostgreSQL"])("%s", (kind) => {
  test("gives back what was put in, once", async () => {
    const store = open(kind === "embedded" ? { prepared } : { postgres: await freshDatabase() });
    expect(await insert(store)).toEqual([
      { input: { connectionName: "one" }, opened_at: expect.anything() as Date, sequence: "1" },
    ]);
    expect(await insert(store)).toEqual([]);
  });

  test("says that it failed, without what with", async () => {
    const store = open(kind === "embedded" ? { prepared } : { postgres: await freshDatabase() });
    const failing = store.use(({ query, sql }) => sql`select 'secret' from nowhere`.execute(query));
    await expect(failing).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
    await expect(failing).rejects.not.toThrow(/secret|nowhere/);
    expect(await insert(store)).toHaveLength(1);
  });
});

test("the embedded one is there again when its folder is opened again, and not before it was used", async () => {
  const parent = await mkdtemp(join(tmpdir(), "store-test-"));
  const folder = join(parent, "data");
  try {
    const first = open({ folder, prepared: [] });
    expect(first.exists()).toBe(false);
    await insert(first);
    await first.close();
    const second = open({ folder });
    expect(second.exists()).toBe(true);
    expect(await insert(second)).toEqual([]);
    await second.close();
  } finally {
    await rm(parent, { recursive: true });
  }
});

test("what the embedded one has done is on the disk, and refused where the disk fails", async () => {
  const parent = await mkdtemp(join(tmpdir(), "store-test-"));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["-r", "@swc-node/register", "-r", "./test/store/watched-disk.cjs", "test/store/use-embedded.ts"],
      { env: { ...process.env, DATA_FOLDER: join(parent, "data"), BROKEN_DISK: join(parent, "broken") } },
    );
    const [, statements] = stdout.split("--\n");
    expect(statements).toBe("waited for the disk\ndone\nwaited for the disk\nrefused\n");
  } finally {
    await rm(parent, { recursive: true });
  }
});

test("replicas that start at once migrate once", async () => {
  const postgres = await freshDatabase();
  const replicas = Array.from({ length: 4 }, () => open({ postgres }));
  const inserted = await Promise.all(replicas.map(insert));
  expect(inserted.flat()).toHaveLength(1);
  const ran = await replicas[0]?.use(({ query, sql }) =>
    sql<{ name: string }>`select name from kysely_migration`.execute(query),
  );
  expect(ran?.rows).toEqual(Object.keys(migrations).map((name) => ({ name })));
});

test("a server that is not there is an error in time, and the next use tries again", async () => {
  const postgres = { url: "postgres://postgres@127.0.0.1:1/none", connections: 1 };
  const store = open({ postgres });
  await expect(insert(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await expect(insert(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});

test("a statement that waits for ever is given up, and so is its connection", async () => {
  const postgres = await freshDatabase();
  await insert(open({ postgres }));
  const hurried = open({ postgres, timeoutMilliseconds: 300 });
  await hurried.open();
  await expect(
    hurried.use(({ query, sql }) => sql`select pg_sleep(60)`.execute(query)),
  ).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(await insert(hurried)).toEqual([]);
});
