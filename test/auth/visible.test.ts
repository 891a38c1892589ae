import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import * as sdk from "@aws-sdk/client-direct-connect";
import { makeApiKey } from "../../src/auth/api-keys";
import { NEWER_COMMANDS } from "../../src/directconnect/client/newer-commands";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { schema } from "./generated";
import { idsIn, shownTo } from "./tenants";

/*
 * Every root list and every relation of the schema, as every tenant: what a narrow grant shows is what the whole account
 * shows, less what is not granted, nothing more and nothing less. The grants are evaluated here a second time, from the rows.
 */

jest.setTimeout(300_000);

interface Tenant {
  readonly account: string;
  readonly ports?: readonly string[];
  readonly ownerAccounts?: readonly string[];
  readonly regions?: readonly string[];
}

const TENANTS: Readonly<Record<string, Tenant>> = {
  partner: { account: "partner" },
  acme: { account: "acme" },
  "blue-harbor": { account: "blue-harbor" },
  enterprise: { account: "enterprise" },
  "one interconnect": { account: "partner", ports: [fixtureIds["ic-dc2"]] },
  "one LAG of interconnects": { account: "partner", ports: [fixtureIds["lag-dc2-100"]] },
  "one customer": { account: "partner", ownerAccounts: ["222222222222"] },
  "one customer on one LAG": {
    account: "partner",
    ports: [fixtureIds["lag-dc2-100"]],
    ownerAccounts: ["333333333333"],
  },
  "one LAG of connections": { account: "enterprise", ports: [fixtureIds["lag-dc2"]] },
  "the subsidiary on one LAG": {
    account: "enterprise",
    ports: [fixtureIds["lag-dc2"]],
    ownerAccounts: ["666666666666"],
  },
  "one connection": { account: "enterprise", ports: [fixtureIds["enterprise-100g"]] },
  "one hosted connection": { account: "acme", ports: [fixtureIds["acme-dc2"]] },
  none: { account: "enterprise", ports: [] },
  subsidiary: { account: "subsidiary" },
  "the enterprise in one region": { account: "enterprise", regions: ["us-west-1"] },
  "the enterprise in another": { account: "enterprise", regions: ["us-east-1"] },
  "the enterprise in three": { account: "enterprise", regions: ["us-west-1", "us-west-2", "eu-west-1"] },
  "the subsidiary where it has no gateway": { account: "subsidiary", regions: ["us-east-1"] },
  "a customer in one region": { account: "acme", regions: ["us-west-1"] },
  "the partner in one region": { account: "partner", regions: ["us-east-1"] },
  "one LAG in one region": { account: "enterprise", ports: [fixtureIds["lag-dc2"]], regions: ["us-east-1"] },
};

const isNarrow = ({ ports, ownerAccounts, regions }: Tenant) =>
  ports !== undefined || ownerAccounts !== undefined || regions !== undefined;
const isOfPorts = ({ ports, ownerAccounts }: Tenant) => ports !== undefined || ownerAccounts !== undefined;
const headers = new Map<string, Record<string, string>>();

let gateway: GatewayUnderTest;
/** The ids that Direct Connect itself shows to those who are granted a whole account. */
const shown = new Map<string, Set<string>>();
beforeAll(async () => {
  const wide = { tokens: 20_000, depth: 100, aliases: 1000, cost: 2_147_483_647, costPerMinute: null };
  const callers = Object.entries(TENANTS).map(([name, { account, ports, ownerAccounts, regions }], index) => {
    const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
    headers.set(name, { "x-api-key": key });
    const lags = ports?.filter((id) => id.startsWith("dxlag-"));
    const interconnects = ports?.filter((id) => id.startsWith("dxcon-"));
    const grant = { account, lags, interconnects, ownerAccounts, regions };
    return { name: `tenant-${index}`, roles: ["admin"], accounts: [grant], apiKeys: [stored] };
  });
  gateway = await startGatewayUnderTest({
    access: { callers, limits: wide },
    settings: { LOG_LEVEL: "warn", SNAPSHOT_FRESH_MS: "600000" }, // nothing changes, and the same is read often
  });
  for (const [name, tenant] of Object.entries(TENANTS)) {
    const { accountId = "" } = emulatedAccounts().find(({ alias }) => alias === tenant.account) ?? {};
    if (!isNarrow(tenant)) shown.set(name, await shownTo(accountId, gateway.emulator.url));
  }
});
afterAll(() => gateway.stop());

type Field = GraphQLField<unknown, unknown>;
type Row = Readonly<Record<string, unknown>>;

/** What identifies the rows of each type, and whether a tenant is granted one. */
const ROWS: Readonly<
  Record<string, { members: string; isGranted: (row: Row, tenant: Tenant, field: string) => boolean }>
> = {
  Connection: {
    members: "connectionId connectionLag: lagId ownerAccount ownRegion: region",
    // a hosted connection is on a port that is granted, or the tenant would not have read it
    isGranted: (row, tenant, field) =>
      HOSTED.has(field)
        ? isGrantedOwner(row, tenant)
        : isGrantedPort([row["connectionId"], row["connectionLag"]], tenant),
  },
  Interconnect: {
    members: "interconnectId interconnectLag: lagId ownRegion: region",
    isGranted: (row, tenant) => isGrantedPort([row["interconnectId"], row["interconnectLag"]], tenant),
  },
  Lag: {
    members: "ownLagId: lagId ownRegion: region",
    isGranted: (row, tenant) => isGrantedPort([row["ownLagId"]], tenant),
  },
  VirtualInterface: {
    members: "virtualInterfaceId carrierId: connectionId ownerAccount ownRegion: region",
    isGranted: (row, tenant) => isGrantedPort([row["carrierId"]], tenant) && isGrantedOwner(row, tenant),
  },
  DirectConnectGateway: { members: "directConnectGatewayId", isGranted: isOfWholeAccount },
  DirectConnectGatewayAttachment: {
    members: "attachmentState attachedRegion: virtualInterfaceRegion",
    isGranted: isOfWholeAccount,
  },
  DirectConnectGatewayAssociation: {
    members: "associationId associatedGateway { region }",
    isGranted: isOfWholeAccount,
  },
  DirectConnectGatewayAssociationProposal: {
    members: "proposalId associatedGateway { region }",
    isGranted: isOfWholeAccount,
  },
  ResiliencyGroup: { members: "resiliencyGroupId ownRegion: region", isGranted: isOfWholeAccount },
  ResiliencyGroupAssociation: { members: "connectionArn", isGranted: isOfWholeAccount },
  VirtualGateway: { members: "virtualGatewayId ownRegion: region", isGranted: isOfWholeAccount },
  CustomerMetadata: { members: "nniPartnerType", isGranted: isOfWholeAccount },
  FailoverTest: { members: "testId ownRegion: region", isGranted: isOfWholeAccount },
  Location: { members: "locationCode ownRegion: region", isGranted: () => true },
};

/** What a grant of some ports or owner accounts shows nothing of. */
function isOfWholeAccount(_row: Row, tenant: Tenant): boolean {
  return !isOfPorts(tenant);
}

/** What names no region is in all: Direct Connect gateways, and the associations of core networks. */
function isGrantedRegion(row: Row, { regions }: Tenant): boolean {
  const { region } = (row["associatedGateway"] ?? {}) as { readonly region?: unknown };
  const named = [row["ownRegion"], row["attachedRegion"], region].find((one) => typeof one === "string");
  return regions === undefined || typeof named !== "string" || regions.includes(named);
}

/** The fields that list hosted connections by their parent. */
const HOSTED = new Set(["hostedConnections", "connectionsOnInterconnect"]);

const isGrantedPort = (ids: readonly unknown[], { ports }: Tenant) =>
  ports === undefined || ids.some((id) => ports.includes(String(id)));
const isGrantedOwner = ({ ownerAccount }: Row, { ownerAccounts }: Tenant) =>
  ownerAccounts === undefined || ownerAccounts.includes(String(ownerAccount));

const fieldsOf = (type: GraphQLNamedType): Field[] =>
  isObjectType(type) ? Object.values(type.getFields()).filter(isFollowed) : [];

/** Fields that lead to objects, and need no argument; and the lists that need one, which is then `PARENT`. */
function isFollowed({ type, args }: Field): boolean {
  const inner = getNamedType(type);
  return isCompositeType(inner) && (inner.name.endsWith("Page") || !args.some(isRequiredArgument));
}

/** The arguments that a list requires: its port. */
const PARENT = fixtureIds["ic-dc2"];

interface Step {
  readonly on: string;
  readonly field: Field;
}

/** The shortest way from the root to every type, and by that way to each of its relations. */
function waysToRelations(): Step[][] {
  const query = schema.getQueryType();
  if (query == null) throw new Error("There is no query.");
  const observed = new Set<string>([query.name]);
  const ways: Step[][] = [];
  const open: { type: GraphQLNamedType; way: Step[] }[] = [{ type: query, way: [] }];
  for (const { type, way } of open) {
    for (const field of fieldsOf(type)) {
      const longer = [...way, { on: type.name, field }];
      if (!/Edge$|^PageInfo$|^Unavailable$/.test(getNamedType(field.type).name)) ways.push(longer);
      const inner = getNamedType(field.type);
      for (const next of isAbstractType(inner) ? schema.getPossibleTypes(inner) : [inner]) {
        if (observed.has(next.name)) continue;
        observed.add(next.name);
        open.push({ type: next, way: longer });
      }
    }
  }
  return ways;
}

/** What identifies a row of a type, or of each possible type; of other objects, that they exist. */
function membersOf(type: GraphQLNamedType): string {
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  const own = types.flatMap(({ name }) => (ROWS[name] ? [`... on ${name} { ${ROWS[name].members} }`] : []));
  const inner = types
    .filter(({ name }) => isAround(name))
    .map((around) => {
      const held = fieldsOf(around).filter((field) => ROWS[getNamedType(field.type).name]);
      const fields = held.map((field) => `${field.name} { ${membersOf(getNamedType(field.type))} }`);
      return `... on ${around.name} { ${fields.join(" ")} }`;
    });
  return ["__typename", ...own, ...inner].join(" ");
}

/** Whether objects of a type are there for the one row that they hold, and gone with it. */
const isAround = (typeName: string) => /Edge$|Offer$/.test(typeName);

function documentOf(way: readonly Step[]): string {
  const [step, ...rest] = way;
  if (step === undefined) return "";
  const { name, type, args } = step.field;
  const inner = getNamedType(type);
  const input = args.flatMap((argument) => {
    if (argument.name === "first") return ["first: 300"];
    return isRequiredArgument(argument) ? [`${argument.name}: "${PARENT}"`] : [];
  });
  const called = input.length === 0 ? name : `${name}(${input.join(", ")})`;
  const [next] = rest;
  // a page's rows are searched, wherever the path ends
  const isPage = next === undefined && inner.name.endsWith("Page");
  const nodes = isPage && isObjectType(inner) ? inner.getFields()["nodes"] : undefined;
  const below = nodes ? `nodes { ${membersOf(getNamedType(nodes.type))} }` : documentOf(rest);
  const further = next !== undefined && isAbstractType(inner) ? `... on ${next.on} { ${below} }` : below;
  return `${called} { ${membersOf(inner)} ${further} }`;
}

/** An answer without what a tenant is not granted. */
function granted(value: unknown, tenant: Tenant, field: string): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => granted(one, tenant, field)).filter((one) => one !== null);
  }
  if (typeof value !== "object" || value === null) return value;
  const row = value as Row;
  const rule = ROWS[String(row["__typename"])];
  if (rule !== undefined && !(rule.isGranted(row, tenant, field) && isGrantedRegion(row, tenant)))
    return null;
  const shown = Object.entries(row).map(([name, member]) => {
    return [name, granted(member, tenant, name === "nodes" || name === "node" ? field : name)] as const;
  });
  const isGone =
    isAround(String(row["__typename"])) &&
    !shown.some(([, member]) => typeof member === "object" && member !== null);
  return isGone ? null : Object.fromEntries(shown);
}

/**
 * What the gateway wrote down; other tests hold who sees it: test/resolvers/journal-entry.test.ts, deprecated-usage.test.ts,
 * test/events/visible.test.ts and, for webhooks, which belong to their callers, test/events/webhooks/webhooks.test.ts.
 */
const JOURNAL = new Set([
  "auditEntries",
  "deprecatedUsage",
  "changes",
  "webhooks",
  "webhookDeliveries",
  "webhookChanges",
]);
const ways = waysToRelations().filter(([root]) => root !== undefined && !JOURNAL.has(root.field.name));
const cases = ways.map((way) => [way.map(({ field }) => field.name).join("."), way] as const);

/** What is made from all that a caller sees: of less, another answer, and not a part of the same. */
const isCounted = (way: readonly Step[]) =>
  way.some(({ field }) => ["resiliency", "intended"].includes(field.name));

test.each(cases)("%s", async (_name, way) => {
  const document = `{ ${documentOf(way)} }`;
  const wholes = new Map<string, unknown>();
  for (const [name, tenant] of Object.entries(TENANTS)) {
    const { data, errors } = await gateway.ask(document, {}, headers.get(name));
    expect([
      name,
      errors.filter(({ extensions }) => /VALIDATION|INTERNAL|LIMIT/.test(String(extensions["code"]))),
    ]).toEqual([name, []]);
    const isOfParent = way[0]?.field.args.some(isRequiredArgument) === true;
    if (!isNarrow(tenant)) {
      wholes.set(tenant.account, data);
      const foreign = [...idsIn(JSON.stringify(data))].filter((id) => shown.get(name)?.has(id) !== true);
      expect([name, foreign]).toEqual([name, []]);
    } else if (tenant.regions !== undefined && isCounted(way)) continue;
    else if (isOfParent && !isGrantedPort([PARENT], tenant))
      expect([name, Object.values(data)]).toEqual([name, [null]]);
    else expect([name, data]).toEqual([name, granted(wholes.get(tenant.account), tenant, "")]);
  }
});

/** How the SDK lists, as an account in a region, what each root list shows of it. */
const LISTED: Readonly<
  Record<string, { key: string; list: (aws: sdk.DirectConnectClient) => Promise<(string | undefined)[]> }>
> = {
  connections: {
    key: "connectionId",
    list: async (aws) =>
      ((await aws.send(new sdk.DescribeConnectionsCommand({ maxResults: 100 }))).connections ?? []).map(
        ({ connectionId }) => connectionId,
      ),
  },
  interconnects: {
    key: "interconnectId",
    list: async (aws) =>
      ((await aws.send(new sdk.DescribeInterconnectsCommand({ maxResults: 100 }))).interconnects ?? []).map(
        ({ interconnectId }) => interconnectId,
      ),
  },
  lags: {
    key: "lagId",
    list: async (aws) =>
      ((await aws.send(new sdk.DescribeLagsCommand({ maxResults: 100 }))).lags ?? []).map(
        ({ lagId }) => lagId,
      ),
  },
  virtualInterfaces: {
    key: "virtualInterfaceId",
    list: async (aws) =>
      (
        (await aws.send(new sdk.DescribeVirtualInterfacesCommand({ maxResults: 100 }))).virtualInterfaces ??
        []
      ).map(({ virtualInterfaceId }) => virtualInterfaceId),
  },
  virtualGateways: {
    key: "virtualGatewayId",
    list: async (aws) =>
      ((await aws.send(new sdk.DescribeVirtualGatewaysCommand({}))).virtualGateways ?? []).map(
        ({ virtualGatewayId }) => virtualGatewayId,
      ),
  },
  directConnectGateways: { key: "directConnectGatewayId", list: gatewaysOf },
  resiliencyGroups: {
    key: "resiliencyGroupId",
    list: async (aws) =>
      ((await aws.send(new NEWER_COMMANDS.ListResiliencyGroups({}))).items ?? []).map(
        ({ resiliencyGroupId }) => resiliencyGroupId,
      ),
  },
  directConnectGatewayAssociations: {
    key: "associationId",
    list: async (aws) => {
      const pages = (await gatewaysOf(aws)).map((directConnectGatewayId) =>
        aws.send(new sdk.DescribeDirectConnectGatewayAssociationsCommand({ directConnectGatewayId })),
      );
      return (await Promise.all(pages)).flatMap(({ directConnectGatewayAssociations: rows = [] }) =>
        rows.map(({ associationId }) => associationId),
      );
    },
  },
  directConnectGatewayAttachments: {
    key: "virtualInterfaceId",
    list: async (aws) => {
      const pages = (await gatewaysOf(aws)).map((directConnectGatewayId) =>
        aws.send(new sdk.DescribeDirectConnectGatewayAttachmentsCommand({ directConnectGatewayId })),
      );
      return (await Promise.all(pages)).flatMap(({ directConnectGatewayAttachments: rows = [] }) =>
        rows.map(({ virtualInterfaceId }) => virtualInterfaceId),
      );
    },
  },
  directConnectGatewayAssociationProposals: {
    key: "proposalId",
    list: async (aws) =>
      (
        (await aws.send(new sdk.DescribeDirectConnectGatewayAssociationProposalsCommand({})))
          .directConnectGatewayAssociationProposals ?? []
      ).map(({ proposalId }) => proposalId),
  },
  failoverTests: {
    key: "testId",
    list: async (aws) =>
      (
        (await aws.send(new sdk.ListVirtualInterfaceTestHistoryCommand({}))).virtualInterfaceTestHistory ?? []
      ).map(({ testId }) => testId),
  },
};

async function gatewaysOf(aws: sdk.DirectConnectClient): Promise<string[]> {
  const { directConnectGateways = [] } = await aws.send(new sdk.DescribeDirectConnectGatewaysCommand({}));
  return directConnectGateways.flatMap(({ directConnectGatewayId: id }) => (id === undefined ? [] : [id]));
}

const wholes = Object.entries(TENANTS).filter(([, tenant]) => !isNarrow(tenant));

describe("a caller with a whole account sees in each list exactly what Direct Connect shows to it", () => {
  test("every root list has its counterpart here", () => {
    const lists = Object.values(schema.getQueryType()?.getFields() ?? {})
      .filter(({ type, args }) => getNamedType(type).name.endsWith("Page") && !args.some(isRequiredArgument))
      .map(({ name }) => name)
      .filter((name) => !JOURNAL.has(name) && name !== "locations"); // every caller sees all locations
    expect(Object.keys(LISTED).sort()).toEqual(lists.sort());
  });

  test.each(wholes.flatMap(([name]) => Object.keys(LISTED).map((field) => [name, field] as const)))(
    "%s: %s",
    async (name, field) => {
      const { key = "", list } = LISTED[field] ?? {};
      const account = emulatedAccounts().find(({ alias }) => alias === TENANTS[name]?.account);
      const ids = new Set<string | undefined>();
      for (const region of account?.regions ?? []) {
        const aws = new sdk.DirectConnectClient({
          ...{ region, endpoint: gateway.emulator.url },
          credentials: { accessKeyId: account?.accountId ?? "", secretAccessKey: "x" },
        });
        for (const id of (await list?.(aws)) ?? []) ids.add(id);
        aws.destroy();
      }
      const { data, errors } = await gateway.ask(
        `{ ${field}(first: 1000) { nodes { ${key} } } }`,
        {},
        headers.get(name),
      );
      expect(errors).toEqual([]);
      const { nodes } = data[field] as { nodes: Record<string, string>[] };
      expect([...new Set(nodes.map((node) => node[key]))].sort()).toEqual([...ids].sort());
      if (ids.size > 0) found.add(field);
    },
  );

  const found = new Set<string>();
  afterAll(() => expect([...found].sort()).toEqual(Object.keys(LISTED).sort())); // a list that is empty for all proves nothing
});

test("every type that has an account of its own is one whose rows are identified here", () => {
  const owned = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && "account" in type.getFields() && "region" in type.getFields(),
  );
  const others = owned.map(({ name }) => name).filter((name) => ROWS[name] === undefined);
  // offers contain the row that is offered
  expect(others.filter((name) => !isAround(name)).sort()).toEqual([
    ...["ChangeEvent", "JournalEntry", "Unavailable"],
  ]);
});

test("every type but what only a change or one id leads to is reached", () => {
  const reached = new Set(ways.flatMap((way) => way.map(({ on }) => on)));
  const missing = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__") && fieldsOf(type).length > 0)
    .map(({ name }) => name)
    .filter((name) => !reached.has(name));
  const ofChanges = Object.values(schema.getMutationType()?.getFields() ?? {}).map(
    ({ type }) => getNamedType(type).name,
  );
  const ofStreams = ["Subscription"]; // the same as `changes` and `node`
  const beneathChanges = ["ConnectionBillingModeChange"];
  const ofOneId = ["DeletionPlan", "ResourceTag", "RouterConfiguration"];
  const ofJournal = [
    ...["JournalEntry", "JournalEntryPage", "JournalEntryEdge"],
    ...["DeprecatedUsagePage", "DeprecatedUsageEdge"],
    ...["ChangeEventPage", "ChangeEventEdge", "ChangeEvent", "MemberChange", "ChangeCause"],
    ...Object.keys(schema.getTypeMap()).filter((name) => name.startsWith("Webhook")),
  ];
  expect(
    missing.filter(
      (name) =>
        ![...ofChanges, ...beneathChanges, ...ofOneId, ...ofJournal, ...ofStreams, "Mutation"].includes(name),
    ),
  ).toEqual([]);
});
