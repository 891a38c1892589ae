import { Client } from "pg";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { databaseInBetween } from "../../journal/database-in-between";
import { borrowSharedDatabase } from "../../runner/databases";

/*
 * Reads show what was executed last, not what was received last: repeats, late answers, and late messages of other gateways
 * contain old outcomes.
 */

const WINDOW = 30_000;
const INTERVAL = 1_000;
const SETTINGS = {
  SNAPSHOT_FRESH_MS: "3600000",
  REFRESH_INTERVAL_MS: String(INTERVAL),
  CONSISTENCY_WINDOW_MS: String(WINDOW),
};

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function start(options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ ...options, settings: SETTINGS });
  running.push(gateway);
  return gateway;
}

async function execute(
  gateway: GatewayUnderTest,
  document: string,
  variables?: Record<string, unknown>,
): Promise<Answer> {
  const answer = await gateway.ask(document, variables);
  expect(answer.errors).toEqual([]);
  return answer;
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

const connectionId = fixtureIds["acme-dc2"];
const HERE = `account: "acme", region: "us-east-1"`;
const RENAME = `mutation ($name: String!, $key: String) {
  updateConnection(${HERE}, idempotencyKey: $key, input: { connectionId: "${connectionId}", connectionName: $name }) { connectionName }
}`;

async function rename(gateway: GatewayUnderTest, name: string, key?: string): Promise<Answer> {
  const answer = await execute(gateway, RENAME, { name, key });
  expect(answer.data.updateConnection.connectionName).toBe(name);
  return answer;
}

/** The connection's name, as a list shows it and as a read by its id does. */
async function names(gateway: GatewayUnderTest): Promise<(string | undefined)[]> {
  const { data: list } = await execute(
    gateway,
    `{ connections(accounts: ["acme"], regions: ["us-east-1"], first: 100) { nodes { connectionId connectionName } } }`,
  );
  const { data: alone } = await execute(
    gateway,
    `{ connection(${HERE}, connectionId: "${connectionId}") { connectionName } }`,
  );
  const rows = list.connections.nodes as { connectionId: string; connectionName: string }[];
  return [
    rows.find((row) => row.connectionId === connectionId)?.connectionName,
    alone.connection.connectionName as string,
  ];
}

const replayed = ({ extensions }: Answer) =>
  (extensions["idempotency"] as { replayed: boolean }[]).map((each) => each.replayed);

describe("a repeat is answered with what AWS answered then, and reads show what was done since", () => {
  test("a name that another change set", async () => {
    const gateway = await start();
    await rename(gateway, "bbb", "a1");
    await rename(gateway, "ccc", "a2");
    expect(replayed(await rename(gateway, "bbb", "a1"))).toEqual([true]);
    expect(await names(gateway)).toEqual(["ccc", "ccc"]);
  });

  test("at a gateway that received neither change", async () => {
    const postgres = await borrowSharedDatabase();
    const first = await start({ store: { postgres } });
    await rename(first, "bbb", "a1");
    await rename(first, "ccc", "a2");
    const late = await start({ store: { postgres }, upstream: first.emulator });
    expect(replayed(await rename(late, "bbb", "a1"))).toEqual([true]);
    expect(await names(late)).toEqual(["ccc", "ccc"]);
  });

  test("the repeated change does not begin its time anew", async () => {
    let clock = 0;
    const gateway = await start({ now: () => clock });
    await rename(gateway, "bbb", "a1");
    clock += WINDOW - 1;
    await rename(gateway, "bbb", "a1");
    const other = await start({ upstream: gateway.emulator });
    await rename(other, "ccc");
    clock += 1;
    await execute(gateway, `{ connections(first: 1) { nodes { connectionName } } }`);
    const { data } = await gateway.ask(
      `{ connection(${HERE}, connectionId: "${connectionId}") { connectionName } }`,
      undefined,
      { "cache-control": "no-cache" },
    );
    expect(data.connection.connectionName).toBe("ccc");
  });

  test("a tag that was taken off", async () => {
    const gateway = await start();
    const arn = `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${connectionId}`;
    const TAG = `mutation ($arn: ID!) { tagResource(idempotencyKey: "t1", input: { resourceArn: $arn, tags: [{ key: "added", value: "now" }] }) { resourceArn } }`;
    await execute(gateway, TAG, { arn });
    await execute(
      gateway,
      `mutation ($arn: ID!) { untagResource(input: { resourceArn: $arn, tagKeys: ["added"] }) { resourceArn } }`,
      { arn },
    );
    expect(replayed(await execute(gateway, TAG, { arn }))).toEqual([true]);
    const { data } = await execute(
      gateway,
      `query ($arn: ID!) { resourceTags(resourceArns: [$arn]) { tags { key } }
        connections(accounts: ["acme"], regions: ["us-east-1"], first: 100) { nodes { tags { key } } } }`,
      { arn },
    );
    expect(JSON.stringify(data)).not.toContain("added");
  });

  const MADE: readonly (readonly [string, create: string, remove: (id: string) => string, list: string])[] = [
    [
      "a virtual interface",
      `mutation { made: createPrivateVirtualInterface(account: "enterprise", region: "us-east-1", idempotencyKey: "once", input: {
        connectionId: "${fixtureIds["lag-dc2"]}", newPrivateVirtualInterface: {
          virtualInterfaceName: "short-lived", vlan: 333, asn: 65020, directConnectGatewayId: "${fixtureIds["vpc-gw"]}" } }) { id: virtualInterfaceId } }`,
      (id) =>
        `mutation { deleteVirtualInterface(account: "enterprise", region: "us-east-1", input: { virtualInterfaceId: "${id}" }) { virtualInterfaceState } }`,
      `{ virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"], first: 100) { nodes { virtualInterfaceId virtualInterfaceState } } }`,
    ],
    [
      "a hosted connection",
      `mutation { made: allocateHostedConnection(account: "partner", region: "us-east-1", idempotencyKey: "once", input: {
        connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "${accounts.acme}", vlan: 320, bandwidth: "50Mbps", connectionName: "short-lived" }) { id: connectionId } }`,
      (id) =>
        `mutation { deleteConnection(account: "partner", region: "us-east-1", input: { connectionId: "${id}" }) { connectionState } }`,
      `{ connections(accounts: ["acme"], regions: ["us-east-1"], first: 100) { nodes { connectionId connectionState } } }`,
    ],
  ];

  test.each(MADE)("%s that was deleted since, and is gone", async (_what, create, remove, list) => {
    const gateway = await start();
    const { data } = await execute(gateway, create);
    const id = data.made.id as string;
    await execute(gateway, remove(id));
    gateway.emulator.clock.advance(30 * 86_400_000);
    const late = await start({ upstream: gateway.emulator });
    expect(JSON.stringify((await execute(late, list)).data)).not.toContain(id); // it is gone at AWS
    const again = await execute(gateway, create);
    expect(replayed(again)).toEqual([true]);
    expect(again.data.made.id).toBe(id);
    expect(JSON.stringify((await execute(gateway, list)).data)).not.toContain(id);
  });
});

describe("two changes that overlap in time", () => {
  /** The first one is executed first and answered last. */
  async function overlap(gateway: GatewayUnderTest): Promise<void> {
    gateway.emulator.faults.add({
      ...{ kind: "trickle", operation: "UpdateConnection", count: 1, milliseconds: 1_500 },
    });
    const first = rename(gateway, "first", "k1");
    while (gateway.emulator.requests.list("UpdateConnection").length === 0) await moment();
    await rename(gateway, "second", "k2");
    await first;
  }

  test("are what the list says", async () => {
    const gateway = await start();
    await overlap(gateway);
    expect(await names(gateway)).toEqual(["second", "second"]);
  });

  test("are read anew until the window ends, and then held again", async () => {
    let clock = 0;
    const gateway = await start({ now: () => clock });
    gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
    await overlap(gateway);
    expect(await names(gateway)).toEqual(["acme-dc2", "acme-dc2"]); // neither is guessed
    gateway.emulator.faults.clear();
    clock += INTERVAL + 1;
    expect(await names(gateway)).toEqual(["second", "second"]);
    clock += WINDOW;
    await names(gateway);
    clock += INTERVAL + 1;
    await names(gateway);
    expect(gateway.calls()).toEqual([]);
  });

  test("are followed by one that is known to be the last", async () => {
    const gateway = await start();
    gateway.emulator.faults.add({ kind: "lag", seconds: 3_600 });
    await overlap(gateway);
    await rename(gateway, "third");
    expect(await names(gateway)).toEqual(["third", "third"]);
  });
});

describe("a message of another gateway that arrives late", () => {
  /** Two gateways on one PostgreSQL; the second one only receives what the test sends it. */
  async function startTwo() {
    const real = await borrowSharedDatabase();
    const client = new Client({ connectionString: real.url });
    await client.connect();
    running.push({ stop: () => client.end() });
    const { rows } = await client.query<{ channel: string }>(
      "select 'directconnect_graphql_' || md5(current_schema()) as channel",
    );
    const channel = rows[0]?.channel ?? "";
    const heard: string[] = [];
    client.on("notification", ({ payload = "" }) => heard.push(payload));
    await client.query(`listen ${channel}`);
    const first = await start({ store: { postgres: real } });
    /** Makes a change at the first gateway while there is no second one: what it says when the outcome is known. */
    const overheard = async (name: string) => {
      const before = heard.length;
      await rename(first, name);
      while (heard.length < before + 2) await moment(); // the first one says that the change is in progress
      return heard[before + 1] ?? "";
    };
    const between = await databaseInBetween(real);
    running.push(between);
    /** Otherwise the second one reads there what was changed before it started. */
    const emptyJournal = () => client.query("delete from journal");
    const startSecond = () => start({ store: { postgres: between.postgres }, upstream: first.emulator });
    const send = (text: string) => client.query("select pg_notify($1, $2)", [channel, text]);
    /** What cannot be read is logged: all that was sent before it has arrived then. */
    const arrived = async (gateway: GatewayUnderTest) => {
      const logged = () => gateway.logged.filter(({ msg }) => String(msg).includes("cannot read")).length;
      const before = logged();
      await send("somebody no JSON");
      while (logged() === before) await moment();
    };
    return { first, startSecond, overheard, send, arrived, emptyJournal };
  }

  test("does not undo what this one did since", async () => {
    const { startSecond, overheard, send, arrived } = await startTwo();
    const message = await overheard("bbb");
    const second = await startSecond();
    await rename(second, "ccc");
    await send(message);
    await arrived(second);
    expect(await names(second)).toEqual(["ccc", "ccc"]);
  });

  test("is applied where nothing is newer", async () => {
    const { first, startSecond, overheard, send, arrived, emptyJournal } = await startTwo();
    first.emulator.faults.add({ kind: "lag", seconds: 3_600 });
    const message = await overheard("bbb");
    expect(message).toMatch(/"order":\{"from":\d+,"until":\d+\}/);
    await emptyJournal();
    const second = await startSecond();
    expect(await names(second)).toEqual(["acme-dc2", "acme-dc2"]);
    await send(message);
    await arrived(second);
    expect(await names(second)).toEqual(["bbb", "bbb"]);
  });

  test("without an order, as earlier versions send it, changes no rows", async () => {
    const { first, startSecond, overheard, send, arrived, emptyJournal } = await startTwo();
    first.emulator.faults.add({ kind: "lag", seconds: 3_600 });
    const message = await overheard("bbb");
    await emptyJournal();
    const second = await startSecond();
    await send(message.replace(/,"order":\{[^}]*\}/, ""));
    await arrived(second);
    expect(await names(second)).toEqual(["acme-dc2", "acme-dc2"]);
  });

  test("and leaves out a row that is too large still says that earlier changes of it are over", async () => {
    const { first, startSecond, arrived } = await startTwo();
    const arn = `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${connectionId}`;
    const tags = Array.from({ length: 45 }, (_, index) => ({ key: `key-${index}`, value: "v".repeat(250) }));
    const TAG = `mutation ($arn: ID!, $tags: [TagInput!]!) { tagResource(input: { resourceArn: $arn, tags: $tags }) { resourceArn } }`;
    await execute(first, TAG, { arn, tags });
    const second = await startSecond();
    await rename(second, "bbb");
    await rename(first, "ccc");
    await arrived(second);
    expect(await names(second)).toEqual(["ccc", "ccc"]);
  });

  test("without an order hides nothing that AWS shows", async () => {
    const { first, startSecond, overheard, send, arrived } = await startTwo();
    const message = await overheard("bbb");
    const second = await startSecond();
    await rename(second, "ccc");
    const earlierVersion = await start({ upstream: first.emulator });
    await rename(earlierVersion, "ddd");
    await send(message.replace(/,"order":\{[^}]*\}/, "").replace(/"id":"[^"]*"/, '"id":"another"'));
    await arrived(second);
    expect(await names(second)).toEqual(["ddd", "ddd"]);
  });
});
