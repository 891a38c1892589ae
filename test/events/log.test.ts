import * as sdk from "@aws-sdk/client-direct-connect";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";
import { eventLike, eventsOf, readAgain, WATCHING } from "./watching";

const MINUTE = 60_000;
const BLUE = "333333333333";
const PENDING = `arn:aws:directconnect:us-east-1:${BLUE}:dxcon/${fixtureIds["blue-pending"]}`;

const ORDERED = `arn:aws:directconnect:us-east-1:${BLUE}:dxcon/${fixtureIds["blue-ordering"]}`;

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    ...options,
    settings: { ...WATCHING, ...options.settings },
    access: { watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] }, ...options.access },
  });
  running.push(gateway);
  return gateway;
}

/** The customer accepts it past the gateway: it is pending for three minutes, and available then. */
async function accept({ emulator }: GatewayUnderTest): Promise<void> {
  const credentials = { accessKeyId: BLUE, secretAccessKey: "x" };
  const client = new sdk.DirectConnectClient({ region: "us-east-1", endpoint: emulator.url, credentials });
  await client.send(new sdk.ConfirmConnectionCommand({ connectionId: fixtureIds["blue-ordering"] }));
  client.destroy();
}

test("what is there at the first reading is no news; each change of state is reported once, with both states", async () => {
  const gateway = await start();
  await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
  expect(await eventsOf(gateway)).toEqual([]);
  await accept(gateway);
  await eventLike(gateway, ({ resourceId }) => resourceId === ORDERED);
  gateway.emulator.clock.advance(3 * MINUTE);
  await eventLike(gateway, ({ sequence }) => sequence === 2);
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  const reported = await eventsOf(gateway);
  expect(reported[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    cursor: expect.any(String),
    sequence: 1,
    observedAt: expect.any(String),
    type: "STATE_CHANGED",
    resourceId: ORDERED,
    resourceType: "CONNECTION",
    account: BLUE,
    region: "us-east-1",
    changes: [{ member: "connectionState", before: "ORDERING", after: "PENDING" }],
    cause: null,
  });
  expect(reported.map(({ sequence, changes }) => [sequence, changes[0]?.after])).toEqual([
    [1, "PENDING"],
    [2, "AVAILABLE"],
  ]);
});

test("a restart reports nothing twice, and what changed while no gateway ran is reported at the next start", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start({ store: { postgres } });
  await readAgain(first, "DescribeVirtualInterfaces", 3, BLUE);
  await first.stopGateway();
  await accept(first);
  const second = await start({ store: { postgres }, upstream: first.emulator });
  await eventLike(second, ({ resourceId }) => resourceId === ORDERED);
  const reported = await eventsOf(second);
  await second.stopGateway();
  const third = await start({ store: { postgres }, upstream: first.emulator });
  await readAgain(third, "DescribeVirtualInterfaces", 3, BLUE);
  expect(await eventsOf(third)).toEqual(reported);
});

const REMOVE = `mutation ($id: ID!) {
  deleteConnection(account: "blue-harbor", region: "us-east-1", idempotencyKey: "order-1", input: { connectionId: $id }) { connectionId }
}`;

test("a change through the gateway is the cause of what follows from it, until the resource is gone", async () => {
  const gateway = await start({ emulator: { durations: { portTombstone: MINUTE } } });
  await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
  const { errors } = await gateway.ask(REMOVE, { id: fixtureIds["blue-pending"] });
  expect(errors).toEqual([]);
  await eventLike(gateway, ({ changes }) => changes[0]?.after === "DELETING");
  gateway.emulator.clock.advance(2 * MINUTE);
  await eventLike(gateway, ({ type }) => type === "DELETED");
  gateway.emulator.clock.advance(60 * MINUTE);
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  const reported = (await eventsOf(gateway)).filter(({ resourceId }) => resourceId === PENDING);
  expect(reported.map(({ type, sequence }) => [sequence, type])).toEqual([
    [1, "STATE_CHANGED"],
    [2, "DELETED"],
  ]);
  expect(reported[0]?.cause).toEqual({ key: "order-1", operation: "DeleteConnection", caller: "anyone" });
});

describe("a resource that is missing from a list", () => {
  const NO_CONNECTIONS = {
    kind: "givenBody",
    operation: "DescribeConnections",
    account: BLUE,
    body: { connections: [] },
  } as const;

  test("is deleted when two complete readings agree", async () => {
    const gateway = await start();
    await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
    gateway.emulator.faults.add(NO_CONNECTIONS);
    const event = await eventLike(gateway, ({ resourceId }) => resourceId === PENDING);
    expect(event).toMatchObject({ type: "DELETED", sequence: 1, changes: [] });
  });

  test("is not deleted for one reading that lacks it", async () => {
    const gateway = await start();
    await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
    gateway.emulator.faults.add({ ...NO_CONNECTIONS, count: 1 });
    await readAgain(gateway, "DescribeConnections", 4, BLUE);
    expect(await eventsOf(gateway)).toEqual([]);
  });

  test("is not deleted where a row of the list has no identity, as that may be the missing one", async () => {
    const gateway = await start();
    await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
    gateway.emulator.faults.add({ ...NO_CONNECTIONS, body: { connections: [{ connectionName: "?" }] } });
    await readAgain(gateway, "DescribeConnections", 4, BLUE);
    expect(await eventsOf(gateway)).toEqual([]);
  });

  test.each([
    ["a right that is missing", { name: "AccessDeniedException", message: "no", status: 400 }],
    ["a region that is not available", { name: "DirectConnectServerException", message: "no", status: 500 }],
  ])("is not deleted for %s", async (_what, error) => {
    const gateway = await start();
    await readAgain(gateway, "DescribeVirtualInterfaces", 3, BLUE);
    gateway.emulator.faults.add({ kind: "error", error, account: BLUE });
    await readAgain(gateway, "DescribeConnections", 3, BLUE);
    gateway.emulator.faults.clear();
    await readAgain(gateway, "DescribeConnections", 3, BLUE);
    expect(await eventsOf(gateway)).toEqual([]);
  });
});
