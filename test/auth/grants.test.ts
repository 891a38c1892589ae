import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { tenants } from "./tenants";

const { access, headers } = tenants();
let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({ access });
});
afterEach(() => gateway.stop());

const inAccount = (allocation: string) =>
  `mutation { allocateHostedConnection(account: "partner", input: { connectionName: "x", bandwidth: "50Mbps", ${allocation} }) { connectionId ownerAccount } }`;

describe("a permission that is missing", () => {
  test("is named, and nothing is sent", async () => {
    const { data, errors } = await gateway.ask("{ connections { totalCount } }", {}, headers.stranger);
    expect(data).toEqual({ connections: null });
    expect(errors[0]).toMatchObject({
      message: "DescribeConnections needs the permission READ, which stranger does not have.",
      extensions: { code: "FORBIDDEN" },
    });
    expect(gateway.calls()).toEqual([]);
  });

  test("refuses a change before anything is read for it", async () => {
    const { errors } = await gateway.ask(
      inAccount(`connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "222222222222", vlan: 3000`),
      {},
      headers.looker,
    );
    expect(errors[0]?.message).toMatch(/needs the permission ALLOCATE/);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("secrets", () => {
  const QUERY = `{
    virtualInterfaces(accounts: ["acme"], first: 1) { nodes { virtualInterfaceId authKey bgpPeers { authKey } } }
    routerConfiguration(account: "acme", virtualInterfaceId: "ID", routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124") { virtualInterfaceId customerRouterConfig }
    loa(account: "partner", connectionId: "${fixtureIds["ic-dc2"]}") { resourceId loaContent }
  }`;
  const execute = async (tenant: "looker" | "acme", query: string) => gateway.ask(query, {}, headers[tenant]);

  test("are denied one by one, beside the rest of the data", async () => {
    const first = await execute(
      "looker",
      `{ virtualInterfaces(accounts: ["acme"], first: 1) { nodes { virtualInterfaceId } } }`,
    );
    const id = first.data.virtualInterfaces.nodes[0].virtualInterfaceId as string;
    const { status, data, errors } = await execute("looker", QUERY.replace("ID", id));
    expect(status).toBe(200);
    expect(data.virtualInterfaces.nodes[0]).toMatchObject({ virtualInterfaceId: id, authKey: null });
    expect(data.routerConfiguration).toEqual({ virtualInterfaceId: id, customerRouterConfig: null });
    expect(data.loa).toEqual({ resourceId: fixtureIds["ic-dc2"], loaContent: null });
    expect(new Set(errors.map(({ extensions }) => extensions["code"]))).toEqual(new Set(["FORBIDDEN"]));
    expect(errors.map(({ path }) => path?.join("."))).toEqual(
      expect.arrayContaining([
        "virtualInterfaces.nodes.0.authKey",
        "virtualInterfaces.nodes.0.bgpPeers.0.authKey",
        "routerConfiguration.customerRouterConfig",
        "loa.loaContent",
      ]),
    );
    const allowed = await execute("acme", `{ virtualInterface(virtualInterfaceId: "${id}") { authKey } }`);
    expect(allowed.errors).toEqual([]);
    expect(allowed.data.virtualInterface.authKey).toEqual(expect.any(String));
  });

  test("are not downloaded either", async () => {
    const path = `${gateway.url}/loa/partner/us-east-1/${fixtureIds["ic-dc2"]}`;
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(path, { headers: headers.looker })).status).toBe(403);
    expect((await fetch(path, { headers: headers.acme })).status).toBe(400); // there is no such account
    expect((await fetch(path, { headers: headers.reseller })).status).toBe(200);
  });
});

describe("a grant of one interconnect, and of what is allocated to one account", () => {
  const execute = async (query: string) => gateway.ask(query, {}, headers.reseller);

  test("shows these alone, and how full the interconnect is", async () => {
    const { data, errors } = await execute(`{
      interconnects { nodes { interconnectId hostedConnections { nodes { ownerAccount } } capacity { hostedConnectionCount } vlanPlan { used { ownerAccount } free { from to } } } unavailable { code } }
      lags { totalCount }
      directConnectGateways { totalCount }
      virtualInterfaces { totalCount }
    }`);
    expect(errors).toEqual([]);
    const [only, ...others] = data.interconnects.nodes;
    expect(others).toEqual([]);
    expect(only.interconnectId).toBe(fixtureIds["ic-dc2"]);
    const owners = new Set(
      only.hostedConnections.nodes.map((node: { ownerAccount: string }) => node.ownerAccount),
    );
    expect(owners).toEqual(new Set(["222222222222"]));
    expect(
      only.vlanPlan.used.every((use: { ownerAccount: string }) => use.ownerAccount === "222222222222"),
    ).toBe(true);
    // the fillers are another's: their VLANs are taken nevertheless, and they take space on the page
    const isFree = (vlan: number) =>
      only.vlanPlan.free.some(({ from, to }: { from: number; to: number }) => from <= vlan && vlan <= to);
    expect([isFree(1000), isFree(3000)]).toEqual([false, true]);
    expect(only.capacity.hostedConnectionCount).toBeGreaterThan(160);
    expect(data).toMatchObject({
      lags: { totalCount: 0 },
      directConnectGateways: { totalCount: 0 },
      virtualInterfaces: { totalCount: 0 },
    });
  });

  test.each([
    [
      "another interconnect",
      `interconnect(account: "partner", interconnectId: "${fixtureIds["ic-va1"]}") { id }`,
    ],
    [
      "another account's hosted connection",
      `node(id: "arn:aws:directconnect:us-east-1:333333333333:dxcon/${fixtureIds["blue-ordering"]}") { id }`,
    ],
  ])("does not find %s", async (_what, field) => {
    const { data, errors } = await execute(`{ it: ${field} }`);
    expect([data, errors]).toEqual([{ it: null }, []]);
  });

  test.each([
    [
      "another interconnect's list",
      `{ hostedConnections(account: "partner", connectionId: "${fixtureIds["ic-va1"]}") { totalCount } }`,
      "NOT_FOUND",
    ],
    [
      "another interconnect's letter",
      `{ loa(account: "partner", connectionId: "${fixtureIds["ic-va1"]}") { resourceId } }`,
      "NOT_FOUND",
    ],
    [
      "an allocation on another interconnect",
      inAccount(`connectionId: "${fixtureIds["ic-va1"]}", ownerAccount: "222222222222", vlan: 3000`),
      "NOT_FOUND",
    ],
    [
      "an allocation to another account",
      inAccount(`connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "333333333333", vlan: 3000`),
      "FORBIDDEN",
    ],
    [
      "the interconnect itself, to delete it",
      `mutation { deleteInterconnect(account: "partner", input: { interconnectId: "${fixtureIds["ic-dc2"]}" }) { interconnectId } }`,
      "FORBIDDEN",
    ],
    [
      "what concerns the whole account",
      `{ customerMetadata(account: "partner") { nniPartnerType } }`,
      "FORBIDDEN",
    ],
  ])("refuses %s", async (_what, document, code) => {
    const { errors } = await execute(document);
    const sent = gateway.calls().filter((call) => !/ Describe(?!Loa|CustomerMetadata)/.test(call));
    expect([errors[0]?.extensions["code"] ?? document, sent]).toEqual([code, []]);
  });

  test("lets allocate there, and take it back", async () => {
    const { data, errors } = await execute(
      inAccount(`connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "222222222222", vlan: 3000`),
    );
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection.ownerAccount).toBe("222222222222");
    expect(gateway.calls()).toContain("111111111111 us-east-1 AllocateHostedConnection");
    const remove = (id: string) =>
      execute(
        `mutation { deleteConnection(account: "partner", input: { connectionId: "${id}" }) { alreadyGone } }`,
      );
    // what is not theirs is as what is not there
    expect((await remove(fixtureIds["blue-ordering"])).data.deleteConnection).toEqual({ alreadyGone: true });
    expect(gateway.calls().filter((call) => call.includes("Delete"))).toEqual([]);
    const { connectionId } = data.allocateHostedConnection as { connectionId: string };
    expect((await remove(connectionId)).data.deleteConnection).toEqual({ alreadyGone: false });
    const taken = await execute(
      inAccount(`connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "222222222222", vlan: 1000`),
    );
    expect(taken.errors[0]?.message).toMatch(
      /^VLAN 1000 on dxcon-fgdc2000 is taken; \d+ is free\. Nothing was sent\.$/,
    );
  });
});

test("an answer that depends on its caller is not returned to another with the same grants", async () => {
  const [acme] = access.callers;
  const { key, stored } = makeApiKey(new Date(Date.now() + 60_000));
  const double = { ...acme, name: "acme-2", apiKeys: [stored] };
  const both = await startGatewayUnderTest({
    access: { ...access, callers: [acme, double] },
    settings: { SNAPSHOT_FRESH_MS: "60000" },
  });
  const query = "{ viewer { name } connections { totalCount } }";
  const first = await both.ask(query, {}, headers.acme);
  const second = await both.ask(query, {}, { "x-api-key": key });
  expect([first.data.viewer.name, second.data.viewer.name]).toEqual(["acme", "acme-2"]);
  expect(both.calls()).toEqual([]); // what was read is shared all the same
  await both.stop();
});

test("the viewer is the caller", async () => {
  const query =
    "{ viewer { name roles permissions accounts { accountId alias regions ports ownerAccounts } limits { cost } } }";
  const { data } = await gateway.ask(query, {}, headers.reseller);
  expect(data.viewer).toMatchObject({
    name: "reseller",
    roles: ["partner", "provisioner"],
    permissions: expect.arrayContaining(["READ", "ALLOCATE", "LETTERS"]) as unknown,
    accounts: [{ alias: "partner", ports: [fixtureIds["ic-dc2"]], ownerAccounts: ["222222222222"] }],
    limits: { cost: null },
  });
  expect(data.viewer.permissions).not.toContain("SECRETS");
  expect((await gateway.ask(query, {}, headers.enterprise)).data.viewer.accounts).toEqual([
    {
      accountId: "555555555555",
      alias: "enterprise",
      regions: ["us-east-1"],
      ports: null,
      ownerAccounts: null,
    },
  ]);
});
