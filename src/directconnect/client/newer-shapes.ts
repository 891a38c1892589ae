import * as sdk from "@aws-sdk/client-direct-connect";
import type {} from "./newer-types";

/*
 * Operations and members that the service has and the installed SDK lacks, as schemas of the SDK's form: ten
 * operations, and members of structures that the SDK has. The SDK silently drops members without a schema. Tests
 * compare this file with the model of the service, and fail when an SDK release makes a piece of it redundant.
 */
const NAMESPACE = "com.amazonaws.directconnect";

/** A simple type's number (`listOf` added: a list of it), a schema, or a function that gives one. */
type Schema = number | SchemaTuple | (() => SchemaTuple);
type SchemaTuple = readonly unknown[];
type Members = Readonly<Record<string, Schema>>;

const text = 0;
const number = 1;
const timestamp = 4;
const texts = 64 | text;
const numbers = 64 | number;

const list = (name: string, item: () => SchemaTuple): SchemaTuple => [1, NAMESPACE, name, 0, item];

/** @param required how many of the members, from the first, a request must have. */
function structure(name: string, members: Members, required?: number): SchemaTuple {
  const schema = [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members)];
  return required === undefined ? schema : [...schema, required];
}

const tags = list("TagList", () => sdk.Tag$);
const PAGED = { maxResults: number, nextToken: text } as const;

const RateLimiterStatus = structure("RateLimiterStatus", {
  maxAllowed: number,
  inUse: number,
  remaining: number,
  totalBandwidth: text,
});
const AvailableBillingMode = structure("AvailableBillingMode", {
  billingMode: text,
  availablePortSpeeds: texts,
  includedRegions: texts,
});
const SUMMARY = {
  resiliencyGroupId: text,
  resiliencyGroupArn: text,
  resiliencyGroupName: text,
  resiliencyGroupType: text,
  ownerAccount: text,
  state: text,
} as const;
const ResiliencyGroup = structure("ResiliencyGroup", { ...SUMMARY, tags });
const ResiliencyGroupSummary = structure("ResiliencyGroupSummary", SUMMARY);
const ResiliencyGroupAssociation = structure("ResiliencyGroupAssociation", {
  resiliencyGroupId: text,
  connectionArn: text,
  state: text,
});
const associations = list("ResiliencyGroupAssociationList", () => ResiliencyGroupAssociation);
const AsPathSegment = structure("AsPathSegment", { pathType: text, path: numbers });
const Route = structure("Route", {
  cidr: text,
  routeDirection: text,
  addressFamily: text,
  asPath: list("AsPathSegmentList", () => AsPathSegment),
  communities: texts,
  awsLogicalDeviceId: text,
  routeInstalledAt: timestamp,
});
const RouteFilters = structure("RouteFilters", {
  routeDirection: text,
  addressFamily: text,
  cidrs: texts,
  asPath: numbers,
  communities: texts,
});

const POOLS_AND_LIMITERS = {
  rateLimiterStatus: RateLimiterStatus,
  prefixPoolSizeIpv4: number,
  prefixPoolSizeIpv6: number,
  prefixPoolUnallocatedCountIpv4: number,
  prefixPoolUnallocatedCountIpv6: number,
  billingMode: text,
} as const;
const LIMITED = { rateLimit: text } as const;
const ALLOCATED = {
  prefixPoolAllocatedCountIpv4: number,
  prefixPoolAllocatedCountIpv6: number,
  ...LIMITED,
} as const;

/** Members that the SDK's own structures lack. */
export const NEWER_MEMBERS: readonly (readonly [schema: SchemaTuple, members: Members])[] = [
  [sdk.Connection$, POOLS_AND_LIMITERS],
  [sdk.Lag$, POOLS_AND_LIMITERS],
  [sdk.VirtualInterface$, ALLOCATED],
  [sdk.NewPrivateVirtualInterface$, ALLOCATED],
  [sdk.NewTransitVirtualInterface$, ALLOCATED],
  [sdk.NewPublicVirtualInterface$, LIMITED],
  [sdk.NewPrivateVirtualInterfaceAllocation$, LIMITED],
  [sdk.NewPublicVirtualInterfaceAllocation$, LIMITED],
  [sdk.NewTransitVirtualInterfaceAllocation$, LIMITED],
  [sdk.UpdateVirtualInterfaceAttributesRequest$, ALLOCATED],
  [sdk.CreateConnectionRequest$, { billingMode: text }],
  [sdk.CreateLagRequest$, { billingMode: text }],
  [sdk.DirectConnectGateway$, { totalPrefixPoolAllocations: number }],
  [sdk.Location$, { availableBillingModes: list("AvailableBillingModeList", () => AvailableBillingMode) }],
];

/** Members that an SDK release has added itself stay as the SDK has them. */
function addMembers([, , , , names, schemas]: SchemaTuple, members: Members): void {
  if (!Array.isArray(names) || !Array.isArray(schemas))
    throw new TypeError("The SDK's schemas have another form.");
  for (const [name, schema] of Object.entries(members)) {
    if (names.includes(name)) continue;
    names.push(name);
    schemas.push(schema);
  }
}
for (const [schema, members] of NEWER_MEMBERS) addMembers(schema, members);

const group = { resiliencyGroup: ResiliencyGroup } as const;
const changed = { resiliencyGroupAssociations: associations } as const;
const joined = { connectionIdentifiers: texts, resiliencyGroupId: text, clientToken: text } as const;

/** By the operation's name: the schemas of its input and output. */
export const NEWER_OPERATIONS: Readonly<Record<keyof sdk.NewerOperations, SchemaTuple>> = {
  CreateResiliencyGroup: operation(
    "CreateResiliencyGroup",
    structure(
      "CreateResiliencyGroupRequest",
      { resiliencyGroupName: text, intendedResiliencyModel: text, clientToken: text, tags },
      2,
    ),
    structure("CreateResiliencyGroupResult", group),
  ),
  GetResiliencyGroup: operation(
    "GetResiliencyGroup",
    structure("GetResiliencyGroupRequest", { resiliencyGroupId: text }, 1),
    structure("GetResiliencyGroupResult", group),
  ),
  UpdateResiliencyGroup: operation(
    "UpdateResiliencyGroup",
    structure(
      "UpdateResiliencyGroupRequest",
      { resiliencyGroupId: text, resiliencyGroupName: text, clientToken: text },
      2,
    ),
    structure("UpdateResiliencyGroupResult", group),
  ),
  DeleteResiliencyGroup: operation(
    "DeleteResiliencyGroup",
    structure("DeleteResiliencyGroupRequest", { resiliencyGroupId: text }, 1),
    structure("DeleteResiliencyGroupResult", group),
  ),
  ListResiliencyGroups: operation(
    "ListResiliencyGroups",
    structure("ListResiliencyGroupsRequest", PAGED),
    structure("ListResiliencyGroupsResult", {
      items: list("ResiliencyGroupSummaryList", () => ResiliencyGroupSummary),
      nextToken: text,
    }),
  ),
  ListResiliencyGroupAssociations: operation(
    "ListResiliencyGroupAssociations",
    structure("ListResiliencyGroupAssociationsRequest", { resiliencyGroupId: text, ...PAGED }, 1),
    structure("ListResiliencyGroupAssociationsResult", { items: associations, nextToken: text }),
  ),
  AssociateConnectionsToResiliencyGroup: operation(
    "AssociateConnectionsToResiliencyGroup",
    structure("AssociateConnectionsToResiliencyGroupRequest", joined, 2),
    structure("AssociateConnectionsToResiliencyGroupResult", changed),
  ),
  DisassociateConnectionsFromResiliencyGroup: operation(
    "DisassociateConnectionsFromResiliencyGroup",
    structure("DisassociateConnectionsFromResiliencyGroupRequest", joined, 2),
    structure("DisassociateConnectionsFromResiliencyGroupResult", changed),
  ),
  ListVirtualInterfaceRoutes: operation(
    "ListVirtualInterfaceRoutes",
    structure("ListVirtualInterfaceRoutesRequest", {
      virtualInterfaceId: text,
      filters: RouteFilters,
      ...PAGED,
    }),
    structure("ListVirtualInterfaceRoutesResponse", {
      virtualInterfaceId: text,
      routes: list("RouteList", () => Route),
      nextToken: text,
    }),
  ),
  UpdateConnectionsBillingMode: operation(
    "UpdateConnectionsBillingMode",
    structure("UpdateConnectionsBillingModeRequest", { connectionIds: texts, billingMode: text }, 2),
    structure("UpdateConnectionsBillingModeResponse", {
      billingMode: text,
      connections: list("ConnectionList", () => sdk.Connection$),
    }),
  ),
};

function operation(name: keyof sdk.NewerOperations, input: SchemaTuple, output: SchemaTuple): SchemaTuple {
  return [9, NAMESPACE, name, 0, () => input, () => output];
}
