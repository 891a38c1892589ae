import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";
import { eventLike, eventsOf, moment, WATCHING } from "./watching";

const ENTERPRISE = "555555555555";
const MINUTE = 60_000;
/** The lists of a place that no stream watches are read after changes alone. */
const SETTINGS = { ...WATCHING, WATCH_INTERVAL_MS: "3600000" };

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

const CREATE = `mutation {
  createConnection(account: "enterprise", region: "us-east-1", idempotencyKey: "order-7", input: {
    location: "EqDC2", bandwidth: "1Gbps", connectionName: "new"
  }) { id }
}`;

/** Two gateways on one store, so that the one that makes a change need not be the one that follows it. */
async function startTwo() {
  const postgres = await borrowSharedDatabase();
  const first = await startGatewayUnderTest({ settings: SETTINGS, store: { postgres } });
  running.push(first);
  const second = await startGatewayUnderTest({
    settings: SETTINGS,
    store: { postgres },
    upstream: first.emulator,
  });
  running.push(second);
  return { first, second };
}

/** Waits until nothing has been read for so many runs of the watcher. */
async function isQuiet({ emulator }: GatewayUnderTest): Promise<void> {
  for (let quiet = 0; quiet < 20; quiet += 1) {
    emulator.requests.clear();
    await moment();
    if (emulator.requests.list().length > 0) quiet = 0;
  }
}

test("what a change made is watched until it is settled, on whichever replica, and no longer", async () => {
  const { first, second } = await startTwo();
  const { data, errors } = await first.ask(CREATE);
  expect(errors).toEqual([]);
  const id = data.createConnection.id as string;
  const created = await eventLike(second, ({ resourceId }) => resourceId === id);
  expect(created).toMatchObject({
    ...{ type: "CREATED", sequence: 1, account: ENTERPRISE, region: "us-east-1" },
    cause: { key: "order-7", operation: "CreateConnection", caller: "anyone" },
  });
  first.emulator.clock.advance(60 * MINUTE);
  await eventLike(second, ({ changes }) => changes[0]?.after === "PENDING");
  first.emulator.clock.advance(120 * MINUTE);
  await eventLike(second, ({ changes }) => changes[0]?.after === "AVAILABLE");
  await isQuiet(first);
  const reported = await eventsOf(second);
  expect(new Set(reported.map(({ resourceId }) => resourceId))).toEqual(new Set([id]));
  expect(reported.map(({ sequence }) => sequence)).toEqual(reported.map((_event, index) => index + 1));
  expect(reported.map(({ type }) => type)).toContain("LOA_ISSUED");
});
