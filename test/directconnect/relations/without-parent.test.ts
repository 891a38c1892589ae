import { readFileSync } from "node:fs";
import { buildSchema, getNamedType, isInterfaceType, isObjectType } from "graphql";
import { emulatedAccounts } from "../../../src/config/emulated-accounts";
import type { ReadOperation } from "../../../src/directconnect/client/operations";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/*
 * A row without the member that names its parent is in the list of no parent. Every list that it may belong to says so:
 * each relation of the schema is here, either with a case, or because AWS lists its rows under the parent itself.
 */

const enterprise = "555555555555";
const HERE = `account: "enterprise", region: "us-east-1"`;
const IN_THE_LIST = { account: enterprise, region: "us-east-1", code: "UPSTREAM_UNAVAILABLE" };

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0" },
    accounts: emulatedAccounts().filter(({ accountId }) => accountId === enterprise),
  });
});
beforeEach(() => gateway.emulator.reset());
afterEach(() => gateway.emulator.faults.clear());
afterAll(() => gateway.stop());

const INTERFACE = {
  ...{ virtualInterfaceId: "dxvif-ffchild1", virtualInterfaceState: "available", vlan: 777 },
  ...{ virtualInterfaceType: "private", ownerAccount: enterprise, region: "us-east-1" },
};
const ON_A_PORT = { connectionId: fixtureIds["enterprise-100g"] };
const ON_A_LAG = { connectionId: fixtureIds["lag-dc2"] };
const TO_A_GATEWAY = { directConnectGatewayId: fixtureIds["vpc-gw"] };
const AT = { location: "EqDC2" };

interface Case {
  readonly operation: ReadOperation;
  /** The list in AWS's answer. */
  readonly list: string;
  readonly row: object;
  /** The member that names the parent, and its value. */
  readonly parent: object;
  /** Values of other members with which a row has no such parent. */
  readonly none?: object;
  /** A query up to the list of the relation, which stands at `LIST`. */
  readonly query: string;
}

const LIST = "list: RELATION { totalCount unavailable { account region operation code } }";
const PORT_QUERY = `{ parent: connection(connectionId: "${fixtureIds["enterprise-100g"]}", ${HERE}) { LIST } }`;
const LAG_QUERY = `{ parent: lag(lagId: "${fixtureIds["lag-dc2"]}", ${HERE}) { LIST } }`;
const GATEWAY_QUERY = `{ parent: directConnectGateway(directConnectGatewayId: "${fixtureIds["vpc-gw"]}", account: "enterprise") { LIST } }`;
const LOCATION_QUERY = `{ parent: location(locationCode: "EqDC2", ${HERE}) { LIST } }`;
const VGW_QUERY = `{ root: virtualGateways(accounts: ["enterprise"], regions: ["us-east-1"], filter: { virtualGatewayId: ["${fixtureIds["vgw-a"]}"] }) { nodes { LIST } } }`;
const VIF_QUERY = `{ parent: virtualInterface(virtualInterfaceId: "${fixtureIds["vif-301"]}", ${HERE}) { LIST } }`;

const interfaces = {
  operation: "DescribeVirtualInterfaces",
  list: "virtualInterfaces",
  row: INTERFACE,
} as const;
const carried = { ...interfaces, row: { ...INTERFACE, ...TO_A_GATEWAY } };

const RELATIONS: Readonly<Record<string, Case | "listed under its parent" | "named by other rows">> = {
  "Connection.virtualInterfaces": { ...carried, parent: ON_A_PORT, query: PORT_QUERY },
  "Lag.virtualInterfaces": { ...carried, parent: ON_A_LAG, query: LAG_QUERY },
  "VirtualInterfaceCarrier.virtualInterfaces": {
    ...{ ...carried, parent: ON_A_LAG },
    query: `{ parent: node(id: "arn:aws:directconnect:us-east-1:${enterprise}:dxlag/${fixtureIds["lag-dc2"]}") { ... on VirtualInterfaceCarrier { LIST } } }`,
  },
  "DirectConnectGateway.virtualInterfaces": {
    ...{ ...interfaces, row: { ...INTERFACE, ...ON_A_PORT }, parent: TO_A_GATEWAY },
    ...{ none: { virtualInterfaceType: "public" }, query: GATEWAY_QUERY },
  },
  "VirtualGateway.virtualInterfaces": {
    ...{ ...interfaces, row: { ...INTERFACE, ...ON_A_PORT } },
    ...{ parent: { virtualGatewayId: fixtureIds["vgw-a"] }, none: { virtualInterfaceState: "confirming" } },
    query: VGW_QUERY,
  },
  "Location.connections": {
    ...{ operation: "DescribeConnections", list: "connections", parent: AT, query: LOCATION_QUERY },
    row: { connectionId: "dxcon-ffchild1", connectionState: "available", region: "us-east-1" },
  },
  "Location.interconnects": {
    ...{ operation: "DescribeInterconnects", list: "interconnects", parent: AT, query: LOCATION_QUERY },
    row: { interconnectId: "dxcon-ffchild1", interconnectState: "available", region: "us-east-1" },
  },
  "Location.lags": {
    ...{ operation: "DescribeLags", list: "lags", parent: AT, query: LOCATION_QUERY },
    row: { lagId: "dxlag-ffchild1", lagState: "available", region: "us-east-1" },
  },
  "DirectConnectGateway.proposals": {
    operation: "DescribeDirectConnectGatewayAssociationProposals",
    ...{ list: "directConnectGatewayAssociationProposals", parent: TO_A_GATEWAY, query: GATEWAY_QUERY },
    row: { proposalId: "a0000000-0000-4000-8000-00000000ffff", proposalState: "requested" },
  },
  "VirtualInterface.failoverTests": {
    ...{ operation: "ListVirtualInterfaceTestHistory", list: "virtualInterfaceTestHistory" },
    ...{ parent: { virtualInterfaceId: fixtureIds["vif-301"] }, query: VIF_QUERY },
    row: { testId: "dxbgp-ffchild1", status: "COMPLETED" },
  },
  // Both ids of an attachment are its identity: a row without one is left out, and reported.
  "VirtualInterface.attachments": "listed under its parent",
  "DirectConnectGateway.attachments": "listed under its parent",
  "DirectConnectGateway.associations": "listed under its parent",
  "VirtualGateway.associations": "listed under its parent",
  "VirtualGateway.directConnectGateways": "named by other rows",
  "Interconnect.hostedConnections": "listed under its parent",
  "HostedConnectionParent.hostedConnections": "listed under its parent",
  "Lag.hostedConnections": "listed under its parent",
  "ResiliencyGroup.associations": "listed under its parent",
};

const cases = Object.entries(RELATIONS).flatMap(([name, one]) =>
  typeof one === "string" ? [] : [[name, one] as const],
);

/** Answers the list of a case with rows of ours. */
function give({ operation, list, row }: Case, ...rows: readonly object[]): void {
  const body = { [list]: rows.map((members) => ({ ...row, ...members })) };
  gateway.emulator.faults.add({
    kind: "givenBody",
    operation,
    account: enterprise,
    region: "us-east-1",
    body,
  });
}

interface ListAnswer {
  readonly totalCount: number;
  readonly unavailable: readonly object[];
}

async function readList(name: string, { query }: Case): Promise<{ list: ListAnswer; answer: Answer }> {
  const [, relation = ""] = name.split(".");
  const answer = await gateway.ask(query.replace("LIST", LIST.replace("RELATION", relation)));
  expect(answer.errors).toEqual([]);
  const { parent, root } = answer.data as {
    parent?: { list: ListAnswer };
    root?: { nodes: { list: ListAnswer }[] };
  };
  const list = (parent ?? root?.nodes[0])?.list;
  if (list === undefined) throw new Error(`${name} has no parent in the fixtures.`);
  return { list, answer };
}

const reported = ({ extensions }: Answer) => (extensions["unavailable"] ?? []) as object[];

test("every list of a schema type is in the table", () => {
  const schema = buildSchema(readFileSync("schema.graphql", "utf8"));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const lists = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter((type) => !roots.includes(type as (typeof roots)[number]))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => getNamedType(field.type).name.endsWith("Page"))
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(Object.keys(RELATIONS).sort()).toEqual(lists.sort());
});

test.each(cases)("%s says that a row may be missing from it", async (name, one) => {
  give(one, {});
  const { list, answer } = await readList(name, one);
  const entry = { ...IN_THE_LIST, operation: one.operation };
  expect(list).toEqual({ totalCount: 0, unavailable: [entry] });
  const message = `${one.operation} answered 1 row that does not say what it belongs to: what relates the two is missing here.`;
  expect(reported(answer)).toEqual([{ ...entry, message, retryable: true }]);
});

test.each(cases)("%s says nothing of a row that names a parent, this or another", async (name, one) => {
  const [[member, id] = ["", ""]] = Object.entries(one.parent) as [string, string][];
  const key = Object.keys(one.row)[0] ?? "";
  give(one, one.parent, {
    [key]: `${String((one.row as Record<string, string>)[key])}2`,
    [member]: `${id}9`,
  });
  const { list, answer } = await readList(name, one);
  expect(list).toEqual({ totalCount: 1, unavailable: [] });
  expect(reported(answer)).toEqual([]);
});

test.each(cases.filter(([, { none }]) => none !== undefined))(
  "%s says nothing of a row that has no such parent",
  async (name, one) => {
    give(one, one.none ?? {});
    const { list, answer } = await readList(name, one);
    expect(list).toEqual({ totalCount: 0, unavailable: [] });
    expect(reported(answer)).toEqual([]);
  },
);

describe("a filter by a parent", () => {
  const QUERY = `query ($filter: VirtualInterfaceFilter!) {
    virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"], filter: $filter) { totalCount unavailable { operation } }
  }`;
  const CARRIED: Case = { ...carried, parent: ON_A_PORT, query: QUERY };

  test.each([
    ["an id", fixtureIds["enterprise-100g"]],
    ["an ARN", `arn:aws:directconnect:us-east-1:${enterprise}:dxcon/${fixtureIds["enterprise-100g"]}`],
  ])("by %s says that a row may be missing, unless another condition excludes it", async (_, id) => {
    give(CARRIED, {});
    const fits = await gateway.ask(QUERY, { filter: { connectionId: [id], vlan: [777] } });
    expect(fits.data.virtualInterfaces).toEqual({
      totalCount: 0,
      unavailable: [{ operation: "DescribeVirtualInterfaces" }],
    });
    const other = await gateway.ask(QUERY, { filter: { connectionId: [id], vlan: [778] } });
    expect(other.data.virtualInterfaces).toEqual({ totalCount: 0, unavailable: [] });
    expect(reported(other)).toEqual([]);
  });

  test("is not the list of all", async () => {
    give(CARRIED, {});
    const { data, extensions } = await gateway.ask(QUERY, { filter: {} });
    expect(data.virtualInterfaces).toEqual({ totalCount: 1, unavailable: [] });
    expect(extensions["unavailable"]).toBeUndefined();
  });
});

test("it is logged and counted", async () => {
  const [[name, one] = []] = cases;
  if (name === undefined || one === undefined) throw new Error("There is no case.");
  give(one, {});
  await readList(name, one);
  const entry = { ...IN_THE_LIST, operation: one.operation };
  expect(gateway.logged).toContainEqual(expect.objectContaining({ level: "warn", ...entry }));
  const metrics = await (await fetch(gateway.metricsUrl ?? "")).text();
  const labels = `operation="${one.operation}",account="${enterprise}",region="us-east-1",code="UPSTREAM_UNAVAILABLE"`;
  expect(metrics).toContain(`unavailable_total{${labels}}`);
});

const ROWS: readonly (readonly [what: string, operation: ReadOperation, body: object, query: string])[] = [
  [
    "the carrier of a virtual interface",
    "DescribeVirtualInterfaces",
    { virtualInterfaces: [{ ...INTERFACE, ...TO_A_GATEWAY }] },
    `{ virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { connection { id } lag { id } } } }`,
  ],
  [
    "its gateway",
    "DescribeVirtualInterfaces",
    { virtualInterfaces: [{ ...INTERFACE, ...ON_A_PORT }] },
    `{ virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { virtualGateway { virtualGatewayId } directConnectGateway { id } } } }`,
  ],
  [
    "the location of a port",
    "DescribeConnections",
    { connections: [{ connectionId: "dxcon-ffchild1", connectionState: "available", region: "us-east-1" }] },
    `{ connections(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { locationDetails { locationName } } } }`,
  ],
];

test.each(ROWS)(
  "%s that AWS does not name is null, and the answer says so",
  async (_, operation, body, query) => {
    gateway.emulator.faults.add({ kind: "givenBody", operation, body });
    const answer = await gateway.ask(query);
    expect(answer.errors).toEqual([]);
    expect(reported(answer)).toMatchObject([{ ...IN_THE_LIST, operation }]);
  },
);

test("a deletion plan says that virtual interfaces may be missing from it", async () => {
  give({ ...carried, parent: ON_A_PORT, query: PORT_QUERY }, {});
  const { data, errors } = await gateway.ask(
    `{ deletionPlan(id: "arn:aws:directconnect:us-east-1:${enterprise}:dxcon/${fixtureIds["enterprise-100g"]}") {
      steps { mutation } unavailable { account region operation code }
    } }`,
  );
  expect(errors).toEqual([]);
  expect(data.deletionPlan).toEqual({
    steps: [{ mutation: "deleteConnection" }],
    unavailable: [{ ...IN_THE_LIST, operation: "DescribeVirtualInterfaces" }],
  });
});
