import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { startPostgres } from "../../chaos/processes";
import { createLogger } from "../../src/observability/logging";
import { endsSession, postgresPool } from "../../src/store/postgres";
import { Store, type StoreOptions } from "../../src/store/store";
import { NEEDED_RIGHTS } from "../../src/store/rights";
import { databaseInBetween } from "../journal/database-in-between";
import { startGatewayUnderTest } from "../gateway";
import { freshDatabase } from "./fresh-database";

const logger = createLogger({ level: "silent", pretty: false });
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

async function open(
  options: Partial<NonNullable<StoreOptions["postgres"]>> = {},
  timeoutMilliseconds = 20_000,
): Promise<Store> {
  const postgres = { ...(await freshDatabase()), ...options };
  const store = new Store({ timeoutMilliseconds, postgres }, logger);
  stores.push(store);
  return store;
}

const run = async (store: Store, statement: string) =>
  (await store.execute(statement, [], 20_000)).rows as Record<string, unknown>[];
const session = async (store: Store) => (await run(store, "select pg_backend_pid() as pid"))[0]?.["pid"];
const write = (store: Store) => run(store, "update journal set looks = looks");
const unavailable = { code: "STORE_UNAVAILABLE" };

describe("a session that is no good any more leaves the pool:", () => {
  test("one that has become read-only", async () => {
    const store = await open({ connections: 1 });
    await run(store, "set default_transaction_read_only = on");
    await expect(write(store)).rejects.toMatchObject(unavailable);
    expect(await write(store)).toEqual([]);
  });

  test("with it all that were there before, which lead to the same server", async () => {
    const store = await open({ connections: 3 });
    const sessions = await Promise.all(
      [1, 2, 3].map(() => run(store, "select pg_backend_pid() as pid, pg_sleep(0.5)")),
    );
    expect(new Set(sessions.map(([row]) => row?.["pid"])).size).toBe(3);
    const readOnly = () => run(store, "set default_transaction_read_only = on");
    await Promise.all([readOnly(), readOnly(), readOnly()]);
    await expect(write(store)).rejects.toMatchObject(unavailable);
    await Promise.all([write(store), write(store), write(store)]);
  });

  test("one that the server ended", async () => {
    const store = await open({ connections: 1 });
    await expect(run(store, "select pg_terminate_backend(pg_backend_pid())")).rejects.toMatchObject(
      unavailable,
    );
    expect(await write(store)).toEqual([]);
  });

  test("one that did not answer a statement in time, and all that were there before", async () => {
    const between = await databaseInBetween();
    const postgres = { ...between.postgres, connections: 2 };
    const store = new Store({ timeoutMilliseconds: 1_000, postgres }, logger);
    stores.push(store);
    const both = await Promise.all(
      [1, 2].map(() => run(store, "select pg_backend_pid() as pid, pg_sleep(0.5)")),
    );
    expect(new Set(both.map(([row]) => row?.["pid"])).size).toBe(2);
    between.silence();
    await expect(write(store)).rejects.toMatchObject(unavailable);
    expect(await write(store)).toEqual([]); // not on the other silent session
    await store.close();
    between.stop();
  });

  test("one that is as old as sessions may become", async () => {
    const store = await open({ connections: 1, longestLifeSeconds: 1 });
    const first = await session(store);
    while ((await session(store)) === first) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test("one that is 15 minutes old, where nothing else is set", async () => {
    const timers = jest.spyOn(globalThis, "setTimeout");
    await session(await open({ connections: 1 }, 20_000));
    const times = timers.mock.calls.map(([, milliseconds]) => milliseconds);
    timers.mockRestore();
    expect(times).toContain(20_000); // the time of a use: these timers are seen
    expect(times).toContain(15 * 60_000);
  });

  test("and no other", async () => {
    const store = await open({ connections: 1 });
    const first = await session(store);
    await expect(run(store, "select nonsense")).rejects.toMatchObject(unavailable);
    expect(await session(store)).toBe(first);
  });

  test.each(["25006", "57P01", "57P02", "57P03", "57P05", "08000", "08006", "08P01"])("by %s", (code) => {
    expect(endsSession({ code })).toBe(true);
  });
  test.each(["57014", "25P02", "23505", "53100", "ECONNRESET", undefined])("not by %s", (code) => {
    expect(endsSession({ code })).toBe(false);
  });
});

test("who waits for a session when the pool ends is given one", async () => {
  const options = { ...(await freshDatabase()), connections: 1, timeoutMilliseconds: 20_000 };
  const pool = postgresPool(options, () => undefined);
  const first = await pool.connect();
  const waiting = pool.connect();
  const ended = pool.end();
  first.release();
  const second = await waiting;
  expect(await second.query("select 1 as one", [])).toMatchObject({ rows: [{ one: 1 }] });
  second.release();
  await ended;
});

describe("what was confirmed outlives a crash of the server:", () => {
  /** Opens a store on sessions that begin with settings of their own. */
  async function openWith(settings: string, schema?: string): Promise<Store> {
    const { url } = await freshDatabase();
    const address = new URL(url);
    address.searchParams.set("options", `${address.searchParams.get("options") ?? ""} ${settings}`);
    return open({ url: address.href, schema });
  }

  test.each([
    ["off", "on"],
    ["local", "on"],
    ["remote_write", "on"],
    ["on", "on"],
    ["remote_apply", "remote_apply"],
  ])("synchronous_commit=%s becomes %s", async (begun, used) => {
    const store = await openWith(`-c synchronous_commit=${begun}`);
    expect(await run(store, "show synchronous_commit")).toEqual([{ synchronous_commit: used }]);
  });

  test("in a schema that is named, and in each new session, too", async () => {
    const schema = `durable_${randomUUID().slice(0, 8)}`;
    const store = await openWith("-c synchronous_commit=off", schema);
    const pids = new Set<unknown>();
    for (let sessions = 0; sessions < 2; sessions += 1) {
      const [row] = await run(
        store,
        "select current_setting('synchronous_commit') as confirmed, current_schema() as schema, pg_backend_pid() as pid",
      );
      expect(row).toMatchObject({ confirmed: "on", schema });
      pids.add(row?.["pid"]);
      await run(store, "select pg_terminate_backend(pg_backend_pid())").catch(() => undefined);
    }
    expect(pids.size).toBe(2);
    await run(store, `drop schema ${schema} cascade`);
  });

  test("a server that does not wait for its disk is warned about, once", async () => {
    const server = await startPostgres(); // of a test: without fsync
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const postgres = { url: server.url, connections: 2 };
    const openLogged = () =>
      new Store(
        { timeoutMilliseconds: 20_000, postgres },
        createLogger({ level: "warn", pretty: false, destination }),
      );
    const warned = () => lines.splice(0).map((line) => (JSON.parse(line) as { msg: string }).msg);
    const admin = new Client({ connectionString: server.url });
    await admin.connect();
    const store = openLogged();
    const next = openLogged();
    try {
      await write(store);
      await write(store);
      expect(warned()).toEqual([expect.stringMatching(/fsync=off: .*lose confirmed changes/)]);
      await admin.query("alter system set full_page_writes = off");
      await admin.query("select pg_reload_conf()");
      const isRead = async () =>
        (await admin.query<{ off: boolean }>("select current_setting('full_page_writes') = 'off' as off"))
          .rows[0]?.off;
      while ((await isRead()) !== true) await new Promise((resolve) => setTimeout(resolve, 20));
      await write(next);
      expect(warned()).toEqual([
        expect.stringContaining("fsync=off"),
        expect.stringMatching(/full_page_writes=off: .*damage the database/),
      ]);
    } finally {
      await admin.end();
      await store.close();
      await next.close();
      await server.stop();
    }
  });
});

describe("what prevents changes from being journaled is reported:", () => {
  test("nothing", async () => {
    const store = await open();
    await store.use(() => Promise.resolve());
    expect(await store.obstacle()).toBeUndefined();
  });

  test("a server that has become read-only", async () => {
    const store = await open({ connections: 1 });
    await run(store, "set default_transaction_read_only = on");
    expect(await store.obstacle()).toBe("the store cannot be written to (25006)");
    expect(await store.obstacle()).toBeUndefined();
  });

  describe("a right that is missing, of each that a table needs:", () => {
    const SCHEMA = `rights_${randomUUID().slice(0, 8)}`;
    const url = process.env["TEST_DATABASE_URL"] ?? "";
    let store: Store;
    beforeAll(async () => {
      store = new Store(
        { timeoutMilliseconds: 20_000, postgres: { url, schema: SCHEMA, connections: 1 } },
        logger,
      );
      await run(store, `create role ${SCHEMA}`);
      await run(store, `grant usage on schema ${SCHEMA} to ${SCHEMA}`);
    });
    afterAll(async () => {
      await run(store, "reset role");
      await run(store, `drop owned by ${SCHEMA}`);
      await run(store, `drop role ${SCHEMA}`);
      await run(store, `drop schema ${SCHEMA} cascade`);
      await store.close();
    });
    /** The message for a role with all rights on all tables but these. */
    async function obstacleWithout(revocation?: string): Promise<string | undefined> {
      await run(store, "reset role");
      await run(store, `grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${SCHEMA}`);
      if (revocation !== undefined) await run(store, `revoke ${revocation} from ${SCHEMA}`);
      await run(store, `set role ${SCHEMA}`);
      return store.obstacle();
    }

    test("the table of rights has every table of the gateway's", async () => {
      await run(store, "reset role");
      const rows = await run(
        store,
        "select tablename from pg_tables where schemaname = current_schema() and tablename not like 'kysely%'",
      );
      expect(rows.map(({ tablename }) => tablename).sort()).toEqual(Object.keys(NEEDED_RIGHTS).sort());
    });

    test("none", async () => expect(await obstacleWithout()).toBeUndefined());

    test.each(
      Object.entries(NEEDED_RIGHTS).flatMap(([table, rights]) =>
        rights.map((right) => `${right} on ${table}`),
      ),
    )("%s", async (right) => {
      expect(await obstacleWithout(right)).toBe(`the store's user lacks ${right}`);
    });

    test("several, and all", async () => {
      expect(await obstacleWithout("insert, delete on journal, budgets")).toBe(
        "the store's user lacks INSERT, DELETE on journal; INSERT, DELETE on budgets",
      );
      await run(store, "reset role");
      await run(store, `revoke usage on schema ${SCHEMA} from ${SCHEMA}`);
      const all = Object.entries(NEEDED_RIGHTS).map(([table, rights]) => `${rights.join(", ")} on ${table}`);
      expect(all).toContain("SELECT, INSERT, UPDATE, DELETE on journal");
      expect(await obstacleWithout()).toBe(`the store's user lacks ${all.join("; ")}`);
      await run(store, "reset role");
      await run(store, `grant usage on schema ${SCHEMA} to ${SCHEMA}`);
    });

    test("at the gateway's own door", async () => {
      expect(await obstacleWithout("insert on journal")).toBe("the store's user lacks INSERT on journal");
      await run(store, "reset role");
      await run(store, `alter role ${SCHEMA} login password 'for-tests-only'`);
      const limited = new URL(url);
      limited.username = SCHEMA;
      limited.password = "for-tests-only";
      const postgres = { url: limited.href, schema: SCHEMA, connections: 2 };
      const gateway = await startGatewayUnderTest({ store: { postgres } });
      const ready = async (query: string) => {
        const response = await fetch(`${gateway.url}/readyz${query}`);
        const { components } = (await response.json()) as { components: { journal: unknown } };
        return { status: response.status, journal: components.journal };
      };
      let answer = await ready("?require=journal");
      // Until the store is open; an answer is remembered for three seconds.
      while (JSON.stringify(answer).includes("not open yet")) answer = await ready("?require=journal");
      await gateway.stop();
      expect(answer).toEqual({
        status: 503,
        journal: { status: "not ready", reason: "the store's user lacks INSERT on journal" },
      });
    });
  });

  test("a server that is not there", async () => {
    const store = await open({ url: "postgres://postgres@127.0.0.1:1/none" });
    expect(await store.obstacle()).toBe("the store cannot be written to (ECONNREFUSED)");
  });

  test("a log that takes no commit", async () => {
    const server = await startPostgres(); // one of its own: all that is committed on it waits
    const store = await open({ url: server.url });
    const admin = new Client({ connectionString: server.url });
    await admin.connect();
    try {
      while ((await store.obstacle()) !== undefined); // until a busy machine answers in time
      await admin.query("alter system set synchronous_standby_names = 'gone'");
      await admin.query("select pg_reload_conf()");
      let obstacle = await store.obstacle();
      while (obstacle === undefined) obstacle = await store.obstacle(); // until the server has read its configuration
      expect(obstacle).toBe("the store does not answer");
    } finally {
      await admin.end();
      await store.close();
      await server.stop();
    }
  });
});

describe("a schema that is named", () => {
  /** Without a search path of its own. */
  const url = process.env["TEST_DATABASE_URL"] ?? "";

  test("is made, by replicas that start at once, and holds all tables, separate from another's", async () => {
    const [schema, other] = [`named_${randomUUID().slice(0, 8)}`, `Other_${randomUUID().slice(0, 8)}`];
    const replicas = await Promise.all([1, 2, 3].map(() => open({ url, schema })));
    await Promise.all(replicas.map(write));
    await write(await open({ url, schema: other }));
    const [store] = replicas;
    if (store === undefined) throw new Error("There are three.");
    const tables = (of: string) =>
      run(store, `select tablename from pg_tables where schemaname = '${of}' order by tablename`);
    expect(await tables(schema)).toContainEqual({ tablename: "journal" });
    expect(await tables(other)).toEqual(await tables(schema));
    expect(await tables("public")).not.toContainEqual({ tablename: "journal" });
    await run(store, `drop schema ${schema} cascade`);
    await run(store, `drop schema "${other}" cascade`);
  });

  test("is used where another replica makes it at the same time", async () => {
    const schema = `made_${randomUUID().slice(0, 8)}`;
    const [admin, other] = [1, 2].map(() => new Client({ connectionString: url }));
    if (admin === undefined || other === undefined) throw new Error("There are two.");
    await admin.connect();
    await other.connect();
    try {
      await other.query("begin");
      await other.query(`create schema ${schema}`);
      const written = write(await open({ url, schema }));
      written.catch(() => undefined); // before it is awaited
      const waits = `select from pg_stat_activity where query like '%create schema "${schema}"%' and wait_event_type = 'Lock'`;
      while ((await admin.query(waits)).rowCount === 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
      await other.query("commit");
      expect(await written).toEqual([]);
    } finally {
      await other.end();
      await admin.query(`drop schema if exists ${schema} cascade`);
      await admin.end();
    }
  });

  test("is used by who may make none", async () => {
    const name = `limited_${randomUUID().slice(0, 8)}`;
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`create role ${name} login password 'for-tests-only'`);
    await admin.query(`create schema ${name} authorization ${name}`);
    const limited = new URL(url);
    limited.username = name;
    limited.password = "for-tests-only";
    const store = await open({ url: limited.href, schema: name });
    expect(await write(store)).toEqual([]);
    await store.close();
    await admin.query(`drop owned by ${name} cascade`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  });
});
