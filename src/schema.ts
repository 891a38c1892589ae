import "reflect-metadata";
import { validate } from "class-validator";
import { getNamedType, type GraphQLSchema, isAbstractType, OperationTypeNode } from "graphql";
import { buildSchemaSync, type BuildSchemaOptions, type ValidatorFn } from "type-graphql";
import { guardSecrets } from "./auth/secret-fields";
import { badFields, badInput } from "./errors";
import { AcceptanceInboxResolver } from "./resolvers/acceptance-inbox";
import { AccountResolver } from "./resolvers/account";
import { AssociatedGatewayResolver } from "./resolvers/associated-gateway";
import { BGPPeerResolver } from "./resolvers/bgp-peer";
import { ConnectionResolver } from "./resolvers/connection";
import { CustomerMetadataResolver } from "./resolvers/customer-metadata";
import { DeletionPlanResolver } from "./resolvers/deletion-plan";
import { DeprecatedUsageResolver } from "./resolvers/deprecated-usage";
import { DirectConnectGatewayResolver } from "./resolvers/direct-connect-gateway";
import { DirectConnectGatewayAssociationResolver } from "./resolvers/direct-connect-gateway-association";
import { DirectConnectGatewayAssociationProposalResolver } from "./resolvers/direct-connect-gateway-association-proposal";
import { DirectConnectGatewayAttachmentResolver } from "./resolvers/direct-connect-gateway-attachment";
import { DirectConnectGatewayDeletionResolver } from "./resolvers/direct-connect-gateway-deletion";
import { FailoverTestResolver } from "./resolvers/failover-test";
import { HostedConnectionResolver } from "./resolvers/hosted-connection";
import { HostedConnectionParentResolver } from "./resolvers/hosted-connection-parent";
import { InterconnectResolver } from "./resolvers/interconnect";
import { JournalEntryResolver } from "./resolvers/journal-entry";
import { LagResolver } from "./resolvers/lag";
import { LoaResolver } from "./resolvers/loa";
import { LocationResolver } from "./resolvers/location";
import { MacSecKeyResolver } from "./resolvers/macsec-key";
import { MacSecRotationResolver } from "./resolvers/macsec-rotation";
import { NodeResolver } from "./resolvers/node";
import { LinkResolver, PortResolver } from "./resolvers/port";
import { DirectConnectGatewayResiliencyResolver, ResiliencyResolver } from "./resolvers/resiliency";
import {
  RouterConfigurationResolver,
  VirtualInterfaceRouterConfigurationResolver,
} from "./resolvers/router-configuration";
import { TagResolver } from "./resolvers/tag";
import { ViewerResolver } from "./resolvers/viewer";
import { VirtualGatewayResolver } from "./resolvers/virtual-gateway";
import { VirtualInterfaceDeletionResolver, VirtualInterfaceResolver } from "./resolvers/virtual-interface";
import { VirtualInterfaceCarrierResolver } from "./resolvers/virtual-interface-carrier";
import { VirtualInterfaceConfirmationResolver } from "./resolvers/virtual-interface-confirmation";
import { VirtualInterfaceCreationResolver } from "./resolvers/virtual-interface-creation";
import { VirtualInterfaceGatewayResolver } from "./resolvers/virtual-interface-gateway";
import { PortVlanPlanResolver, VlanPlanResolver } from "./resolvers/vlan-plan";
import { stateDeprecations } from "./types/deprecation";
import { openEnums } from "./types/open-enum";

const resolvers: BuildSchemaOptions["resolvers"] = [
  AcceptanceInboxResolver,
  AccountResolver,
  AssociatedGatewayResolver,
  BGPPeerResolver,
  ConnectionResolver,
  CustomerMetadataResolver,
  DeletionPlanResolver,
  DeprecatedUsageResolver,
  DirectConnectGatewayAssociationProposalResolver,
  DirectConnectGatewayAssociationResolver,
  DirectConnectGatewayAttachmentResolver,
  DirectConnectGatewayDeletionResolver,
  DirectConnectGatewayResiliencyResolver,
  DirectConnectGatewayResolver,
  FailoverTestResolver,
  HostedConnectionParentResolver,
  HostedConnectionResolver,
  InterconnectResolver,
  JournalEntryResolver,
  LagResolver,
  LinkResolver,
  LoaResolver,
  LocationResolver,
  MacSecKeyResolver,
  MacSecRotationResolver,
  NodeResolver,
  PortResolver,
  PortVlanPlanResolver,
  ResiliencyResolver,
  RouterConfigurationResolver,
  TagResolver,
  ViewerResolver,
  VirtualGatewayResolver,
  VirtualInterfaceCarrierResolver,
  VirtualInterfaceConfirmationResolver,
  VirtualInterfaceCreationResolver,
  VirtualInterfaceDeletionResolver,
  VirtualInterfaceGatewayResolver,
  VirtualInterfaceResolver,
  VirtualInterfaceRouterConfigurationResolver,
  VlanPlanResolver,
];

/**
 * Builds the executable schema.
 *
 * @param onUnknownEnumValue told of values of AWS's that the schema does not know; they are answered as UNKNOWN.
 */
export function createSchema(
  onUnknownEnumValue: (enumName: string, value: string) => void = () => undefined,
): GraphQLSchema {
  // Apollo validates the schema too; type-graphql's check would run the whole introspection query at each start.
  const schema = buildSchemaSync({ resolvers, validateFn: validateArgument, skipCheck: true });
  openEnums(schema, onUnknownEnumValue);
  rowsNameTheirTypes(schema);
  stateDeprecations(schema);
  guardSecrets(schema);
  return schema;
}

/** What graphql-js does without `resolveType`, where type-graphql would await a promise for each row. */
function rowsNameTheirTypes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type)) type.resolveType = undefined;
}

/** Input objects and argument classes carry their rules as class-validator decorators; scalars carry none. */
const validateArgument: ValidatorFn = async (value: unknown, type, { info }) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const isQuery = info.operation.operation === OperationTypeNode.QUERY; // a mutation's input may hold secrets
  const key = isQuery ? `${nameOf(type) ?? ""} ${JSON.stringify(value)}` : "";
  if (accepted.has(key)) return;
  const errors = await validate(value, { forbidUnknownValues: false });
  if (errors.length === 0) {
    if (isQuery) remember(key);
    return;
  }
  const field = info.parentType.getFields()[info.fieldName];
  const argument = field?.args.find((arg) => getNamedType(arg.type).name === nameOf(type));
  throw badInput(badFields(argument?.name ?? "", errors));
};

/**
 * Arguments of queries that were accepted: the rules look at values alone, so the same are accepted again, and looking
 * at them costs more than answering from memory does.
 */
const accepted = new Set<string>();
const MOST_ACCEPTED = 5000;

function remember(key: string): void {
  if (key.length > 1000) return;
  if (accepted.size >= MOST_ACCEPTED) accepted.clear();
  accepted.add(key);
}

function nameOf(type: unknown): string | undefined {
  return typeof type === "function" ? type.name : undefined;
}
