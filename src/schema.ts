import "reflect-metadata";
import { type GraphQLSchema, isAbstractType } from "graphql";
import { buildSchemaSync, type BuildSchemaOptions } from "type-graphql";
import { validateArgument } from "./schema/accepted-arguments";
import { takeArns } from "./schema/arn-arguments";
import { guardSecrets } from "./auth/secret-fields";
import { resolveDirectly, resolverInstances } from "./schema/direct-resolvers";
import { AcceptanceInboxResolver } from "./resolvers/acceptance-inbox";
import { AccountResolver } from "./resolvers/account";
import { AssociatedGatewayResolver } from "./resolvers/associated-gateway";
import { BGPPeerResolver } from "./resolvers/bgp-peer";
import { BillingModeResolver } from "./resolvers/billing-mode";
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
import { ResiliencyGroupResolver } from "./resolvers/resiliency-group";
import {
  CarrierResiliencyGroupResolver,
  ResiliencyGroupAssociationResolver,
} from "./resolvers/resiliency-group-association";
import { RouteResolver, VirtualInterfaceRouteResolver } from "./resolvers/route";
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
import { ChangeEventResolver } from "./resolvers/change-event";
import { ChangeSubscriptionResolver } from "./resolvers/change-subscription";
import { WebhookResolver } from "./resolvers/webhook";
import { AcceptanceInboxSubscriptionResolver } from "./resolvers/acceptance-inbox-subscription";
import { stateDeprecations } from "./types/graph/deprecation";
import { openEnums } from "./types/graph/open-enum";

const resolvers: BuildSchemaOptions["resolvers"] = [
  AcceptanceInboxResolver,
  AccountResolver,
  AssociatedGatewayResolver,
  BGPPeerResolver,
  BillingModeResolver,
  CarrierResiliencyGroupResolver,
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
  ResiliencyGroupAssociationResolver,
  ResiliencyGroupResolver,
  ResiliencyResolver,
  RouteResolver,
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
  VirtualInterfaceRouteResolver,
  VirtualInterfaceRouterConfigurationResolver,
  VlanPlanResolver,
  ChangeEventResolver,
  ChangeSubscriptionResolver,
  AcceptanceInboxSubscriptionResolver,
  WebhookResolver,
];

/**
 * Builds the executable schema.
 *
 * @param onUnknownEnumValue called for each value from AWS that the schema does not have; the answer has UNKNOWN.
 */
export function createSchema(
  onUnknownEnumValue: (enumName: string, value: string) => void = () => undefined,
): GraphQLSchema {
  // Apollo validates the schema too; type-graphql's check would run the whole introspection query at each start.
  const schema = buildSchemaSync({
    resolvers,
    container: resolverInstances,
    validateFn: validateArgument,
    pubSub: NO_TOPICS,
    skipCheck: true,
  });
  resolveDirectly(schema);
  takeArns(schema);
  openEnums(schema, onUnknownEnumValue);
  rowsNameTheirTypes(schema);
  stateDeprecations(schema);
  guardSecrets(schema);
  return schema;
}

/** type-graphql wants one where there are subscriptions; none of them names a topic. */
const NO_TOPICS: NonNullable<BuildSchemaOptions["pubSub"]> = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error("No subscription names a topic.");
  },
};

/** What graphql-js does without `resolveType`, where type-graphql would await a promise for each row. */
function rowsNameTheirTypes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type)) type.resolveType = undefined;
}
