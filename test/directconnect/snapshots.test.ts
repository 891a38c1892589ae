import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const FRESH = 5_000;
const STALE = 10_000;
const INTERVAL = 1_000;

let gateway: GatewayUnderTest;
let clock = 0;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    now: () => clock,
    settings: {
      SNAPSHOT_FRESH_MS: String(FRESH),
      SNAPSHOT_STALE_MS: String(STALE),
      REFRESH_INTERVAL_MS: String(INTERVAL),
    },
  });
});
beforeEach(() => {
  clock += 1_000_000; // nothing of the test before can be answered from
  gateway.emulator.reset();
});
afterAll(() => gateway.stop());

const CONNECTIONS = `query ($regions: [String!] = ["us-east-1"]) {
  connections(accounts: ["acme"], regions: $regions) { nodes { connectionId connectionName } unavailable { code } }
}`;
const acme = "222222222222";
const read = `${acme} us-east-1 DescribeConnections`;
const names = (answer: { data: { connections: { nodes: { connectionName: string }[] } } }) =>
  answer.data.connections.nodes.map(({ connectionName }) => connectionName);
/** Waits until the emulator was asked as often, and a moment longer for what must not come. */
const settled = async (calls: number) => {
  for (let tries = 0; gateway.emulator.requests.list().length < calls && tries < 500; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
};

describe("while it is fresh", () => {
  test("AWS is not asked again, by whichever request", async () => {
    const first = await gateway.ask(CONNECTIONS);
    expect(gateway.calls()).toEqual([read]);
    clock += FRESH - 1;
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(first.data);
    expect(gateway.calls()).toEqual([]);
  });

  test("one row alone is found in the whole collection, and read by its id where that was not read", async () => {
    const one = `query ($id: ID!) { connection(account: "acme", region: "us-east-1", connectionId: $id) { connectionName } }`;
    const { data } = await gateway.ask(CONNECTIONS);
    const { connectionId: id, connectionName } = data.connections.nodes[0];
    expect((await gateway.ask(one, { id })).data.connection).toEqual({ connectionName });
    expect(gateway.calls()).toEqual([]);
    clock += FRESH + STALE;
    await gateway.ask(one, { id });
    expect(gateway.emulator.requests.list()).toMatchObject([{ input: { connectionId: id } }]);
    await gateway.ask(one, { id });
    expect(gateway.calls()).toEqual([]);
  });
});

describe("many requests at one moment", () => {
  test("a hundred cost what one costs", async () => {
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 300 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => gateway.ask(CONNECTIONS)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.data))).size).toBe(1);
    expect(answers.map(names)[0]).not.toHaveLength(0);
    // `ask` forgets the requests made before it, and all were asked before the first read arrived
    expect(gateway.calls()).toEqual([read]);
  });

  test("a failure is told to all who wait, and the next one asks again", async () => {
    gateway.emulator.faults.add({
      kind: "error",
      error: { name: "AccessDeniedException", message: "no" },
      count: 1,
    });
    const { data } = await gateway.ask(CONNECTIONS);
    expect(data.connections.unavailable).toEqual([{ code: "FORBIDDEN" }]);
    const again = await gateway.ask(CONNECTIONS);
    expect(again.data.connections.unavailable).toEqual([]);
    expect(gateway.calls()).toEqual([read]);
  });
});

describe("after that", () => {
  test("it is answered from once more and read again in the background, once", async () => {
    const before = await gateway.ask(CONNECTIONS);
    clock += FRESH;
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 200 });
    const answers = await Promise.all([1, 2, 3].map(() => gateway.ask(CONNECTIONS)));
    for (const { data } of answers) expect(data).toEqual(before.data);
    await settled(1);
    expect(gateway.calls()).toEqual([read]);
  });

  test("past the limit it is waited for", async () => {
    await gateway.ask(CONNECTIONS);
    clock += FRESH + STALE;
    await gateway.ask(CONNECTIONS);
    expect(gateway.calls()).toEqual([read]);
  });

  test("a refresh that fails is not tried again at once, and what is known is answered until the limit", async () => {
    const before = await gateway.ask(CONNECTIONS);
    gateway.emulator.faults.add({ kind: "error", error: { name: "AccessDeniedException", message: "no" } });
    clock += FRESH;
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before.data);
    await settled(1);
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before.data);
    await settled(0);
    expect(gateway.calls()).toEqual([]);
    clock += INTERVAL;
    expect((await gateway.ask(CONNECTIONS)).data).toEqual(before.data);
    await settled(1);
    expect(gateway.calls()).toEqual([read]);
    clock += STALE;
    expect((await gateway.ask(CONNECTIONS)).data.connections.unavailable).toEqual([{ code: "FORBIDDEN" }]);
  });
});
