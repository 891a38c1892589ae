import type { Database } from "../../src/store/database";
import { StorePermits } from "../../src/store/store-permits";
import { Store } from "../../src/store/store";
import { createLogger } from "../../src/observability/logging";
import { freshDatabase } from "./fresh-database";

const logger = createLogger({ level: "silent", pretty: false });
const timeoutMilliseconds = 50_000; // making an empty database is slow on a busy machine
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

const of = (caller: string) => ({ caller, person: caller });
/** What a change writes at first. */
const change = ({ query }: Database) =>
  query.deleteFrom("journal").where("id", "=", "00000000-0000-4000-8000-000000000000").execute();

/** Each holds its connection until it is let go. */
function heldReads(store: Store, count: number, caller: string) {
  const begun: (() => void)[] = [];
  const reads = Array.from({ length: count }, () =>
    store.read(of(caller), ({ query, sql }) =>
      query.connection().execute(async (connection) => {
        await sql`select 1`.execute(connection);
        await new Promise<void>((letGo) => begun.push(letGo));
      }),
    ),
  );
  const letAllGo = async () => {
    while (begun.length < count) {
      begun.forEach((letGo) => letGo());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    begun.forEach((letGo) => letGo());
    await Promise.all(reads);
  };
  return { begun, letAllGo };
}

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test("a change beside 30 held pages of the audit trail finds a connection", async () => {
  const store = new Store(
    { timeoutMilliseconds, postgres: { ...(await freshDatabase()), connections: 10 } },
    logger,
  );
  stores.push(store);
  await store.open();
  const { begun, letAllGo } = heldReads(store, 30, "auditor");
  await until(() => begun.length > 0);
  await store.use(change);
  expect(begun.length).toBeLessThanOrEqual(3);
  await letAllGo();
});

test("with the embedded store a change waits for one of 30 reads", async () => {
  const store = new Store(
    { timeoutMilliseconds, prepared: [process.env["TEST_EMPTY_DATABASE"] ?? ""] },
    logger,
  );
  stores.push(store);
  await store.open();
  const { begun, letAllGo } = heldReads(store, 30, "auditor");
  await until(() => begun.length === 1);
  let begunBefore = 0;
  const changed = store.use(change).then(() => (begunBefore = begun.length));
  begun[0]?.();
  await changed;
  expect(begunBefore).toBeLessThanOrEqual(2);
  await letAllGo();
});

test("callers take turns, and who waits for too long does not read", async () => {
  const releases = new StorePermits(1);
  const order: string[] = [];
  let letGo: () => void = () => undefined;
  const taken = async (caller: string, milliseconds: number, read: () => Promise<void>) => {
    const end = await releases.take(of(caller), milliseconds);
    await read();
    end();
  };
  const first = taken("a", 60_000, () => new Promise<void>((resolve) => (letGo = resolve)));
  const read = (caller: string, milliseconds = 60_000) =>
    taken(caller, milliseconds, () => {
      order.push(caller);
      return Promise.resolve();
    });
  const late = read("late", -1);
  const others = ["a", "a", "a", "a", "b"].map((caller) => read(caller));
  await expect(late).rejects.toThrow("There was no turn within -1 ms.");
  letGo();
  await first;
  await Promise.all(others);
  expect(order).toEqual(["a", "b", "a", "a", "a"]);
});
