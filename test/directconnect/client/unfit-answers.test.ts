import * as sdk from "@aws-sdk/client-direct-connect";
import { NormalizedSchema } from "@smithy/core/schema";
import { REQUIRED_MEMBERS } from "../../../src/directconnect/client/required-members";
import { Clients } from "../../../src/directconnect/client/clients";
import {
  READ_OPERATIONS,
  type ReadOperation,
  type WriteOperation,
} from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { repeating, repeatingRows } from "./repeating";
import { everyField, MOST_COST, typeOfField } from "../../full-selection";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { mutationDocument } from "../../mutation-document";
import { changes } from "../reconciliation/changes";
import { makeWith } from "../reconciliation/make";
import { emulatedPlace } from "../reconciliation/scene";
import { NEWER_OPERATIONS } from "../../../src/directconnect/client/newer-shapes";
import { asGraphInput } from "../../graph-values";

/*
 * Answers whose values have other types than AWS's model says: such a value counts as absent, an entry of a list that is
 * no object is left out. Neither makes an answer fail, and both are reported.
 */

let gateway: GatewayUnderTest;
let clients: Clients;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0" },
    access: { limits: { cost: MOST_COST } },
  });
  clients = new Clients({ endpoint: gateway.emulator.url, timeoutMilliseconds: 5_000, readAttempts: 1 });
});
beforeEach(() => gateway.emulator.reset());
afterEach(() => gateway.emulator.faults.clear());
afterAll(async () => {
  clients.close();
  await gateway.stop();
});

const give = (operation: ReadOperation | WriteOperation, body: object) =>
  gateway.emulator.faults.add({ kind: "givenBody", operation, body });

const ALL = `accounts: ["partner"], regions: ["us-east-1"]`;
const GROUP = "dxrg-0ffwrong10000000a";
const HERE = `account: "partner", region: "us-east-1"`;
const PORT = fixtureIds["ic-dc2"];

/** The document for each read. */
const READS: Readonly<Record<ReadOperation, readonly [field: string, args: string]>> = {
  DescribeConnections: ["connections", ALL],
  DescribeConnectionsOnInterconnect: ["connectionsOnInterconnect", `${HERE}, interconnectId: "${PORT}"`],
  DescribeHostedConnections: ["hostedConnections", `${HERE}, connectionId: "${PORT}"`],
  DescribeInterconnects: ["interconnects", ALL],
  DescribeLags: ["lags", ALL],
  DescribeLocations: ["locations", ALL],
  DescribeVirtualInterfaces: ["virtualInterfaces", ALL],
  DescribeVirtualGateways: ["virtualGateways", ALL],
  DescribeDirectConnectGateways: ["directConnectGateways", ALL],
  DescribeDirectConnectGatewayAssociations: [
    "directConnectGatewayAssociations",
    `${ALL}, associatedGatewayId: "vgw-ffpub001"`,
  ],
  DescribeDirectConnectGatewayAttachments: [
    "directConnectGatewayAttachments",
    `${ALL}, virtualInterfaceId: "dxvif-ffpub001"`,
  ],
  DescribeDirectConnectGatewayAssociationProposals: ["directConnectGatewayAssociationProposals", ALL],
  ListVirtualInterfaceTestHistory: ["failoverTests", ALL],
  ListVirtualInterfaceRoutes: [
    "virtualInterfaceRoutes",
    `${HERE}, virtualInterfaceId: "${fixtureIds["vif-308"]}"`,
  ],
  ListResiliencyGroups: ["resiliencyGroups", ALL],
  GetResiliencyGroup: ["resiliencyGroup", `${HERE}, resiliencyGroupId: "${GROUP}"`],
  ListResiliencyGroupAssociations: [
    "resiliencyGroupAssociations",
    `account: "enterprise", region: "us-east-1", resiliencyGroupId: "${fixtureIds["ashburn-group"]}"`,
  ],
  DescribeTags: [
    "resourceTags",
    `resourceArns: ["arn:aws:directconnect:us-east-1:${accounts.partner}:dxcon/${PORT}"]`,
  ],
  DescribeCustomerMetadata: ["customerMetadata", HERE],
  DescribeLoa: ["loa", `${HERE}, connectionId: "${PORT}"`],
  DescribeConnectionLoa: ["connectionLoa", `${HERE}, connectionId: "${PORT}"`],
  DescribeInterconnectLoa: ["interconnectLoa", `${HERE}, interconnectId: "${PORT}"`],
  DescribeRouterConfiguration: [
    "routerConfiguration",
    `${HERE}, virtualInterfaceId: "${fixtureIds["vif-308"]}", routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124"`,
  ],
};

/** The ids and names in the input of a read. */
function queriedBy(operation: ReadOperation): Record<string, string> {
  const [, args] = READS[operation];
  return Object.fromEntries(
    [...args.matchAll(/(\w+): \[?"([^"]+)"/g)].map(([, name, value]) => [name, value]),
  );
}

function read(operation: ReadOperation, selection?: string): Promise<Answer> {
  const [field, args] = READS[operation];
  const type = typeOfField("Query", field);
  const page = type.endsWith("Page") ? ", first: 5" : "";
  const selected = selection ?? everyField(type, field === "locations" ? 1 : 2);
  return gateway.ask(`{ read: ${field}(${args}${page}) { ${selected} } }`);
}

const make = makeWith(
  () => clients,
  () => gateway.emulator,
);

/** A change is made, and answered with a body of ours. */
async function change(operation: WriteOperation, body: object): Promise<Answer> {
  const { account, region = "us-east-1", input } = changes[operation];
  const sent: unknown = typeof input === "function" ? await input(make) : input;
  const ofGraph: unknown = asGraphInput(sent);
  const field = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
  const selection = everyField(typeOfField("Mutation", field), 1);
  give(operation, repeating(operation, sent as object, body));
  const variables = { account: emulatedPlace(account).account.accountId, region, input: ofGraph };
  return gateway.ask(mutationDocument(operation, selection), variables);
}

/** Members that must be right, or there is no row, or no answer, at all. */
const IDENTITIES = new Set([
  ...[
    "connectionId",
    "interconnectId",
    "lagId",
    "virtualInterfaceId",
    "directConnectGatewayId",
    "proposalId",
    "resiliencyGroupId",
    "connectionArn",
    "cidr",
  ],
  ...["associationId", "virtualGatewayId", "testId", "locationCode", "resourceArn", "key"],
]);

const WRONG = {
  text: [{}, 5, true, ["x"]],
  number: ["101", 1.5, 4e12, {}],
  boolean: ["true", 1, {}, []],
  date: ["yesterday", {}, 1e300, true],
  bytes: [5, {}, "=", []],
  object: ["x", [], 5, true],
  list: [{}, "x", 5, true],
} as const;

/** How many wrong values there are for each type. */
const VARIANTS = WRONG.text.length;

function wrongOf(schema: NormalizedSchema, variant: number): unknown {
  const of = () => {
    if (schema.isStructSchema()) return WRONG.object;
    if (schema.isListSchema()) return WRONG.list;
    if (schema.isNumericSchema()) return WRONG.number;
    if (schema.isTimestampSchema()) return WRONG.date;
    if (schema.isBlobSchema()) return WRONG.bytes;
    return schema.isBooleanSchema() ? WRONG.boolean : WRONG.text;
  };
  return of()[variant];
}

/**
 * A structure with all of its members wrong but what must be right: `required` are paths. With a wrong `nextToken` it would
 * be no answer at all.
 */
function wrongStructure(schema: NormalizedSchema, variant: number, required: readonly string[]): object {
  return Object.fromEntries(
    [...schema.structIterator()].map(([name, member]) => {
      const below = required.flatMap((path) =>
        path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [],
      );
      if (below.length > 0) return [name, wrongStructure(member, variant, below)];
      if (name === "nextToken") return [name, null];
      if (required.includes(name)) return [name, rightValue(name, member, variant)];
      if (IDENTITIES.has(name)) return [name, name === "resiliencyGroupId" ? GROUP : "dxcon-ffwrong1"];
      return [name, wrongOf(member, variant)];
    }),
  );
}

function rightValue(name: string, schema: NormalizedSchema, variant: number): unknown {
  if (schema.isListSchema()) return [wrongStructure(schema.getValueSchema(), variant, [])];
  if (schema.isBlobSchema()) return "AAAA";
  return /State$|status$/.test(name) ? "deleting" : "dxcon-ffwrong1";
}

function schemaOf(operation: ReadOperation | WriteOperation): typeof sdk.DescribeTags$ {
  const allShapes = new Map<string, unknown>([...Object.entries(sdk), ...Object.entries(NEWER_OPERATIONS)]);
  return (allShapes.get(`${operation}$`) ?? allShapes.get(operation)) as typeof sdk.DescribeTags$; // all have one form
}

function wrongAnswer(operation: ReadOperation | WriteOperation, variant: number): object {
  const [, , , , , output] = schemaOf(operation);
  return wrongStructure(NormalizedSchema.of(output), variant, REQUIRED_MEMBERS[operation]);
}

const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions["code"]);
const variants = Array.from({ length: VARIANTS }, (_, variant) => variant);

describe.each(READ_OPERATIONS)("%s with nothing right but its identities", (operation) => {
  test.each(variants)("wrong in the way %i", async (variant) => {
    give(operation, repeatingRows(operation, queriedBy(operation), wrongAnswer(operation, variant)));
    const answer = await read(operation);
    expect(answer.errors.filter(({ path }) => path === undefined)).toEqual([]);
    expect(codesOf(answer)).not.toContain("INTERNAL_SERVER_ERROR");
    expect(answer.errors.filter(({ path }) => path?.length === 1)).toEqual([]);
    expect(answer.data.read).not.toBeNull();
    const { nodes } = answer.data.read as { nodes?: unknown[] };
    if (nodes !== undefined) expect(nodes).toHaveLength(1);
  });
});

describe.each(Object.keys(changes) as WriteOperation[])(
  "%s answered with nothing right but what names the resource",
  (operation) => {
    test.each(variants)("wrong in the way %i", async (variant) => {
      const answer = await change(operation, wrongAnswer(operation, variant));
      expect(answer.errors.filter(({ path }) => path === undefined)).toEqual([]);
      expect(codesOf(answer)).not.toContain("INTERNAL_SERVER_ERROR");
      const own = answer.errors.filter(({ path }) => path?.length === 1);
      expect(own.filter(({ extensions }) => extensions["code"] !== "APPLIED_BUT_UNREAD")).toEqual([]);
      if (own.length === 0) expect(answer.data.change).not.toBeNull();
    });
  },
);

test("values of another type are absent, and reported once for each answer, in the log and in a metric", async () => {
  gateway.logged.splice(0);
  const row = { lagName: {}, minimumLinks: "2", lagState: 5, region: [], connections: {}, awsDevice: "a" };
  give("DescribeLags", { lags: ["a", "b"].map((id) => ({ ...row, lagId: `dxlag-ffwrong${id}` })) });
  const { data, errors, extensions } = await read(
    "DescribeLags",
    "nodes { lagId lagName minimumLinks lagState region connections { connectionId } awsDevice }",
  );
  expect(errors).toEqual([]);
  expect(extensions).not.toHaveProperty("unavailable");
  const shown = {
    lagName: null,
    minimumLinks: null,
    lagState: "UNKNOWN",
    region: "us-east-1",
    connections: [],
  };
  expect(data.read.nodes).toEqual([
    { lagId: "dxlag-ffwronga", ...shown, awsDevice: "a" },
    { lagId: "dxlag-ffwrongb", ...shown, awsDevice: "a" },
  ]);
  const warnings = gateway.logged.filter(({ msg }) =>
    String(msg).startsWith("AWS sent values of another type"),
  );
  expect(warnings).toEqual([
    expect.objectContaining({
      ...{ level: "warn", operation: "DescribeLags", account: accounts.partner, region: "us-east-1" },
      members: {
        ...{ "Lag.lagName": 2, "Lag.minimumLinks": 2, "Lag.lagState": 2 },
        ...{ "Lag.region": 2, "Lag.connections": 2 },
      },
    }),
  ]);
  const metrics = await (await fetch(gateway.metricsUrl ?? "")).text();
  expect(metrics).toMatch(/dxgraphql_unfit_values_total\{member="Lag.lagName"\} [1-9]/);
});

describe("rows and entries that are none", () => {
  const missing = (operation: string, what: string) =>
    expect.objectContaining({
      ...{ account: accounts.partner, region: "us-east-1", operation, code: "UPSTREAM_UNAVAILABLE" },
      message: `${operation} answered ${what}, left out here.`,
    }) as unknown;

  test("among rows are left out, and the others are there", async () => {
    give("DescribeVirtualInterfaces", {
      virtualInterfaces: [null, { virtualInterfaceId: "dxvif-ffwrong1" }, "row", { vlan: 5 }, []],
    });
    const { data, errors, extensions } = await read(
      "DescribeVirtualInterfaces",
      "nodes { virtualInterfaceId bgpPeers { asn } } unavailable { message }",
    );
    expect(errors).toEqual([]);
    expect(data.read.nodes).toEqual([{ virtualInterfaceId: "dxvif-ffwrong1", bgpPeers: [] }]);
    const what = "1 row without virtualInterfaceId, 3 entries of virtualInterfaces that are no objects";
    expect(extensions["unavailable"]).toEqual([missing("DescribeVirtualInterfaces", what)]);
    expect(data.read.unavailable).toHaveLength(1);
  });

  test("in the lists of rows are left out, and reported", async () => {
    const members = [null, { connectionId: "dxcon-ffwrong1" }, { connectionName: "nameless" }];
    const tags = [{ value: "lost" }, { key: "env", value: "test" }, null];
    give("DescribeLags", { lags: [{ lagId: "dxlag-ffwrong1", connections: members, tags }] });
    const { data, errors, extensions } = await read(
      "DescribeLags",
      "nodes { lagId connections { connectionId } tags { key } }",
    );
    expect(errors).toEqual([]);
    expect(data.read.nodes).toEqual([
      {
        lagId: "dxlag-ffwrong1",
        connections: [{ connectionId: "dxcon-ffwrong1" }],
        tags: [{ key: "env" }],
      },
    ]);
    expect(extensions["unavailable"]).toEqual([
      missing(
        "DescribeLags",
        "1 entry of connections that is no object, 1 entry of connections without connectionId, " +
          "1 entry of tags without key, 1 entry of tags that is no object",
      ),
    ]);
    const warnings = gateway.logged.filter(({ msg }) => msg === "an answer is not whole");
    expect(warnings.at(-1)).toMatchObject({ operation: "DescribeLags", code: "UPSTREAM_UNAVAILABLE" });
  });

  test("in AWS's answer to a change are reported, too", async () => {
    const { errors, data, extensions } = await change("UpdateLag", {
      ...{ lagId: fixtureIds["lag-dc2"], connections: [{ connectionName: "nameless" }], tags: null },
      location: "EqDC2",
    });
    expect(errors).toEqual([]);
    expect(data.change.connections).toEqual([]);
    expect(extensions["unavailable"]).toEqual([
      expect.objectContaining({
        operation: "UpdateLag",
        message: "UpdateLag answered 1 entry of connections without connectionId, left out here.",
      }),
    ]);
  });
});
