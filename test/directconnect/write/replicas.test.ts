import { Client } from "pg";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { HandClocks } from "../../clocks";
import { databaseInBetween } from "../../journal/database-in-between";
import { borrowSharedDatabase } from "../../runner/databases";

/** Readings are fresh for an hour: only an invalidation makes a replica read again. */
const HOUR = 3_600_000;
const INTERVAL = 1_000;
const SETTINGS = {
  SNAPSHOT_FRESH_MS: String(HOUR),
  REFRESH_INTERVAL_MS: String(INTERVAL),
  CONSISTENCY_WINDOW_MS: "30000",
  METRICS_PORT: "0",
};

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ ...options, settings: { ...SETTINGS, ...options.settings } });
  running.push(gateway);
  return gateway;
}

/** Two gateways on one PostgreSQL and one emulator; the second one has clocks that are stopped. */
async function startTwo(clocks = new HandClocks()) {
  const real = await borrowSharedDatabase();
  const between = await databaseInBetween(real);
  running.push(between);
  const clock = { now: 0, store: 0 };
  const first = await start({ store: { postgres: real } });
  const second = await start({
    store: { postgres: between.postgres, now: () => clock.store },
    upstream: first.emulator,
    now: () => clock.now,
    clocks,
  });
  return { real, between, clock, first, second };
}

const PARTNER = "111111111111";
const ALLOCATE = `mutation ($vlan: Int!, $key: String) {
  allocateHostedConnection(account: "${PARTNER}", region: "us-east-1", idempotencyKey: $key, input: {
    connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "222222222222", vlan: $vlan, bandwidth: "50Mbps", connectionName: "new"
  }) { connectionId }
}`;
/** The customer's. */
const CONNECTIONS = `{ connections(accounts: ["acme"], regions: ["us-east-1"], first: 100) { nodes { connectionId connectionName } } }`;

async function allocate(gateway: GatewayUnderTest, vlan = 320, key?: string): Promise<string> {
  const { data, errors } = await gateway.ask(ALLOCATE, { vlan, key });
  expect(errors).toEqual([]);
  return data.allocateHostedConnection.connectionId as string;
}

async function ids(gateway: GatewayUnderTest, cacheControl = ""): Promise<string[]> {
  const headers: Record<string, string> = cacheControl === "" ? {} : { "cache-control": cacheControl };
  const { data, errors } = await gateway.ask(CONNECTIONS, undefined, headers);
  expect(errors).toEqual([]);
  return data.connections.nodes.map(({ connectionId }: { connectionId: string }) => connectionId) as string[];
}

/** Waits until a gateway shows a connection; the test's own time limit is the end of that. */
async function shown(gateway: GatewayUnderTest, id: string): Promise<void> {
  while (!(await ids(gateway)).includes(id)) await moment();
}

async function ready({ url }: GatewayUnderTest): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, body: await response.json() };
}

const STARTING = { status: 503, body: { status: "not ready", reason: "starting" } };

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

test("a change that one gateway makes is seen by the other, which reads anew once", async () => {
  const { first, second } = await startTwo();
  await ids(second);
  const id = await allocate(first);
  await shown(second, id);
  await ids(second);
  expect(second.calls()).toEqual([]);
});

test("a list that lags does not undo it there either", async () => {
  const { first, second } = await startTwo();
  await ids(second);
  first.emulator.faults.add({ kind: "lag", seconds: HOUR });
  const id = await allocate(first);
  await shown(second, id);
});

test("nor at one that starts afterwards: it reads in the journal what was changed before", async () => {
  const { real, first } = await startTwo();
  first.emulator.faults.add({ kind: "lag", seconds: HOUR });
  const id = await allocate(first);
  const late = await start({ store: { postgres: real }, upstream: first.emulator });
  expect(await ids(late)).toContain(id);
});

test("which is not ready until it has read them, or the store is known to be unavailable", async () => {
  const { real, first } = await startTwo();
  const between = await databaseInBetween(real);
  running.push(between);
  between.be("silent");
  const late = await start({
    ...{ store: { postgres: between.postgres }, upstream: first.emulator },
    settings: { STORE_TIMEOUT_MS: "60000" },
  });
  expect(await ready(late)).toMatchObject(STARTING);
  between.be("down");
  while ((await ready(late)).status !== 200) await moment();
});

test("or 15 seconds have passed, while the store does not answer", async () => {
  const { real, first } = await startTwo();
  const between = await databaseInBetween(real);
  running.push(between);
  between.be("silent");
  const clocks = new HandClocks();
  const late = await start({
    ...{ store: { postgres: between.postgres }, upstream: first.emulator, clocks },
    settings: { STORE_TIMEOUT_MS: "60000" },
  });
  clocks.pass(14_999);
  expect(await ready(late)).toMatchObject(STARTING);
  clocks.pass(1);
  expect(await ready(late)).toMatchObject({ status: 200 });
});

test("what is too old to be missing in a list is not applied at a start", async () => {
  const { real, first } = await startTwo();
  first.emulator.faults.add({ kind: "lag", seconds: HOUR });
  const id = await allocate(first);
  const settings = { CONSISTENCY_WINDOW_MS: "1" };
  await moment();
  const late = await start({ store: { postgres: real }, upstream: first.emulator, settings });
  expect(await ids(late)).not.toContain(id);
});

test("a change whose message would be too long is read in the journal by the others", async () => {
  const { first, second } = await startTwo();
  await ids(second);
  first.emulator.faults.add({ kind: "lag", seconds: HOUR });
  const tags = Array.from({ length: 40 }, (_, index) => ({ key: `k${index}`, value: "v".repeat(250) }));
  const { data, errors } = await first.ask(
    `mutation ($input: CreateConnectionInput!) {
      createConnection(account: "acme", region: "us-east-1", input: $input) { connectionId }
    }`,
    { input: { location: "EqDC2", bandwidth: "1Gbps", connectionName: "tagged", tags } },
  );
  expect(errors).toEqual([]);
  await shown(second, data.createConnection.connectionId as string);
});

test("so is a change whose message is never sent: writing its outcome announces it", async () => {
  const real = await borrowSharedDatabase();
  const between = await databaseInBetween(real);
  running.push(between);
  const first = await start({ store: { postgres: between.postgres } });
  const second = await start({ store: { postgres: real }, upstream: first.emulator });
  await ids(second);
  between.be("mute");
  first.emulator.faults.add({ kind: "lag", seconds: HOUR });
  await shown(second, await allocate(first));
});

test("so is what a reconciliation check finds", async () => {
  // A check concludes at the end of the window; by stopped clocks, its finding is valid without end.
  const first = await start({
    ...{ now: () => 0, clocks: new HandClocks() },
    settings: { CONSISTENCY_WINDOW_MS: "1", CHANGE_DEADLINE_MS: "60000" },
  });
  await ids(first);
  first.emulator.faults.add({ kind: "resetAfterExecution", operation: "AllocateHostedConnection", count: 1 });
  first.emulator.faults.add({ kind: "lag", seconds: HOUR, operation: "DescribeConnections" });
  const id = await allocate(first);
  expect(await ids(first)).toContain(id);
});

test("so is what a gateway finds that takes over the entry of another", async () => {
  const postgres = await borrowSharedDatabase();
  const shared = { AWS_TIMEOUT_MS: "1000", SETTLE_MS: "1" };
  const second = await start({
    ...{ store: { postgres }, now: () => 0, clocks: new HandClocks() },
    settings: { ...shared, CONSISTENCY_WINDOW_MS: "1", CHANGE_DEADLINE_MS: "60000" },
  });
  const losing = await start({
    ...{ store: { postgres }, upstream: second.emulator },
    settings: { ...shared, CONSISTENCY_WINDOW_MS: "600000", CHANGE_DEADLINE_MS: "4000" },
  });
  await ids(second);
  const { faults } = second.emulator;
  faults.add({ kind: "resetAfterExecution", operation: "AllocateHostedConnection", count: 1 });
  faults.add({ kind: "lag", seconds: HOUR });
  let lost = await losing.ask(ALLOCATE, { vlan: 320, key: "lost" });
  while (lost.errors[0]?.extensions["code"] === "UPSTREAM_TIMEOUT")
    lost = await losing.ask(ALLOCATE, { vlan: 320, key: "lost" });
  expect(lost.errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN" } }]);
  await losing.stopGateway();
  faults.clear();
  faults.add({ kind: "lag", seconds: HOUR, operation: "DescribeConnections" });
  const id = await allocate(second, 320, "lost");
  expect(second.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
  expect(await ids(second)).toContain(id);
});

describe("what the journal answers to a repeat, where the message of the change was lost,", () => {
  /** A change under the key "once", made at a time by the second gateway's clocks at which it has read the journal. */
  async function madeUnheard() {
    const clocks = new HandClocks();
    const two = await startTwo(clocks);
    while ((await fetch(`${two.second.url}/readyz`)).status !== 200) await moment();
    await ids(two.second);
    two.between.be("deaf");
    two.first.emulator.faults.add({ kind: "lag", seconds: HOUR });
    const id = await allocate(two.first, 320, "once");
    expect(await ids(two.second)).not.toContain(id);
    return { ...two, clocks, id };
  }

  test("is applied", async () => {
    const { between, second, id } = await madeUnheard();
    expect(await allocate(second, 320, "once")).toBe(id);
    expect(await ids(second)).toContain(id);
    between.be("up");
  });

  test("completes lists for as long as is left of the window", async () => {
    const { between, clock, clocks, second, id } = await madeUnheard();
    clocks.pass(20_000);
    expect(await allocate(second, 320, "once")).toBe(id);
    clock.now += 9_999;
    expect(await ids(second, "no-cache")).toContain(id);
    clock.now += INTERVAL + 1;
    expect(await ids(second, "no-cache")).not.toContain(id);
    between.be("up");
  });
});

/** The value of `dxgraphql_listening`; undefined where there is none. */
async function listening({ metricsUrl = "" }: GatewayUnderTest): Promise<string | undefined> {
  const metrics = await (await fetch(metricsUrl)).text();
  return /^dxgraphql_listening (\d)$/m.exec(metrics)?.[1];
}

const LARGE = {
  accountId: "777777777777",
  alias: "large",
  regions: ["us-east-1"],
  credentials: { accessKeyId: "777777777777", secretAccessKey: "emulated" },
};
/** Twelve pages. */
const ESTATE = { network: { connections: 1_200 }, requestLogSize: 10_000 };

async function rename(gateway: GatewayUnderTest): Promise<void> {
  const { errors } = await gateway.ask(`mutation {
    updateConnection(input: { connectionId: "dxcon-fl000000", connectionName: "renamed" }) { connectionName } }`);
  expect(errors).toEqual([]);
}

/** The names of a large list that "renamed" fits; keeps the emulator's list of requests. */
async function renamed({ url }: GatewayUnderTest): Promise<string[]> {
  const query = `{ connections(regions: ["us-east-1"], filter: { nameContains: "renamed" }) { nodes { connectionName } } }`;
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as {
    data: { connections: { nodes: { connectionName: string }[] } };
  };
  return data.connections.nodes.map(({ connectionName }) => connectionName);
}

describe("a gateway that receives no invalidations any more", () => {
  test("silently: it reads again what is older than the refresh interval, until it receives them again", async () => {
    const { between, clock, first, second } = await startTwo();
    await ids(second);
    expect(await listening(second)).toBe("1");
    between.be("silent");
    const id = await allocate(first);
    clock.store += 5_001; // no beat has come back for so long
    expect(await listening(second)).toBe("0");
    clock.now += INTERVAL + 1;
    expect(await ids(second)).toContain(id);
    expect(await ids(second)).toContain(id);
    expect(second.calls()).toEqual([]);
    clock.now += INTERVAL + 1;
    await ids(second);
    expect(second.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
    between.be("up");
  });

  test("because all its connections fell silent: it reads what it missed on new ones", async () => {
    const { between, clock, first, second } = await startTwo();
    for (const vlan of [321, 322]) await allocate(second, vlan);
    await ids(second);
    first.emulator.faults.add({ kind: "lag", seconds: HOUR });
    between.silence();
    const id = await allocate(first);
    clock.store += 5_001; // no beat has come back for so long
    await shown(second, id);
    const messages = second.logged.map(({ msg }) => String(msg));
    expect(messages.filter((text) => text.startsWith("recent changes could not be read"))).toEqual([]);
  });

  test("uses nothing from before the loss once it receives them again", async () => {
    const { between, clock, first, second } = await startTwo();
    const LAGS = `{ lags(accounts: ["enterprise"], regions: ["us-east-1"]) { totalCount } }`;
    await ids(second);
    await second.ask(LAGS);
    between.be("down");
    first.emulator.faults.add({ kind: "lag", seconds: HOUR });
    const id = await allocate(first);
    const reported = () =>
      second.logged.filter(({ msg }) => String(msg).startsWith("listening to PostgreSQL")).length;
    expect(reported()).toBe(1);
    between.be("up");
    while (reported() < 2) await moment();
    expect(clock.now).toBe(0); // by its clock, what it had read is as new as can be
    await shown(second, id); // changes that it did not receive are in the journal, where lists are behind
    second.emulator.requests.clear();
    await second.ask(LAGS); // which no change in the journal concerns
    expect(second.emulator.requests.list("DescribeLags")).toHaveLength(1);
    // It receives invalidations, and uses what it has read since; the message of the change may come only now. Otherwise
    // it would read after each interval, until the test's own time limit.
    do {
      clock.now += INTERVAL + 1;
      await ids(second);
    } while (second.calls().length > 0);
  });

  test("uses nothing from before the loss while it is lost", async () => {
    const { between, clock, first, second } = await startTwo();
    await ids(second);
    between.be("down");
    const id = await allocate(first);
    while ((await listening(second)) !== "0") await moment();
    expect(clock.now).toBe(0); // by its clock, what it had read is as new as can be
    expect(await ids(second)).toContain(id);
  });

  test("trusts nothing that it reads until it has read in the journal what it missed", async () => {
    const { real, between, clock, first, second } = await startTwo();
    await ids(second);
    between.be("down");
    const id = await allocate(first);
    const session = new Client({ connectionString: real.url });
    await session.connect();
    running.push({ stop: () => session.end() });
    await session.query("begin; lock table journal in access exclusive mode");
    between.be("up");
    while ((await listening(second)) !== "1") await moment();
    const readAgain = async () => {
      clock.now += INTERVAL + 1;
      expect(await ids(second)).toContain(id);
      return second.calls();
    };
    for (const _ of [1, 2]) expect(await readAgain()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
    await session.query("rollback");
    while ((await readAgain()).length > 0) await moment();
  });

  test("uses no long list from before the loss, though one is fresh for as long as reading it took", async () => {
    const real = await borrowSharedDatabase();
    const between = await databaseInBetween(real);
    running.push(between);
    const clock = { now: 0, store: 0 };
    const accounts = [LARGE];
    const first = await start({ store: { postgres: real }, accounts, emulator: ESTATE });
    const second = await start({
      store: { postgres: between.postgres, now: () => clock.store },
      ...{ upstream: first.emulator, now: () => clock.now, accounts },
    });
    const read = async () => {
      const pages = first.emulator.requests.list("DescribeConnections").length;
      first.emulator.faults.add({ kind: "latency", milliseconds: 20 });
      const state = { isAnswered: false };
      const answered = renamed(second).finally(() => (state.isAnswered = true));
      while (first.emulator.requests.list("DescribeConnections").length === pages && !state.isAnswered)
        await moment();
      clock.now += 20_000; // as long as reading takes
      const answer = await answered;
      first.emulator.faults.clear();
      return answer;
    };
    expect(await read()).toEqual([]);
    between.be("silent");
    await rename(first);
    clock.now += INTERVAL + 1;
    clock.store += 5_001; // no beat has come back for so long
    expect(await read()).toEqual(["renamed"]);
    first.emulator.requests.clear();
    clock.now += INTERVAL + 1;
    await renamed(second);
    expect(first.emulator.requests.list()).toEqual([]); // what was read since is used for as long as reading it took
    between.be("up");
  });

  test("starts and answers all the same", async () => {
    const between = await databaseInBetween();
    running.push(between);
    between.be("down");
    let clock = 0;
    const gateway = await start({ store: { postgres: between.postgres }, now: () => clock });
    expect(await ids(gateway)).not.toEqual([]);
    await ids(gateway);
    expect(gateway.calls()).toEqual([]);
    clock += INTERVAL + 1;
    await ids(gateway);
    expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
  });
});

describe("what is sent", () => {
  /** All that gateways send to each other on a database. */
  async function overhear(url: string): Promise<string[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    running.push({ stop: () => client.end() });
    const { rows } = await client.query<{ channel: string }>(
      "select 'directconnect_graphql_' || md5(current_schema()) as channel",
    );
    const heard: string[] = [];
    client.on("notification", ({ payload = "" }) => heard.push(payload));
    await client.query(`listen ${rows[0]?.channel ?? ""}`);
    return heard;
  }

  test("holds no secret", async () => {
    const { real, first } = await startTwo();
    const heard = await overhear(real.url);
    const { errors } = await first.ask(`mutation {
      createPrivateVirtualInterface(account: "enterprise", region: "us-east-1", input: {
        connectionId: "${fixtureIds["lag-dc2"]}", newPrivateVirtualInterface: {
          virtualInterfaceName: "secret-holder", vlan: 333, asn: 65020, authKey: "not-for-others"
          directConnectGatewayId: "${fixtureIds["vpc-gw"]}" } }) { virtualInterfaceId } }`);
    expect(errors).toEqual([]);
    while (heard.length === 0) await moment();
    expect(heard.join()).toContain("secret-holder");
    expect(heard.join()).not.toContain("not-for-others");
  });

  test("stays within what PostgreSQL takes: a row that is too large is left out, and read anew", async () => {
    const { real, first, second } = await startTwo();
    const heard = await overhear(real.url);
    const arn = `arn:aws:directconnect:us-east-1:222222222222:dxcon/${fixtureIds["acme-dc2"]}`;
    const TAGS = `query ($arn: ID!) { resourceTags(resourceArns: [$arn]) { tags { key } } }`;
    await second.ask(TAGS, { arn });
    const tags = Array.from({ length: 45 }, (_, index) => ({ key: `key-${index}`, value: "v".repeat(250) }));
    const { errors } = await first.ask(
      `mutation ($arn: ID!, $tags: [TagInput!]!) { tagResource(input: { resourceArn: $arn, tags: $tags }) { resourceArn } }`,
      { arn, tags },
    );
    expect(errors).toEqual([]);
    while (heard.length === 0) await moment();
    expect(Math.max(...heard.map((text) => Buffer.byteLength(text)))).toBeLessThan(8_000);
    const shownTags = async () => {
      const { data } = await second.ask(TAGS, { arn });
      return data.resourceTags[0].tags.length as number;
    };
    while ((await shownTags()) < tags.length) await moment();
  });

  test("is checked when it arrives: what cannot be read may be about anything, and all is read anew", async () => {
    const { real, second } = await startTwo();
    await ids(second);
    await overhear(real.url);
    const client = new Client({ connectionString: real.url });
    await client.connect();
    for (const text of ["no JSON", `{"id":"1","reads":[{"operations":["Describe"]}]}`]) {
      await ids(second);
      await client.query(
        "select pg_notify('directconnect_graphql_' || md5(current_schema()), 'somebody ' || $1::text)",
        [text],
      );
      do {
        await moment();
        await ids(second);
      } while (second.calls().length === 0);
    }
    await client.end();
    expect(second.logged.filter(({ msg }) => String(msg).includes("cannot read"))).toHaveLength(2);
  });
});
