import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

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
      SNAPSHOT_FRESH_MS_BY_OPERATION: "DescribeLocations=14400000",
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
/** Waits for this number of requests to the emulator, and a moment longer for requests that must not be made. */
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
    // `ask` forgets earlier requests, and all were sent before the first read arrived
    expect(gateway.calls()).toEqual([read]);
  });

  test("a failure is answered to all waiting requests, and the next one reads again", async () => {
    gateway.emulator.faults.add({
      kind: "error",
      error: { name: "AccessDeniedException", message: "no" },
      count: 1,
    });
    const { data, errors } = await gateway.ask(CONNECTIONS);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
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
    const { data, errors } = await gateway.ask(CONNECTIONS);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});

describe("a change", () => {
  const RENAME = `mutation ($id: ID!, $name: String!) {
    updateConnection(account: "acme", region: "us-east-1", input: { connectionId: $id, connectionName: $name }) { connectionId }
  }`;
  const someId = async () => {
    const { data } = await gateway.ask(CONNECTIONS);
    return data.connections.nodes[0].connectionId as string;
  };
  const rename = (id: string, name: string) => gateway.ask(RENAME, { id, name });

  test("is entered into the snapshot that it concerns: AWS is not asked again", async () => {
    const id = await someId();
    await gateway.ask(`{ locations(accounts: ["acme"], regions: ["us-east-1"]) { totalCount } }`);
    await gateway.ask(CONNECTIONS, { regions: ["us-west-1"] });
    expect((await rename(id, "renamed")).errors).toEqual([]);
    expect(names(await gateway.ask(CONNECTIONS, { regions: ["us-east-1", "us-west-1"] }))).toContain(
      "renamed",
    );
    expect(gateway.calls()).toEqual([]);
    await gateway.ask(`{ locations(accounts: ["acme"], regions: ["us-east-1"]) { totalCount } }`);
    expect(gateway.calls()).toEqual([]);
  });

  test("drops it also where its answer was lost", async () => {
    const id = await someId();
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation: "UpdateConnection", count: 1 });
    expect((await rename(id, "lost")).errors).toEqual([]);
    expect(names(await gateway.ask(CONNECTIONS))).toContain("lost");
  });

  test("is seen by every request after it, also by those who join a read that began before it", async () => {
    const id = await someId();
    clock += FRESH + STALE;
    // the read is executed before the change, and answered after it
    gateway.emulator.faults.add({
      kind: "trickle",
      operation: "DescribeConnections",
      count: 1,
      milliseconds: 1500,
    });
    const early = gateway.ask(CONNECTIONS);
    await settled(1);
    await rename(id, "changed");
    expect(names(await gateway.ask(CONNECTIONS))).toContain("changed");
    expect(gateway.calls()).toEqual([]); // of the early one it is the answer, completed by the change
    expect(names(await early)).toContain("changed");
    expect(names(await gateway.ask(CONNECTIONS))).toContain("changed");
    expect(gateway.calls()).toEqual([]); // and it is kept
  });

  test("of a hosted connection is seen in the partner's list and in the customer's", async () => {
    const id = fixtureIds["ic-dc2"];
    const both = `query ($id: ID!) {
      hosted: hostedConnections(account: "partner", region: "us-east-1", connectionId: $id) { totalCount }
      own: connections(accounts: ["acme"], regions: ["us-east-1"]) { totalCount }
    }`;
    const countsOf = ({ data }: Awaited<ReturnType<typeof gateway.ask>>): [number, number] => [
      data.hosted.totalCount,
      data.own.totalCount,
    ];
    const [hosted, own] = countsOf(await gateway.ask(both, { id }));
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) { allocateHostedConnection(account: "partner", region: "us-east-1", input: {
        connectionId: $id, ownerAccount: "222222222222", connectionName: "new", bandwidth: "50Mbps", vlan: 310
      }) { vlan } }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(countsOf(await gateway.ask(both, { id }))).toEqual([hosted + 1, own + 1]);
  });
});

describe("a caller", () => {
  test("gets the age of an answer, by collection, account and region", async () => {
    const fresh = await gateway.ask(CONNECTIONS);
    expect(fresh.headers.get("age")).toBe("0");
    clock += 2_300;
    const { headers, extensions } = await gateway.ask(
      `{
        connections(accounts: ["acme"], regions: ["us-east-1"]) { totalCount }
        directConnectGateways(accounts: ["acme"]) { totalCount }
      }`,
    );
    expect(headers.get("age")).toBe("2");
    expect(extensions["freshness"]).toEqual({
      ageMs: 2_300,
      reads: [
        { operation: "DescribeConnections", account: acme, region: "us-east-1", snapshots: 1, ageMs: 2_300 },
        { operation: "DescribeDirectConnectGateways", account: acme, snapshots: 1, ageMs: 0 },
      ],
    });
  });

  test("gets no age where nothing was read", async () => {
    const { headers, extensions } = await gateway.ask("{ accounts { alias } }");
    expect(headers.has("age")).toBe(false);
    expect(extensions).not.toHaveProperty("freshness");
  });

  test.each([
    ["no-cache", INTERVAL],
    ["max-age=3", 3_000],
  ])("who sends Cache-Control: %s gets nothing older than that", async (directive, milliseconds) => {
    const execute = () => gateway.ask(CONNECTIONS, {}, { "cache-control": directive });
    await execute();
    clock += milliseconds;
    await execute();
    expect(gateway.calls()).toEqual([]);
    clock += 1;
    await execute();
    expect(gateway.calls()).toEqual([read]);
  });

  test("asks Direct Connect no more often than REFRESH_INTERVAL_MS, however many ask at once", async () => {
    await gateway.ask(CONNECTIONS);
    clock += INTERVAL + 1;
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 300 });
    await Promise.all(
      Array.from({ length: 20 }, () => gateway.ask(CONNECTIONS, {}, { "cache-control": "no-cache" })),
    );
    expect(gateway.calls()).toEqual([read]);
  });

  test("who hangs up is waited for no more: the read is aborted, unless others wait for it", async () => {
    gateway.emulator.faults.add({ kind: "neverAnswers", count: 1 });
    const body = JSON.stringify({ query: CONNECTIONS });
    const hangUp = new AbortController();
    const requested = fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: hangUp.signal,
    });
    await settled(1);
    hangUp.abort();
    await expect(requested).rejects.toThrow();
    await settled(1);
    expect(names(await gateway.ask(CONNECTIONS))).not.toHaveLength(0); // by a read of its own
    expect(gateway.calls()).toEqual([read]);
  });
});
