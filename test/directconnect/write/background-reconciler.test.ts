import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { BackgroundReconciler } from "../../../src/directconnect/write/background-reconciler";
import type { Changes } from "../../../src/directconnect/write/changes";
import type { ChangeTimes } from "../../../src/directconnect/write/change-times";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { Entry } from "../../../src/journal/entry";
import type { Journal } from "../../../src/journal/journal";
import { createLogger } from "../../../src/observability/logging";
import { startGatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";

const RENEWAL = 1_000;

/** A reconciler over a journal and controlled changes, with a clock that the test sets. */
function keep(
  changes: Partial<Record<keyof Changes, unknown>>,
  journal: Partial<Record<keyof Journal, unknown>>,
) {
  const logged: Record<string, unknown>[] = [];
  const logger = createLogger({
    level: "warn",
    pretty: false,
    destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const reconciler = new BackgroundReconciler(
    {
      noteLate: () => Promise.resolve(),
      keepLeases: () => Promise.resolve(),
      ...changes,
    } as unknown as Changes,
    {
      claim: () => Promise.resolve([]),
      noteTime: () => Promise.resolve(),
      purge: () => Promise.resolve(0),
      ...journal,
    } as unknown as Journal,
    { leaseRenewalMilliseconds: RENEWAL } as ChangeTimes,
    logger,
  );
  return { keeper: reconciler, logged };
}

describe("what the background reconciler does", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("renews leases however long an entry takes", async () => {
    const keepLeases = jest.fn(() => Promise.resolve());
    let end: () => void = () => undefined;
    const resume = () => new Promise<void>((resolve) => (end = resolve));
    const claim = jest
      .fn()
      .mockResolvedValueOnce([{ id: "slow" }])
      .mockResolvedValue([]);
    const { keeper: reconciler } = keep({ keepLeases, resume }, { claim });
    reconciler.start();
    await jest.advanceTimersByTimeAsync(10 * RENEWAL);
    expect(claim).toHaveBeenCalledTimes(1); // it is still at that one
    expect(keepLeases).toHaveBeenCalledTimes(11);
    end();
    await reconciler.close();
  });

  test("renews leases before anything else", () => {
    const order: string[] = [];
    const note = (name: string, result?: unknown) => () => {
      order.push(name);
      return Promise.resolve(result);
    };
    const { keeper: reconciler } = keep(
      { keepLeases: note("leases"), noteLate: note("late") },
      { claim: note("claim", []) },
    );
    reconciler.start();
    expect(order[0]).toBe("leases");
  });

  test("goes on with each step and each entry, whatever fails beside it", async () => {
    const fail = (what: string) => () => Promise.reject(new Error(what));
    const resumed: string[] = [];
    const entries = ["bad", "good", "worse", "better"].map((id) => ({ id }) as Entry);
    const resume = ({ id }: Entry) => {
      if (id === "bad") throw new Error("at once");
      if (id === "worse") return Promise.reject(new Error("later"));
      resumed.push(id);
      return Promise.resolve();
    };
    const claim = jest.fn().mockResolvedValueOnce(entries).mockResolvedValue([]);
    const noteTime = jest.fn(fail("time"));
    const purge = jest.fn(fail("purge"));
    const { keeper: reconciler, logged } = keep(
      { keepLeases: fail("leases"), noteLate: fail("late"), resume },
      { claim, noteTime, purge },
    );
    reconciler.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(resumed).toEqual(["good", "better"]);
    expect(claim).toHaveBeenCalledTimes(2);
    expect(noteTime).toHaveBeenCalled();
    expect(purge).toHaveBeenCalledTimes(1);
    expect(logged.map(({ err }) => (err as Error).message).sort()).toEqual(
      ["at once", "late", "later", "leases", "time", "purge"].sort(),
    );
    await jest.advanceTimersByTimeAsync(10 * RENEWAL);
    expect(claim.mock.calls.length).toBeGreaterThan(3);
    await reconciler.close();
  });
});

test("entries that cannot be worked on keep none from being found out", async () => {
  const postgres = await borrowSharedDatabase();
  const settings = { AWS_TIMEOUT_MS: "500", CHANGE_DEADLINE_MS: "1000" };
  const first = await startGatewayUnderTest({ store: { postgres } });
  const rename = (key: string) =>
    first.ask(
      `mutation ($key: String) { updateConnection(account: "enterprise", idempotencyKey: $key, input: {
        connectionId: "${fixtureIds["enterprise-100g"]}", connectionName: "uplink"
      }) { connectionName } }`,
      { key },
    );
  expect((await rename("lost")).errors).toEqual([]);
  await first.stopGateway();

  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  try {
    await database.query("update journal set state = 'open', output = null, settled_at = null");
    const columns = `caller, key, operation, account, region, input, fingerprint, marker, before, state, request_id, opened_at, lease_owner, lease_until`;
    // As many as are worked on at once: of operations that a later version makes, and of input that is none.
    for (let n = 0; n < 8; n += 1) {
      await database.query(
        `insert into journal (id, ${columns}) select $1, 'later', $2, $3, account, region, $4, fingerprint, gen_random_uuid()::text, before, state,
          request_id, opened_at, lease_owner, lease_until - interval '1 day' from journal where key = 'lost'`,
        [
          randomUUID(),
          `bad-${n}`,
          n % 2 === 0 ? "MakeEverythingNew" : "AllocateHostedConnection",
          JSON.stringify(n % 2 === 0 ? { connectionId: "dxcon-1" } : ["none"]),
        ],
      );
    }
    await database.query("update journal set lease_until = lease_until - interval '1 hour'");
    const second = await startGatewayUnderTest({ store: { postgres }, upstream: first.emulator, settings });
    const stateOf = async () =>
      (await database.query<{ state: string }>("select state from journal where key = 'lost'")).rows[0]
        ?.state;
    while ((await stateOf()) !== "applied") await new Promise((resolve) => setTimeout(resolve, 100));
    const { rows } = await database.query<{ state: string }>(
      "select distinct state from journal where operation = 'MakeEverythingNew'",
    );
    expect(rows.every(({ state }) => state === "open" || state === "unknown")).toBe(true);
    await second.stopGateway();
  } finally {
    await database.end();
    await first.emulator.close();
  }
}, 60_000);
