import { randomUUID } from "node:crypto";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";
import { databaseInBetween } from "./database-in-between";

const operation = "AllocateHostedConnection";
const settings = { AWS_TIMEOUT_MS: "300", WRITE_ATTEMPTS: "1", CHANGE_DEADLINE_MS: "5000" };
/** No deadline passes on a slow machine. */
const UNHURRIED = { ...settings, CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" };
const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!, $key: String) {
  allocateHostedConnection(input: $input, idempotencyKey: $key) { connectionId vlan }
}`;

const running: { stop: () => unknown }[] = [];
afterAll(() => Promise.all(running.map((one) => one.stop())));

async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ settings, ...options });
  running.push(gateway);
  return gateway;
}

function allocate(gateway: GatewayUnderTest, key: string | null, vlan = 310, headers = {}) {
  const input = {
    connectionId: fixtureIds["ic-dc2"],
    ownerAccount: "222222222222",
    connectionName: "acme-branch",
    bandwidth: "50Mbps",
    vlan,
  };
  return gateway.ask(ALLOCATE, { input, key }, headers);
}

describe.each(["the embedded store", "PostgreSQL"])("a key, with %s", (kind) => {
  let gateway: GatewayUnderTest;
  let last = 0;
  let key = "";
  beforeAll(async () => {
    gateway = await start(
      kind === "PostgreSQL" ? { settings: UNHURRIED } : { store: {}, settings: UNHURRIED },
    );
    await allocate(gateway, "first", 399); // makes the embedded one
  }, 90_000);
  beforeEach(() => {
    gateway.emulator.reset();
    key = `order-${(last += 1)}`;
  });

  test("that was used for something else is refused, and nothing is sent", async () => {
    await allocate(gateway, key);
    const { errors } = await allocate(gateway, key, 311);
    expect(errors).toMatchObject([{ extensions: { code: "IDEMPOTENCY_KEY_REUSED", retryable: false } }]);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
  });

  test("gives the first outcome again", async () => {
    const first = await allocate(gateway, key);
    expect(first.extensions["idempotency"]).toEqual([
      { path: ["allocateHostedConnection"], key, replayed: false },
    ]);
    expect(first.headers.get("idempotency-key")).toBe(`"${key}"`);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const again = await allocate(gateway, key);
    expect(again.errors).toEqual([]);
    expect(again.data).toEqual(first.data);
    expect(again.extensions["idempotency"]).toMatchObject([{ key, replayed: true }]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
  });

  test("gives an error again that AWS decided", async () => {
    const error = {
      name: "DirectConnectClientException",
      message: "You have reached your limit.",
      status: 400,
    };
    gateway.emulator.faults.add({ kind: "error", operation, error, count: 1 });
    const first = await allocate(gateway, key);
    expect(first.errors).toMatchObject([{ extensions: { code: "QUOTA_EXCEEDED" } }]);
    const again = await allocate(gateway, key);
    expect(again.errors).toEqual(first.errors);
    expect(again.extensions["idempotency"]).toMatchObject([{ replayed: true }]);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
  });

  test("is free again where AWS did nothing", async () => {
    gateway.emulator.faults.add({ kind: "throttle", operation, count: 1 });
    expect((await allocate(gateway, key)).errors).toMatchObject([{ extensions: { code: "THROTTLED" } }]);
    expect((await allocate(gateway, key)).data.allocateHostedConnection.vlan).toBe(310);
  });

  test("makes what was lost before it was made", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation, count: 1 });
    expect((await allocate(gateway, key)).errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
    const again = await allocate(gateway, key);
    expect(again.errors).toEqual([]);
    expect(again.extensions["idempotency"]).toMatchObject([{ replayed: false }]);
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
  });
});

test("an entry that is opened again while the audit trail is read stays where it was, and is missed on no page", async () => {
  const gateway = await start({ settings: { ...settings, CHANGE_DEADLINE_MS: "60000" } });
  const begin = `paged-${randomUUID()}`;
  const keys = [1, 2, 3, 4].map((n) => `${begin}-${n}`);
  const vlanOf = (key = "") => 310 + keys.indexOf(key);
  for (const key of keys) {
    gateway.emulator.faults.add({ kind: "reset", operation, count: 1 });
    expect((await allocate(gateway, key, vlanOf(key))).errors).toMatchObject([
      { extensions: { code: "NOT_APPLIED" } },
    ]);
  }
  const read = async (page: string) => {
    const { data, errors } = await gateway.ask(
      `query { auditEntries(${page}) { edges { cursor node { key state openedAt } } pageInfo { endCursor startCursor } } }`,
    );
    expect(errors).toEqual([]);
    const { edges, pageInfo } = data.auditEntries as {
      edges: { cursor: string; node: { key: string; state: string; openedAt: string } }[];
      pageInfo: { endCursor: string; startCursor: string };
    };
    return { pageInfo, nodes: edges.map(({ node }) => node).filter(({ key }) => key.startsWith(begin)) };
  };
  const all = await read("first: 4");
  const first = await read("first: 2");
  expect(first.nodes.map(({ key }) => key)).toEqual([keys[3], keys[2]]);
  // One that was not read yet would move to the page that was, and the other way round.
  for (const key of [keys[0], keys[3]])
    expect((await allocate(gateway, key ?? "", vlanOf(key))).errors).toEqual([]);
  const second = await read(`first: 2, after: "${first.pageInfo.endCursor}"`);
  expect(second.nodes).toMatchObject([
    { key: keys[1], state: "NOT_APPLIED" },
    { key: keys[0], state: "APPLIED", openedAt: all.nodes[3]?.openedAt },
  ]);
  const newer = await read(`last: 2, before: "${all.pageInfo.endCursor}"`);
  expect(newer.nodes.map(({ key }) => key)).toEqual([keys[2], keys[1]]);
  expect((await read("first: 4")).nodes.map(({ key }) => key)).toEqual([...keys].reverse());
});

describe("keys that cannot be", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await start();
  });

  test.each(["", "two words", "schlüssel", "x".repeat(256)])("%j", async (key) => {
    const { errors } = await allocate(gateway, key);
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "idempotencyKey" }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("one header for two mutations", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) {
        one: updateConnection(account: "acme", input: { connectionId: $id, connectionName: "one" }) { connectionId }
        two: updateConnection(account: "acme", input: { connectionId: $id, connectionName: "two" }) { connectionId }
      }`,
      { id: fixtureIds["acme-dc2"] },
      { "idempotency-key": '"a-key"' },
    );
    expect(errors[0]).toMatchObject({
      extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "Idempotency-Key" }] },
    });
    expect(gateway.calls()).toEqual([]);
  });

  test("another in the header than in the argument", async () => {
    const { errors } = await allocate(gateway, "one", 310, { "idempotency-key": "another" });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });
});

test("the header is the key of the only mutation, and without one the gateway makes one", async () => {
  const gateway = await start();
  const first = await allocate(gateway, null, 310, { "idempotency-key": '"from-the-header"' });
  expect(first.headers.get("idempotency-key")).toBe('"from-the-header"');
  const again = await allocate(gateway, "from-the-header");
  expect(again.data).toEqual(first.data);
  expect(gateway.emulator.requests.list(operation)).toEqual([]);
  const without = await allocate(gateway, null, 312);
  expect(without.extensions["idempotency"]).toEqual([
    {
      path: ["allocateHostedConnection"],
      key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      replayed: false,
    },
  ]);
});

test("two gateways that are given a key at the same moment ask AWS once", async () => {
  const postgres = await borrowSharedDatabase();
  const first = await start({ store: { postgres } });
  const second = await start({ store: { postgres }, upstream: first.emulator });
  first.emulator.faults.add({ kind: "latency", operation, milliseconds: 200 });
  const answers = await Promise.all(
    [first, second, first, second].map((gateway) => allocate(gateway, "at-once")),
  );
  expect(answers.map(({ errors }) => errors)).toEqual([[], [], [], []]);
  expect(new Set(answers.map(({ data }) => data.allocateHostedConnection.connectionId)).size).toBe(1);
  expect(first.emulator.requests.list(operation)).toHaveLength(1);
});

describe("a store that cannot be used", () => {
  test.each(["down", "silent"] as const)(
    "%s: changes are refused, nothing is sent, queries go on",
    async (state) => {
      const database = await databaseInBetween();
      running.push(database);
      const gateway = await start({
        store: { postgres: database.postgres },
        settings: { ...UNHURRIED, STORE_TIMEOUT_MS: "4000" },
      });
      expect((await allocate(gateway, null, 320)).errors).toEqual([]);
      database.be(state);
      const { errors } = await allocate(gateway, "while-away", 321);
      expect(errors).toMatchObject([{ extensions: { code: "STORE_UNAVAILABLE", retryable: true } }]);
      expect(errors[0]?.message).toContain("nothing was sent");
      expect(gateway.emulator.requests.list(operation)).toEqual([]);
      const query = await gateway.ask(`{ auditEntries { totalCount } mutationOutcome(key: "x") { key } }`);
      expect(query.errors).toMatchObject([
        { extensions: { code: "STORE_UNAVAILABLE" } },
        { extensions: { code: "STORE_UNAVAILABLE" } },
      ]);
      for (const { message } of query.errors) expect(message).not.toMatch(/sent/);
      const { data } = await gateway.ask(`{ connections(accounts: ["acme"]) { totalCount } }`);
      expect(data.connections.totalCount).toBeGreaterThan(0);
      database.be("up");
      expect((await allocate(gateway, "while-away", 321)).errors).toEqual([]);
      expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
    },
  );
});

describe("what became of a change", () => {
  const OUTCOME = `query ($key: String!) {
    mutationOutcome(key: $key) { key caller state operation account region input output error { code } awsRequestId settledAt }
  }`;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await start();
  });

  test("is nothing for a key that was never used", async () => {
    expect((await gateway.ask(OUTCOME, { key: "never" })).data).toEqual({ mutationOutcome: null });
    expect(gateway.calls()).toEqual([]);
  });

  test("is found by its key", async () => {
    const { data } = await allocate(gateway, "told", 330);
    const { connectionId } = data.allocateHostedConnection;
    const outcome = await gateway.ask(OUTCOME, { key: "told" });
    expect(outcome.errors).toEqual([]);
    expect(outcome.data.mutationOutcome).toMatchObject({
      key: "told",
      caller: "anyone",
      state: "APPLIED",
      operation,
      account: "111111111111",
      region: "us-east-1",
      input: { vlan: 330, bandwidth: "50Mbps" },
      output: { connectionId, vlan: 330 },
      error: null,
      awsRequestId: expect.any(String) as string,
      settledAt: expect.any(String) as string,
    });
  });

  test("is shown without secrets", async () => {
    const secret = "b".repeat(64);
    await gateway.ask(
      `mutation ($input: AssociateMacSecKeyInput!) {
        associateMacSecKey(account: "enterprise", region: "eu-west-1", idempotencyKey: "secret", input: $input) { connectionId }
      }`,
      { input: { connectionId: fixtureIds["enterprise-ld5"], ckn: "a".repeat(64), cak: secret } },
    );
    const { data } = await gateway.ask(OUTCOME, { key: "secret" });
    expect(data.mutationOutcome).toMatchObject({
      operation: "AssociateMacSecKey",
      input: { ckn: "a".repeat(64) },
    });
    expect(JSON.stringify(data)).not.toContain(secret);
  });

  test("is found out by another gateway where the one that sent it is gone, and the audit trail pages over all", async () => {
    const postgres = await borrowSharedDatabase();
    const calm = { ...UNHURRIED, AWS_TIMEOUT_MS: "60000" };
    const first = await start({ store: { postgres }, settings: calm });
    // It gives up checking after its deadline; what was lost is sent before it, or requested again.
    const losing = await start({
      store: { postgres },
      settings: { ...settings, AWS_TIMEOUT_MS: "4000", CHANGE_DEADLINE_MS: "4000" },
      upstream: first.emulator,
    });
    const order = (gateway: GatewayUnderTest, key: string) =>
      gateway.ask(
        `mutation ($key: String) {
          createConnection(account: "enterprise", idempotencyKey: $key, input: { location: "EqDC2", bandwidth: "1Gbps", connectionName: "one more" }) {
            connectionName
          }
        }`,
        { key },
      );
    expect((await order(first, "one")).errors).toEqual([]);
    first.emulator.faults.add({ kind: "resetAfterExecution", operation: "CreateConnection", count: 1 });
    first.emulator.faults.add({ kind: "neverAnswers", operation: "DescribeConnections" });
    let lost = await order(losing, "two");
    while (lost.errors[0]?.extensions["code"] === "UPSTREAM_TIMEOUT") lost = await order(losing, "two");
    expect(lost.errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN", idempotencyKey: "two" } }]);
    await losing.stopGateway();
    first.emulator.faults.clear();

    const second = await start({ store: { postgres }, settings: calm, upstream: first.emulator });
    const again = await order(second, "two");
    expect(again.errors).toEqual([]);
    expect(again.data.createConnection).toEqual({ connectionName: "one more" });
    expect(second.emulator.requests.list("CreateConnection")).toEqual([]);

    const PAGE = `query ($first: Int, $after: String, $last: Int) {
      auditEntries(first: $first, after: $after, last: $last, filter: { operation: ["CreateConnection"] }) {
        totalCount nodes { key state } pageInfo { hasNextPage endCursor }
      }
    }`;
    const newest = (await second.ask(PAGE, { first: 1 })).data.auditEntries;
    expect(newest).toMatchObject({ totalCount: 2, nodes: [{ key: "two", state: "APPLIED" }] });
    expect(newest.pageInfo.hasNextPage).toBe(true);
    const older = (await second.ask(PAGE, { first: 5, after: newest.pageInfo.endCursor })).data.auditEntries;
    expect(older.nodes).toEqual([{ key: "one", state: "APPLIED" }]);
    expect((await second.ask(PAGE, { last: 1 })).data.auditEntries.nodes).toEqual(older.nodes);
  });
});
