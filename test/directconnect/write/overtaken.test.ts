import { randomUUID } from "node:crypto";
import { readConfig } from "../../../src/config/config";
import { changeTimesOf } from "../../../src/directconnect/write/change-times";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import type { Entry, Held, NewEntry } from "../../../src/journal/entry";
import { Journal } from "../../../src/journal/journal";
import { createLogger } from "../../../src/observability/logging";
import { Store } from "../../../src/store/store";
import { HandClocks } from "../../clocks";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";

const SETTINGS = {
  ...{ AWS_TIMEOUT_MS: "20000", CHANGE_DEADLINE_MS: "60000", WRITE_ATTEMPTS: "1" },
  ...{ SETTLE_MS: "1", CONSISTENCY_WINDOW_MS: "1" },
};
const times = changeTimesOf(readConfig(SETTINGS));
/** How soon a check concludes that nothing was made. */
const BRIEF = { AWS_TIMEOUT_MS: "2000" };
/** What the journal has of the other process's sending. */
const OTHERS = { connectionId: "dxcon-other001", connectionName: "spare" };

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

/** A gateway, and the journal of another process on its database. */
async function start(settings: Record<string, string> = {}) {
  const postgres = await borrowSharedDatabase();
  const gateway = await startGatewayUnderTest({
    settings: { ...SETTINGS, ...settings },
    store: { postgres },
  });
  const logger = createLogger({ level: "silent", pretty: false });
  const store = new Store({ timeoutMilliseconds: 20_000, postgres }, logger);
  running.push(gateway, { stop: () => store.close() });
  const clocks = new HandClocks();
  const journal = new Journal(store, { ...times, retentionHours: 24 }, undefined, clocks);
  /** The other process finds the only entry not made, and sends the change again. */
  const sendAgain = async (): Promise<Held<NewEntry>> => {
    const { caller, key } = await store.use(({ query }) =>
      query.selectFrom("journal").select(["caller", "key"]).executeTakeFirstOrThrow(),
    );
    const found = async () => {
      const entry = await journal.find({ name: caller }, key);
      if (entry === null) throw new Error("The entry was removed.");
      return entry;
    };
    let taken: Held<Entry> | null = null;
    while (taken === null) {
      const { observedLease } = await found();
      await journal.take(observedLease);
      clocks.pass(times.leaseMilliseconds);
      taken = await journal.take(observedLease); // null where it was renewed in between
    }
    expect(await journal.settle(taken, { state: "notApplied" })).toMatchObject({ isNoted: true });
    const existing = await found();
    const { id, operation, account, region, input, fingerprint, before, requestId } = existing;
    const entry = {
      ...{ id, caller, key, operation, account, region, input, fingerprint, before, requestId },
      ...{ marker: randomUUID(), lease: journal.lease(id) },
    };
    expect(await journal.reopen(existing, entry)).toBe(true);
    const renewing = setInterval(() => void journal.keep([entry.lease]).catch(() => undefined), 1_000);
    running.push({ stop: () => clearInterval(renewing) });
    return entry;
  };
  return { gateway, journal, sendAgain };
}

const create = (gateway: GatewayUnderTest, location = "EqDC2") =>
  gateway.ask(
    `mutation ($location: String!) {
      change: createConnection(account: "enterprise", idempotencyKey: "k", input: { location: $location, bandwidth: "1Gbps", connectionName: "spare" }) { connectionId }
    }`,
    { location },
  );

type Next = (journal: Journal, entry: Held<NewEntry>) => Promise<unknown>;
const applied: Next = (journal, entry) => journal.settle(entry, { state: "applied", output: OTHERS });

const NOW: [string, Next, object][] = [
  ["applied", applied, { data: { change: { connectionId: OTHERS.connectionId } }, errors: [] }],
  [
    "being made",
    () => Promise.resolve(),
    { errors: [{ extensions: { code: "MUTATION_IN_PROGRESS", retryAfter: expect.any(Number) as number } }] },
  ],
  [
    "of an unknown outcome",
    (journal, entry) => journal.lose(entry),
    { errors: [{ extensions: { code: "OUTCOME_UNKNOWN", retryAfter: expect.any(Number) as number } }] },
  ],
  [
    "not made either",
    (journal, entry) => journal.settle(entry, { state: "notApplied" }),
    { errors: [{ extensions: { code: "NOT_APPLIED" } }] },
  ],
];

describe.each<[string, FaultKind]>([
  ["not made", "reset"],
  ["made", "resetAfterExecution"],
])("a process that finds its sending %s after another one has sent the change again", (_found, kind) => {
  test.each(NOW)("answers what the journal says: %s", async (_state, next, answer) => {
    const { gateway, journal, sendAgain } = await start(BRIEF);
    const { faults, requests } = gateway.emulator;
    faults.add({ kind, operation: "CreateConnection", count: 1 });
    faults.add({ kind: "held", operation: "DescribeConnections" });
    const answered = create(gateway);
    answered.catch(() => undefined); // where the test ends before
    while (requests.list("DescribeConnections").length === 0) await moment();
    await next(journal, await sendAgain());
    faults.clear();
    expect(await answered).toMatchObject(answer);
  });
});

test.each(NOW)(
  "AWS's refusal is no outcome where another process has sent the change again: %s",
  async (_state, next, answer) => {
    const { gateway, journal, sendAgain } = await start();
    const { faults, requests } = gateway.emulator;
    faults.add({ kind: "held", operation: "CreateConnection", count: 1 });
    const answered = create(gateway, "Nowhere");
    answered.catch(() => undefined); // where the test ends before
    while (requests.list("CreateConnection").length === 0) await moment();
    await next(journal, await sendAgain());
    faults.clear();
    expect(await answered).toMatchObject(answer);
  },
);

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
