/* eslint-disable @typescript-eslint/no-empty-object-type -- an interface of the same name is how members are added */
import type * as sdk from "@aws-sdk/client-direct-connect";

/*
 * The types of what the service has and the installed SDK lacks, declared in the SDK's own module, so they are part of
 * the SDK's types everywhere. `newer-shapes.ts` has the schemas. A test fails when an SDK release makes one redundant.
 */
declare module "@aws-sdk/client-direct-connect/dist-types/models/models_0" {
  type ResiliencyModel = "maximum-resiliency" | "high-resiliency" | "basic-resiliency";
  type ResiliencyGroupType = "Managed";
  type ResiliencyGroupState = "pending" | "available" | "deleting" | "deleted";
  type ResiliencyGroupAssociationState = "associating" | "associated" | "disassociating" | "disassociated";
  type RouteDirection = "accepted" | "advertised";
  type AsPathType = "seq" | "set";
  type RequestBillingMode =
    "PayAsYouGo" | "FlatRateTier1" | "FlatRateTier2" | "FlatRateTier3" | "FlatRateTier4" | "FlatRateTier5";
  type BillingMode =
    | RequestBillingMode
    | "PortPairFlatRateTier1"
    | "PortPairFlatRateTier2"
    | "PortPairFlatRateTier3"
    | "PortPairFlatRateTier4"
    | "PortPairFlatRateTier5";

  interface RateLimiterStatus {
    maxAllowed?: number | undefined;
    inUse?: number | undefined;
    remaining?: number | undefined;
    totalBandwidth?: string | undefined;
  }
  interface AvailableBillingMode {
    billingMode?: BillingMode | undefined;
    availablePortSpeeds?: string[] | undefined;
    includedRegions?: string[] | undefined;
  }

  /** The additional members of connections and LAGs. */
  interface PoolsAndLimiters {
    rateLimiterStatus?: RateLimiterStatus | undefined;
    billingMode?: BillingMode | undefined;
    prefixPoolSizeIpv4?: number | undefined;
    prefixPoolSizeIpv6?: number | undefined;
    prefixPoolUnallocatedCountIpv4?: number | undefined;
    prefixPoolUnallocatedCountIpv6?: number | undefined;
  }
  interface RateLimited {
    rateLimit?: string | undefined;
  }
  /** The additional members of virtual interfaces, and of the orders and changes of private and transit ones. */
  interface Allocated extends RateLimited {
    prefixPoolAllocatedCountIpv4?: number | undefined;
    prefixPoolAllocatedCountIpv6?: number | undefined;
  }
  interface BilledOrder {
    billingMode?: RequestBillingMode | undefined;
  }
  interface Connection extends PoolsAndLimiters {}
  interface Lag extends PoolsAndLimiters {}
  interface VirtualInterface extends Allocated {}
  interface NewPrivateVirtualInterface extends Allocated {}
  interface NewTransitVirtualInterface extends Allocated {}
  interface UpdateVirtualInterfaceAttributesRequest extends Allocated {}
  interface NewPublicVirtualInterface extends RateLimited {}
  interface NewPrivateVirtualInterfaceAllocation extends RateLimited {}
  interface NewPublicVirtualInterfaceAllocation extends RateLimited {}
  interface NewTransitVirtualInterfaceAllocation extends RateLimited {}
  interface CreateConnectionRequest extends BilledOrder {}
  interface CreateLagRequest extends BilledOrder {}
  interface DirectConnectGateway {
    totalPrefixPoolAllocations?: number | undefined;
  }
  interface Location {
    availableBillingModes?: AvailableBillingMode[] | undefined;
  }

  interface ResiliencyGroupSummary {
    resiliencyGroupId?: string | undefined;
    resiliencyGroupArn?: string | undefined;
    resiliencyGroupName?: string | undefined;
    resiliencyGroupType?: ResiliencyGroupType | undefined;
    ownerAccount?: string | undefined;
    state?: ResiliencyGroupState | undefined;
  }
  interface ResiliencyGroup extends ResiliencyGroupSummary {
    tags?: sdk.Tag[] | undefined;
  }
  interface ResiliencyGroupAssociation {
    resiliencyGroupId?: string | undefined;
    connectionArn?: string | undefined;
    state?: ResiliencyGroupAssociationState | undefined;
  }
  interface AsPathSegment {
    pathType?: AsPathType | undefined;
    path?: number[] | undefined;
  }
  interface Route {
    cidr?: string | undefined;
    routeDirection?: RouteDirection | undefined;
    addressFamily?: sdk.AddressFamily | undefined;
    asPath?: AsPathSegment[] | undefined;
    communities?: string[] | undefined;
    awsLogicalDeviceId?: string | undefined;
    routeInstalledAt?: Date | undefined;
  }
  interface RouteFilters {
    routeDirection?: RouteDirection | undefined;
    addressFamily?: sdk.AddressFamily | undefined;
    cidrs?: string[] | undefined;
    asPath?: number[] | undefined;
    communities?: string[] | undefined;
  }

  interface PageOfRequest {
    maxResults?: number | undefined;
    nextToken?: string | undefined;
  }
  interface CreateResiliencyGroupRequest {
    resiliencyGroupName: string | undefined;
    intendedResiliencyModel: ResiliencyModel | undefined;
    clientToken?: string | undefined;
    tags?: sdk.Tag[] | undefined;
  }
  interface GetResiliencyGroupRequest {
    resiliencyGroupId: string | undefined;
  }
  interface UpdateResiliencyGroupRequest {
    resiliencyGroupId: string | undefined;
    resiliencyGroupName: string | undefined;
    clientToken?: string | undefined;
  }
  interface DeleteResiliencyGroupRequest {
    resiliencyGroupId: string | undefined;
  }
  interface AssociateConnectionsToResiliencyGroupRequest {
    connectionIdentifiers: string[] | undefined;
    resiliencyGroupId: string | undefined;
    clientToken?: string | undefined;
  }
  interface DisassociateConnectionsFromResiliencyGroupRequest {
    connectionIdentifiers: string[] | undefined;
    resiliencyGroupId: string | undefined;
    clientToken?: string | undefined;
  }
  interface ListResiliencyGroupsRequest extends PageOfRequest {}
  interface ListResiliencyGroupAssociationsRequest extends PageOfRequest {
    resiliencyGroupId: string | undefined;
  }
  interface ListVirtualInterfaceRoutesRequest extends PageOfRequest {
    virtualInterfaceId?: string | undefined;
    filters?: RouteFilters | undefined;
  }
  interface UpdateConnectionsBillingModeRequest {
    connectionIds: string[] | undefined;
    billingMode: RequestBillingMode | undefined;
  }

  interface ResiliencyGroupResult {
    resiliencyGroup?: ResiliencyGroup | undefined;
  }
  interface ResiliencyGroupAssociationsResult {
    resiliencyGroupAssociations?: ResiliencyGroupAssociation[] | undefined;
  }
  interface ListResiliencyGroupsResult {
    items?: ResiliencyGroupSummary[] | undefined;
    nextToken?: string | undefined;
  }
  interface ListResiliencyGroupAssociationsResult {
    items?: ResiliencyGroupAssociation[] | undefined;
    nextToken?: string | undefined;
  }
  interface ListVirtualInterfaceRoutesResponse {
    virtualInterfaceId?: string | undefined;
    routes?: Route[] | undefined;
    nextToken?: string | undefined;
  }
  interface UpdateConnectionsBillingModeResponse {
    billingMode?: BillingMode | undefined;
    connections?: sdk.Connection[] | undefined;
  }

  /** By the operation's name: its input and output. */
  interface NewerOperations {
    CreateResiliencyGroup: [CreateResiliencyGroupRequest, ResiliencyGroupResult];
    GetResiliencyGroup: [GetResiliencyGroupRequest, ResiliencyGroupResult];
    UpdateResiliencyGroup: [UpdateResiliencyGroupRequest, ResiliencyGroupResult];
    DeleteResiliencyGroup: [DeleteResiliencyGroupRequest, ResiliencyGroupResult];
    ListResiliencyGroups: [ListResiliencyGroupsRequest, ListResiliencyGroupsResult];
    ListResiliencyGroupAssociations: [
      ListResiliencyGroupAssociationsRequest,
      ListResiliencyGroupAssociationsResult,
    ];
    AssociateConnectionsToResiliencyGroup: [
      AssociateConnectionsToResiliencyGroupRequest,
      ResiliencyGroupAssociationsResult,
    ];
    DisassociateConnectionsFromResiliencyGroup: [
      DisassociateConnectionsFromResiliencyGroupRequest,
      ResiliencyGroupAssociationsResult,
    ];
    ListVirtualInterfaceRoutes: [ListVirtualInterfaceRoutesRequest, ListVirtualInterfaceRoutesResponse];
    UpdateConnectionsBillingMode: [UpdateConnectionsBillingModeRequest, UpdateConnectionsBillingModeResponse];
  }
}
