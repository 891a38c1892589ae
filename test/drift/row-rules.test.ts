import * as sdk from "@aws-sdk/client-direct-connect";
import { defaultFieldResolver, isInterfaceType, isNonNullType, isObjectType } from "graphql";
import { proposals } from "../../src/directconnect/collections/association-proposals";
import { attachmentsOf } from "../../src/directconnect/collections/attachments";
import { connections } from "../../src/directconnect/collections/connections";
import { directConnectGateways } from "../../src/directconnect/collections/direct-connect-gateways";
import { failoverTests } from "../../src/directconnect/collections/failover-tests";
import { associationsOf } from "../../src/directconnect/collections/gateway-associations";
import { interconnects } from "../../src/directconnect/collections/interconnects";
import { lags } from "../../src/directconnect/collections/lags";
import { locations } from "../../src/directconnect/collections/locations";
import { virtualGateways } from "../../src/directconnect/collections/virtual-gateways";
import { virtualInterfaces } from "../../src/directconnect/collections/virtual-interfaces";
import { NEWER_OPERATIONS } from "../../src/directconnect/client/newer-shapes";
import { associationsOfGroup } from "../../src/directconnect/collections/resiliency-group-associations";
import { resiliencyGroups } from "../../src/directconnect/collections/resiliency-groups";
import { ROW_RULES, type RowRule } from "../../src/directconnect/read/row-rules";
import { createSchema } from "../../src/schema";
import { readSdkModel } from "./sdk-model";

/*
 * One rule (docs/schema-guide.md): every member of what AWS answers is nullable but the identity, the state, the region
 * and lists. A type of the schema is a row (it has a rule), a structure in rows (it has none of these), or the
 * gateway's own; one that is none of them fails here, until it is put where it belongs.
 */

const schema = createSchema();
const rules = ROW_RULES as unknown as Readonly<Record<string, RowRule<Record<string, unknown>>>>; // looked up by the name of a type
const structures = readSdkModel({ ...sdk, ...NEWER_OPERATIONS }).structures;

/** Structures in rows that a member of their own identifies. */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = { Tag: ["key"] };

/** Made by the gateway: nothing that is non-null in them is AWS's to leave out. */
const OWN = new Set([
  ...["Query", "Mutation", "Unavailable", "PageInfo", "Account", "Viewer", "AccountGrant", "ViewerLimits"],
  ...["JournalEntry", "ChangeError", "DeprecatedUsage"],
  ...["Subscription", "ChangeEvent", "MemberChange", "ChangeCause"],
  ...["Webhook", "WebhookFilter", "WebhookDelivery", "WebhookWithSecret", "WebhookChange"],
  ...["RateLimiterCapacity", "PrefixPool", "ConnectionsBillingModeChange", "ConnectionBillingModeChange"],
  ...["Capacity", "VlanPlan", "VlanUse", "VlanRange", "MacSecRotation", "MacSecBlocker"],
  ...["Resiliency", "ResiliencyAssessment", "FailureDomainMembers", "SinglePointOfFailure"],
  ...["DeletionPlan", "DeletionStep", "ProposalExpiry"],
  ...[
    "AcceptanceInbox",
    "Offer",
    "HostedConnectionOffer",
    "VirtualInterfaceOffer",
    "AssociationProposalOffer",
  ],
  // identified by the request, or by what the gateway did
  ...["Loa", "ResourceTag", "CustomerMetadata", "RouterType", "MacSecKeyChange"],
  ...["ConnectionDeletion", "InterconnectDeletion", "LagDeletion", "VirtualInterfaceDeletion"],
  ...["DirectConnectGatewayDeletion", "DirectConnectGatewayAssociationDeletion"],
  "DirectConnectGatewayAssociationProposalDeletion",
  ...["RouteCommunity", "ForwardPageInfo", "VirtualInterfaceRoutes"],
  ...["ResiliencyGroupDeletion", "ResiliencyGroupMembersChange", "IntendedResiliency"],
]);

/** The members that a type declares non-null and that are its source's own, not a resolver's. */
function promisedBy(name: string): string[] {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`There is no type ${name}.`);
  return Object.values(type.getFields())
    .filter(({ type: fieldType, resolve }) => {
      const isOwn = isInterfaceType(type) || resolve === undefined || resolve === defaultFieldResolver;
      return isNonNullType(fieldType) && isOwn;
    })
    .map((field) => field.name);
}

/** What a row always has. */
function keptBy(name: string): string[] {
  const { identity = [], state, region, lists = [] } = rules[name] ?? {};
  return [...identity, ...lists, ...(state ? [state] : []), ...(region ? ["region"] : []), "id", "account"];
}

const types = Object.values(schema.getTypeMap()).filter(
  (type) => (isObjectType(type) || isInterfaceType(type)) && !/^__|Page$|Edge$/.test(type.name),
);

test("every type is a row, a structure in rows, or the gateway's own", () => {
  const unknown = types.filter((type) => {
    if (isInterfaceType(type) || type.name in rules || OWN.has(type.name)) return false;
    return !structures.has(type.name);
  });
  expect(unknown.map(({ name }) => name)).toEqual([]);
  expect([...OWN].filter((name) => schema.getType(name) === undefined)).toEqual([]);
});

test("rows and structures promise nothing that AWS can leave out", () => {
  const broken = types
    .filter((type) => isObjectType(type) && !OWN.has(type.name))
    .flatMap(({ name }) => {
      const kept = name in rules ? keptBy(name) : (IDENTITIES[name] ?? []);
      return promisedBy(name)
        .filter((member) => !kept.includes(member))
        .map((member) => `${name}.${member}`);
    });
  expect(broken).toEqual([]);
});

test("interfaces promise what all of their types keep", () => {
  const broken = types.filter(isInterfaceType).flatMap((type) =>
    schema.getPossibleTypes(type).flatMap(({ name }) => {
      if (OWN.has(name)) return [];
      return promisedBy(type.name)
        .filter((member) => !keptBy(name).includes(member))
        .map((member) => `${type.name}.${member} of ${name}`);
    }),
  );
  expect(broken).toEqual([]);
});

const place = {
  account: { accountId: "111111111111", alias: "partner", regions: [], credentials: {} },
  region: "us-east-1",
} as unknown as Parameters<typeof connections.enter>[1]; // the conversion of rows reads no other member of an account

/** The least that each kind of row comes with. */
const ENTERED: Readonly<Record<string, (left?: string) => object | null>> = {
  Connection: () => connections.enter({ connectionId: "dxcon-1" }, place),
  Interconnect: () => interconnects.enter({ interconnectId: "dxcon-1" }, place),
  Lag: () => lags.enter({ lagId: "dxlag-1" }, place),
  VirtualInterface: () => virtualInterfaces.enter({ virtualInterfaceId: "dxvif-1" }, place),
  DirectConnectGateway: () => directConnectGateways.enter({ directConnectGatewayId: "uuid" }, place),
  DirectConnectGatewayAssociation: () =>
    associationsOf({}).enter({ directConnectGatewayId: "uuid", associatedGateway: { id: "vgw-1" } }, place),
  DirectConnectGatewayAssociationProposal: () => proposals.enter({ proposalId: "uuid" }, place),
  DirectConnectGatewayAttachment: () =>
    attachmentsOf({}).enter({ directConnectGatewayId: "uuid", virtualInterfaceId: "dxvif-1" }, place),
  ResiliencyGroup: () => resiliencyGroups.enter({ resiliencyGroupId: "dxrg-1" }, place),
  ResiliencyGroupAssociation: () =>
    associationsOfGroup("dxrg-1").enter({ resiliencyGroupId: "dxrg-1", connectionArn: "arn" }, place),
  VirtualGateway: () => virtualGateways.enter({ virtualGatewayId: "vgw-1" }, place),
  FailoverTest: () => failoverTests.enter({ testId: "uuid" }, place),
  Location: () => locations.enter({ locationCode: "EqDC2" }, place),
};

/** One answer, never a list: the request identifies it. */
const NO_COLLECTION = ["RouterConfiguration", "Route"];

test("every rule is that of a collection", () => {
  expect([...Object.keys(ENTERED), ...NO_COLLECTION].sort()).toEqual(Object.keys(rules).sort());
});

test.each(Object.keys(ENTERED))(
  "a %s with nothing but its identity has all that the schema promises",
  (name) => {
    const row = ENTERED[name]?.() as Record<string, unknown> | null;
    expect(row).not.toBeNull();
    expect(promisedBy(name).filter((member) => row?.[member] == null)).toEqual([]);
    const { state, lists = [] } = rules[name] ?? {};
    if (state !== undefined) expect(row?.[state]).toBe("unknown");
    for (const list of lists) expect(row?.[list]).toEqual([]);
  },
);

test("one without its identity is left out", () => {
  const left = [
    connections.enter({ connectionName: "nameless" }, place),
    interconnects.enter({}, place),
    lags.enter({}, place),
    virtualInterfaces.enter({ vlan: 101 }, place),
    directConnectGateways.enter({}, place),
    associationsOf({}).enter({ directConnectGatewayId: "uuid" }, place),
    associationsOf({}).enter({ associationId: "uuid" }, place),
    proposals.enter({}, place),
    attachmentsOf({}).enter({ virtualInterfaceId: "dxvif-1" }, place),
    resiliencyGroups.enter({}, place),
    associationsOfGroup("dxrg-1").enter({ resiliencyGroupId: "dxrg-1" }, place),
    virtualGateways.enter({}, place),
    failoverTests.enter({}, place),
    locations.enter({}, place),
  ];
  expect(left.filter((row) => row !== null)).toEqual([]);
});
