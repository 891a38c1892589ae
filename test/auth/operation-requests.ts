import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from "graphql";
import type { Operation, ReadOperation } from "../../src/directconnect/client/operations";
import type { Fault } from "../../src/emulator/wire/faults";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { mutationDocument } from "../mutation-document";
import { schema } from "./generated";

/** The fields that call each read operation; a missing row does not compile. */
const READS: Readonly<Record<ReadOperation, string>> = {
  DescribeConnections: "connections { totalCount }",
  DescribeInterconnects: "interconnects { totalCount }",
  DescribeLags: "lags { totalCount }",
  DescribeVirtualInterfaces: "virtualInterfaces { totalCount }",
  DescribeHostedConnections:
    "hostedConnections(account: $account, connectionId: $connectionId) { totalCount }",
  DescribeConnectionsOnInterconnect:
    "connectionsOnInterconnect(account: $account, interconnectId: $interconnectId) { totalCount }",
  DescribeLoa: "loa(account: $account, connectionId: $connectionId) { resourceId }",
  DescribeConnectionLoa: "connectionLoa(account: $account, connectionId: $connectionId) { resourceId }",
  DescribeInterconnectLoa:
    "interconnectLoa(account: $account, interconnectId: $interconnectId) { resourceId }",
  DescribeRouterConfiguration: `routerConfiguration(account: $account, virtualInterfaceId: $virtualInterfaceId, routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124") { virtualInterfaceId }`,
  DescribeTags: "resourceTags(resourceArns: $resourceArns) { resourceArn tags { key } }",
  DescribeLocations: "locations { totalCount }",
  DescribeDirectConnectGateways: "directConnectGateways { totalCount }",
  DescribeDirectConnectGatewayAttachments: `directConnectGatewayAttachments(directConnectGatewayId: "${fixtureIds["vpc-gw"]}") { totalCount }`,
  DescribeDirectConnectGatewayAssociations: `directConnectGatewayAssociations(directConnectGatewayId: "${fixtureIds["vpc-gw"]}") { totalCount }`,
  DescribeDirectConnectGatewayAssociationProposals: "directConnectGatewayAssociationProposals { totalCount }",
  DescribeVirtualGateways: "virtualGateways { totalCount }",
  DescribeCustomerMetadata: "customerMetadata(account: $account) { nniPartnerType }",
  ListResiliencyGroups: "resiliencyGroups { totalCount }",
  GetResiliencyGroup: `resiliencyGroup(account: $account, resiliencyGroupId: "${fixtureIds["ashburn-group"]}") { state }`,
  ListResiliencyGroupAssociations: `resiliencyGroupAssociations(account: $account, resiliencyGroupId: "${fixtureIds["ashburn-group"]}") { totalCount }`,
  ListVirtualInterfaceRoutes:
    "virtualInterfaceRoutes(account: $account, virtualInterfaceId: $virtualInterfaceId) { nodes { cidr } }",
  ListVirtualInterfaceTestHistory: "failoverTests { totalCount }",
};

export const isRead = (operation: Operation): operation is ReadOperation => Object.hasOwn(READS, operation);

/** What members hold that no rule names: those that are required, and those without which an input is not accepted. */
const VALUES: Readonly<Record<string, unknown>> = {
  bandwidth: "1Gbps",
  connectionsBandwidth: "1Gbps",
  connectionBandwidth: "1Gbps",
  location: "EqDC2",
  vlan: 3999,
  asn: 65001,
  mtu: 1500,
  ASN: 65001,
  Boolean: true,
  Int: 1,
  tagKeys: ["team"],
  addressFamily: "IPV4",
  amazonAddress: "203.0.113.1/30",
  customerAddress: "203.0.113.2/30",
  cidr: "203.0.113.0/24",
  ckn: "a".repeat(64),
  cak: "b".repeat(64),
  secretARN: "arn:aws:secretsmanager:us-east-1:555555555555:secret:directconnect!prod/one-Ab12Cd",
  connectionId: fixtureIds["enterprise-100g"],
  interconnectId: fixtureIds["ic-dc2"],
  lagId: fixtureIds["lag-dc2"],
  virtualInterfaceId: fixtureIds["vif-305"],
  directConnectGatewayId: fixtureIds["vpc-gw"],
  gatewayId: fixtureIds["vgw-free"],
  virtualGatewayId: fixtureIds["vgw-free"],
  resiliencyGroupId: fixtureIds["ashburn-group"],
  connectionIdentifiers: [fixtureIds["enterprise-100g"]],
  connectionIds: [fixtureIds["enterprise-100g"]],
  resiliencyGroupName: "a-group",
  intendedResiliencyModel: "HIGH_RESILIENCY",
  billingMode: "FLAT_RATE_TIER2",
  associationId: fixtureIds["association-vgw-a"],
  proposalId: fixtureIds["proposal-requested"],
  ownerAccount: "222222222222",
  parentConnectionId: fixtureIds["ic-dc2"],
  directConnectGatewayOwnerAccount: "555555555555",
  associatedGatewayOwnerAccount: "666666666666",
};
const WANTED = new Set([
  ...["asn", "addressFamily", "mtu", "amazonAddress", "customerAddress", "ckn", "cak"],
  ...["addAllowedPrefixesToDirectConnectGateway", "associationId", "directConnectGatewayId", "gatewayId"],
]);

function valueOf(name: string, input: GraphQLInputType): unknown {
  const type = getNullableType(input);
  if (VALUES[name] !== undefined) return VALUES[name];
  if (isListType(type)) return [valueOf(name, type.ofType)];
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter(
      (member) => isRequiredInputField(member) || WANTED.has(member.name),
    );
    const isAssociation = wanted.some((member) => member.name === "associationId"); // which names its gateway
    const members = wanted.filter((member) => !(isAssociation && member.name === "directConnectGatewayId"));
    return Object.fromEntries(members.map((member) => [member.name, valueOf(member.name, member.type)]));
  }
  if ("getValues" in type) return type.getValues()[0]?.name;
  return VALUES[type.name] ?? "some-text";
}

/** The message of the fault that `refusing` makes. */
export const NOTHING_DONE = "Nothing is done in this test.";

/** A fault of the emulator: it refuses an operation, so that nothing is changed by it. */
export function refusing(operation: Operation): Fault {
  const error = { name: "DirectConnectClientException", message: NOTHING_DONE, status: 400 };
  return { kind: "error", operation, error };
}

export interface OperationRequest {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

/**
 * A GraphQL request that calls an operation; its field is called `change`.
 * @param named members of the operation's input, by their names; all others that it needs are added.
 */
export function requestFor(
  operation: Operation,
  account: string,
  named: Readonly<Record<string, unknown>>,
  region?: string,
): OperationRequest {
  if (isRead(operation)) {
    const field = region === undefined ? READS[operation] : inRegion(READS[operation], region);
    const used = Object.entries({ ...VALUES, account, ...named }).filter(([name]) =>
      field.includes(`$${name}`),
    );
    const declared = used.map(([name, value]) => `$${name}: ${Array.isArray(value) ? "[ID!]!" : "ID!"}`);
    const head = used.length === 0 ? "" : `query (${declared.join(" ")}) `;
    return { document: `${head}{ change: ${field} }`, variables: Object.fromEntries(used) };
  }
  const field = mutationOf(operation);
  const type = getNamedType(field?.args.find(({ name }) => name === "input")?.type);
  const answer = getNamedType(field?.type);
  const isDeletion = answer !== undefined && "getFields" in answer && "alreadyGone" in answer.getFields();
  if (type === undefined || !isInputObjectType(type)) throw new Error(`There is no input of ${operation}.`);
  const input = { ...(valueOf("input", type) as object), ...named };
  const { resourceArn = "" }: { resourceArn?: unknown } = input;
  const owner = String(resourceArn).split(":")[4] ?? account; // no other may act
  const isPlaced = field?.args.some(({ name }) => name === "account") === true;
  return {
    document: mutationDocument(operation, isDeletion ? "alreadyGone" : ""),
    variables: { input, ...(isPlaced && { account: owner }), ...(region !== undefined && { region }) },
  };
}

/** A field that reads one resource, in a region. */
function inRegion(field: string, region: string): string {
  return field.replace("account: $account", `account: $account, region: "${region}"`);
}

/** Whether the field of an operation can name the region that it is sent to. */
export function takesRegion(operation: Operation): boolean {
  if (isRead(operation)) return READS[operation].includes("account: $account");
  return mutationOf(operation)?.args.some(({ name }) => name === "region") === true;
}

function mutationOf(operation: Operation) {
  const name = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
  return schema.getMutationType()?.getFields()[name];
}
