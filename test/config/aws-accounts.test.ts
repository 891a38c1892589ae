import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsAccounts } from "../../src/config/aws-accounts";
import { readConfig } from "../../src/config/config";
import type { EmulatorOptions } from "../../src/emulator/options";
import { HandClocks } from "../clocks";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const portal = "111111111111";
const acme = "222222222222";
const enterprise = "555555555555";

const folder = mkdtempSync(join(tmpdir(), "accounts-"));
const environment = { ...process.env };
const own = { AWS_ACCESS_KEY_ID: portal, AWS_SECRET_ACCESS_KEY: "emulated" };
beforeAll(() => Object.assign(process.env, own));
afterAll(() => {
  for (const name of Object.keys(own)) {
    if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = environment[name];
  }
  rmSync(folder, { recursive: true });
});

const roleIn = (accountId: string, alias: string, changes: object = {}) => ({
  accountId,
  alias,
  regions: ["us-east-1", "us-west-1", "eu-west-1"],
  roleArn: `arn:aws:iam::${accountId}:role/portal/Reader`,
  externalId: `northgate-portal-${accountId}`,
  sessionName: `portal-${alias}`,
  ...changes,
});

let gateway: GatewayUnderTest;
let clocks: HandClocks;
/** The gateway with the accounts of a config file, over an emulator that also is its STS. */
async function start(accounts: object[], emulator: EmulatorOptions = {}, timeout = "15000"): Promise<void> {
  clocks = new HandClocks();
  const file = join(folder, "accounts.json");
  writeFileSync(file, JSON.stringify({ accounts }));
  gateway = await startGatewayUnderTest({
    emulator,
    accounts: (endpoint) =>
      awsAccounts(
        readConfig({ CONFIG_FILE: file, AWS_ENDPOINT_URL_STS: endpoint, AWS_TIMEOUT_MS: timeout }),
        clocks,
      ),
  });
}
afterEach(() => gateway.stop());

const everything = `{ connections(first: 100) { nodes { account ownerAccount } unavailable { account region code message retryable } } }`;
const assumed = () => gateway.calls().filter((call) => call.endsWith("AssumeRole"));

describe("refusals", () => {
  test("a wrong external id closes that account, and that one only", async () => {
    await start([roleIn(acme, "acme"), roleIn(enterprise, "enterprise", { externalId: "something" })]);
    const { data, errors } = await gateway.ask(everything);
    expect(errors).toEqual([]);
    expect(new Set(data.connections.nodes.map((node: { account: string }) => node.account))).toEqual(
      new Set([acme]),
    );
    expect(data.connections.unavailable).toEqual(
      ["us-east-1", "us-west-1", "eu-west-1"].map((region) => ({
        account: enterprise,
        region,
        code: "UPSTREAM_CREDENTIALS",
        message: `AWS does not accept the gateway's credentials for account ${enterprise}.`,
        retryable: false,
      })),
    );
    expect(JSON.stringify(gateway.logged)).not.toMatch(/northgate-portal|something/);
  });

  test("a role of another account never serves, whatever the file says", async () => {
    await start([
      roleIn(acme, "acme", {
        roleArn: `arn:aws:iam::${enterprise}:role/portal/Reader`,
        externalId: `northgate-portal-${enterprise}`,
      }),
    ]);
    const { data, errors } = await gateway.ask(
      `{ connections(regions: ["us-east-1"]) { nodes { connectionId } unavailable { account code } } }`,
    );
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_CREDENTIALS", aws: { account: acme } } }]);
    expect(gateway.calls()).toEqual([`${portal} us-east-1 AssumeRole`]);
  });

  test("that STS does not answer is no verdict on the credentials", async () => {
    await start([roleIn(acme, "acme")], {}, "1000");
    gateway.emulator.faults.add({ kind: "neverAnswers", operation: "AssumeRole" });
    const { data, errors } = await gateway.ask(`{ connections(regions: ["us-east-1"]) { totalCount } }`);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([
      {
        message: "STS gives no credentials at the moment.",
        extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
      },
    ]);
    gateway.emulator.faults.clear();
    // A slow machine may not read all within the second that this gateway waits.
    const isWhole = async () => (await gateway.ask(everything)).data.connections?.unavailable.length === 0;
    while (!(await isWhole()));
  });
});

test("a role is assumed in its account's partition, by the STS of that partition", async () => {
  const gov = { regions: ["us-gov-west-1"], roleArn: `arn:aws-us-gov:iam::${acme}:role/portal/Reader` };
  await start([roleIn(acme, "acme", gov), roleIn(enterprise, "enterprise", { regions: ["eu-west-1"] })]);
  const { data } = await gateway.ask(everything);
  expect(data.connections.unavailable).toEqual([]);
  expect(gateway.calls()).toEqual([
    `${portal} us-east-1 AssumeRole`,
    `${portal} us-gov-west-1 AssumeRole`,
    `${acme} us-gov-west-1 DescribeConnections`,
    `${enterprise} eu-west-1 DescribeConnections`,
  ]);
});

test("many first requests at once assume each role once, with its own external id and session name", async () => {
  await start([roleIn(acme, "acme"), roleIn(enterprise, "enterprise")]);
  gateway.emulator.faults.add({ kind: "latency", operation: "AssumeRole", milliseconds: 100 });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: everything }),
      }).then((response) => response.json()),
    ),
  );
  for (const { data } of answers as { data: { connections: { nodes: object[]; unavailable: object[] } } }[]) {
    expect(data.connections.unavailable).toEqual([]);
    expect(data.connections.nodes).toContainEqual({ account: acme, ownerAccount: acme });
    expect(data.connections.nodes).toContainEqual({ account: enterprise, ownerAccount: enterprise });
    for (const node of data.connections.nodes) {
      expect(node).toMatchObject({ ownerAccount: (node as { account: string }).account });
    }
  }
  expect(gateway.emulator.requests.list("AssumeRole").map(({ input }) => input)).toEqual([
    expect.objectContaining({
      RoleArn: `arn:aws:iam::${acme}:role/portal/Reader`,
      RoleSessionName: "portal-acme",
    }),
    expect.objectContaining({
      RoleArn: `arn:aws:iam::${enterprise}:role/portal/Reader`,
      RoleSessionName: "portal-enterprise",
    }),
  ]);
  await gateway.ask(everything);
  expect(assumed()).toEqual([]);
});

test("credentials are renewed before they expire, while the cached ones are still valid", async () => {
  await start([roleIn(acme, "acme")], { sessionSeconds: 900 });
  const one = `{ connections(regions: ["us-east-1"]) { unavailable { code } } }`;
  await gateway.ask(one);
  expect(assumed()).toHaveLength(1);
  await gateway.ask(one);
  expect(assumed()).toEqual([]);

  clocks.pass(599_000); // they are renewed five minutes before they end
  await gateway.ask(one);
  expect(assumed()).toEqual([]);
  clocks.pass(2_000);
  gateway.emulator.faults.add({ kind: "held", operation: "AssumeRole" });
  const { data } = await gateway.ask(one); // answered, though STS does not answer yet
  expect(data.connections.unavailable).toEqual([]);
  while (assumed().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  gateway.emulator.faults.clear();
  await gateway.ask(one);
  expect(assumed()).toEqual([]);
});

describe("credentials that expire ahead of their time", () => {
  test("are renewed once for all reads that meet it", async () => {
    await start([roleIn(acme, "acme")]);
    await gateway.ask(everything);
    gateway.emulator.expireSessions();
    const { data } = await gateway.ask(everything);
    expect(data.connections.unavailable).toEqual([]);
    expect(assumed()).toHaveLength(1);
  });

  test("do not lose a change: AWS did nothing, so it is sent once more", async () => {
    await start([roleIn(acme, "acme")]);
    await gateway.ask(everything);
    gateway.emulator.expireSessions();
    const { data, errors } = await gateway.ask(`mutation {
      createConnection(input: { location: "EqDC2", bandwidth: "10Gbps", connectionName: "spare" }) { ownerAccount }
    }`);
    expect(errors).toEqual([]);
    expect(data.createConnection).toEqual({ ownerAccount: acme });
    expect(assumed()).toHaveLength(1);
    const spares = await gateway.ask(`{ connections(filter: { nameContains: "spare" }) { totalCount } }`);
    expect(spares.data.connections.totalCount).toBe(1);
  });

  test("again and again are given up after one renewal", async () => {
    await start([roleIn(acme, "acme")]);
    await gateway.ask(everything);
    gateway.emulator.faults.add({
      kind: "error",
      operation: "DescribeConnections",
      error: { name: "ExpiredTokenException", message: "expired", status: 403 },
    });
    const { data, errors } = await gateway.ask(`{ connections(regions: ["us-east-1"]) { totalCount } }`);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_CREDENTIALS", retryable: true } }]);
    expect(assumed()).toHaveLength(1);
  });
});

test("without a config file, the account of the default chain, in the default region", async () => {
  gateway = await startGatewayUnderTest({
    accounts: (endpoint) =>
      awsAccounts(readConfig({ AWS_ENDPOINT_URL_STS: endpoint, AWS_REGION: "us-west-1" })),
  });
  const { data } = await gateway.ask(
    `{ accounts { accountId alias regions } interconnects { nodes { interconnectName } } }`,
  );
  expect(data).toEqual({
    accounts: [{ accountId: portal, alias: "default", regions: ["us-west-1"] }],
    interconnects: { nodes: [{ interconnectName: "ic-sv5" }] },
  });
});
