import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** Direct Connect gateways are in no region: what a grant of some regions shows of them, and lets change. */

const ENTERPRISE = "555555555555";
const callers = {
  west: { roles: ["admin"], accounts: [{ account: "enterprise", regions: ["us-west-1"] }] },
  east: { roles: ["admin"], accounts: [{ account: "enterprise", regions: ["us-east-1"] }] },
  whole: { roles: ["admin"], accounts: [{ account: "enterprise" }] },
} as const;
type Name = keyof typeof callers;

const headers = {} as Record<Name, Record<string, string>>;
const access = {
  callers: (Object.keys(callers) as Name[]).map((name) => {
    const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
    headers[name] = { "x-api-key": key };
    return { name, ...callers[name], apiKeys: [stored] };
  }),
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access, emulator: { rules: { leakOtherRegions: true } } });
});
afterAll(() => gateway.stop());

const execute = (name: Name, document: string, variables = {}) =>
  gateway.ask(document, variables, headers[name]);
const gatewayId = fixtureIds["vpc-gw"];
const id = `arn:aws:directconnect::${ENTERPRISE}:dx-gateway/${gatewayId}`;

test("what is attached elsewhere is not found by its id", async () => {
  const document = `{
    byVirtualInterface: directConnectGatewayAttachments(virtualInterfaceId: "${fixtureIds["vif-301"]}") { totalCount }
    byGateway: directConnectGatewayAssociations(associatedGatewayId: "${fixtureIds["vgw-a"]}") { totalCount }
  }`;
  const counts = async (name: Name) => {
    const { data, errors } = await execute(name, document);
    expect(errors).toEqual([]);
    return Object.values(data as Record<string, { totalCount: number }>).map(({ totalCount }) => totalCount);
  };
  expect([await counts("west"), await counts("east"), await counts("whole")]).toEqual([
    [0, 0],
    [1, 1],
    [1, 1],
  ]);
});

test("connections of other regions are not shown, though AWS lists them in one that is granted", async () => {
  const document = `{ connections(accounts: ["enterprise"]) { totalCount nodes { region } } }`;
  const regions = async (name: Name) => {
    const { data, errors } = await execute(name, document);
    expect(errors).toEqual([]);
    const { totalCount, nodes } = data.connections as { totalCount: number; nodes: { region: string }[] };
    expect(totalCount).toBe(nodes.length);
    return [...new Set(nodes.map(({ region }) => region))].sort();
  };
  expect([await regions("west"), await regions("east")]).toEqual([["us-west-1"], ["us-east-1"]]);
  expect(await regions("whole")).toEqual(expect.arrayContaining(["us-east-1", "us-west-1"]));
  const elsewhere = `arn:aws:directconnect:us-west-1:${ENTERPRISE}:dxcon/${fixtureIds["lag-sv5-a"]}`;
  const found = await execute("east", `query ($id: ID!) { node(id: $id) { id } }`, { id: elsewhere });
  expect(found.data?.node ?? null).toBeNull();
});

test("a deletion plan says that it may not be all", async () => {
  const plan = `query ($id: ID!) { deletionPlan(id: $id) { steps { mutation resourceId } obstacles } }`;
  const planned = async (name: Name) => {
    const { data, errors } = await execute(name, plan, { id });
    expect(errors).toEqual([]);
    return JSON.stringify(data.deletionPlan);
  };
  expect(await planned("west")).toMatch(/Only some regions of account 555555555555 are granted to you/);
  expect(await planned("west")).not.toContain(fixtureIds["vif-301"]);
  expect(await planned("whole")).not.toMatch(/Only some regions/);
  expect(await planned("whole")).toContain(fixtureIds["vif-301"]);
});

test("how far it withstands failures says that other regions are not counted", async () => {
  const resiliency = `query ($id: ID!) { node(id: $id) { ... on DirectConnectGateway {
    resiliency { notSeen unavailable { account region operation code message retryable } } } } }`;
  const reported = async (name: Name) => {
    const { data, errors, extensions } = await execute(name, resiliency, { id });
    expect(errors).toEqual([]);
    const { unavailable, notSeen } = data.node.resiliency as Record<string, unknown[]>;
    expect(notSeen).toEqual([]);
    expect(extensions["unavailable"] ?? []).toEqual(unavailable);
    return unavailable;
  };
  const withheld = (region: string) => ({
    account: ENTERPRISE,
    region,
    operation: "DescribeDirectConnectGatewayAttachments",
    code: "FORBIDDEN",
    message:
      "Only some regions of account 555555555555 are granted to you: virtual interfaces that are attached in other regions are not counted.",
    retryable: false,
  });
  expect(await reported("west")).toEqual([withheld("us-west-1")]);
  expect(await reported("east")).toEqual([withheld("us-east-1")]);
  expect(await reported("whole")).toEqual([]);
});

test("is tagged, and seen to be changed, by those who are granted all regions alone", async () => {
  const tag = `mutation ($id: ID!) { tagResource(input: { resourceArn: $id, tags: [{ key: "team" }] }) { resourceArn } }`;
  const rename = `mutation ($id: ID!) {
    updateDirectConnectGateway(account: "enterprise", input: { directConnectGatewayId: $id, newDirectConnectGatewayName: "x" }) {
      directConnectGatewayId
    }
  }`;
  for (const name of ["west", "east"] as const) {
    for (const [document, variables] of [
      [tag, { id }],
      [rename, { id: gatewayId }],
    ] as const) {
      const { errors } = await execute(name, document, variables);
      expect(errors[0]?.extensions["code"]).toBe("FORBIDDEN");
      expect(gateway.calls()).toEqual([]);
    }
  }
  expect((await execute("whole", rename, { id: gatewayId })).errors).toEqual([]);
  const observed = async (name: Name) => {
    const { data } = await execute(name, "{ auditEntries { nodes { operation } } }");
    return (data.auditEntries.nodes as { operation: string }[]).map(({ operation }) => operation);
  };
  expect([await observed("west"), await observed("east"), await observed("whole")]).toEqual([
    [],
    [],
    ["UpdateDirectConnectGateway"],
  ]);
});
