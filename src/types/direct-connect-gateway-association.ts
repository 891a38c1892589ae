import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AssociatedCoreNetwork, AssociatedGateway } from "./associated-gateway";
import { deprecated, FIRST_RELEASE } from "./graph/deprecation";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { RouteFilterPrefix } from "./route-filter-prefix";
import { IdsToSelect } from "./rules/id-rules";

export const DirectConnectGatewayAssociationState = openEnum<sdk.DirectConnectGatewayAssociationState>(
  "DirectConnectGatewayAssociationState",
  "The life-cycle state of an association with a Direct Connect gateway.",
  {
    associating: "AWS is creating it, which takes minutes.",
    associated: "Traffic can flow.",
    updating: "Its allowed prefixes are being changed; takes minutes.",
    disassociating: "AWS is dissolving it, which takes minutes.",
    disassociated: "Dissolved: no traffic. AWS lists it for some more time.",
  },
);

/** The deprecated members that `associatedGateway` replaced. */
const legacy = (member: keyof AssociatedGateway) =>
  deprecated({
    replacement: "DirectConnectGatewayAssociation.associatedGateway",
    since: FIRST_RELEASE,
    mapping: `It is \`associatedGateway.${member}\`, which transit gateways have too.`,
  });

@ObjectType({
  description:
    "A virtual private gateway, a transit gateway or a core network on a Direct Connect gateway. Both owners see it.",
  simpleResolvers: true,
})
export class DirectConnectGatewayAssociation {
  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => ID, { nullable: true, description: "The id that AWS gave it: a UUID." })
  associationId?: string;

  @Field(() => DirectConnectGatewayAssociationState, {
    description: "The association's state; traffic flows only in `ASSOCIATED`.",
  })
  associationState!: string;

  @Field(() => String, {
    nullable: true,
    description: "AWS's text on why the last change of state failed; null if it did not fail.",
  })
  stateChangeError?: string;

  @Field(() => ID, { description: "The id of the Direct Connect gateway, a UUID." })
  directConnectGatewayId!: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the Direct Connect gateway." })
  directConnectGatewayOwnerAccount?: string;

  @Field(() => AssociatedGateway, {
    nullable: true,
    description: "The virtual private gateway or transit gateway; null if it is a core network.",
  })
  associatedGateway?: AssociatedGateway;

  @Field(() => AssociatedCoreNetwork, {
    nullable: true,
    description: "The Cloud WAN core network; null if it is a gateway.",
  })
  associatedCoreNetwork?: AssociatedCoreNetwork;

  @Field(() => [RouteFilterPrefix], {
    description: "The blocks of addresses that AWS announces to the virtual interfaces.",
  })
  allowedPrefixesToDirectConnectGateway!: RouteFilterPrefix[];

  @Field(() => ID, { nullable: true, description: "The virtual private gateway.", ...legacy("id") })
  virtualGatewayId?: string;

  @Field(() => String, {
    nullable: true,
    description: "The region of the virtual private gateway.",
    ...legacy("region"),
  })
  virtualGatewayRegion?: string;

  @Field(() => ID, {
    nullable: true,
    description: "The account that owns the virtual private gateway.",
    ...legacy("ownerAccount"),
  })
  virtualGatewayOwnerAccount?: string;

  /** Its id or, where AWS omits it, the associated gateway. Not a field of the graph. */
  identity!: string;

  /** The id of the associated gateway, for filters and orders. Not a field of the graph. */
  associatedGatewayId?: string;
}

export const DirectConnectGatewayAssociationPage = pageTypeOf(DirectConnectGatewayAssociation);

@InputType({ description: "Selects associations; a row must match every member that is set." })
export class DirectConnectGatewayAssociationFilter {
  @Field(() => [ID], { nullable: true, description: "Only associations with one of these ids, as UUIDs." })
  associationId?: string[];

  @Field(() => [DirectConnectGatewayAssociationState], {
    nullable: true,
    description: "Only associations in one of these states.",
  })
  associationState?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of one of these Direct Connect gateways (UUIDs).",
  })
  @IdsToSelect("dx-gateway")
  directConnectGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows on Direct Connect gateways that one of these accounts owns.",
  })
  directConnectGatewayOwnerAccount?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of one of these gateways or core networks (`vgw-…`, `tgw-…`, `core-network-…`).",
  })
  associatedGatewayId?: string[];
}

export const {
  List: DirectConnectGatewayAssociationListArgs,
  RootList: DirectConnectGatewayAssociationRootListArgs,
} = listArgsOf<DirectConnectGatewayAssociation, DirectConnectGatewayAssociationFilter>(
  "DirectConnectGatewayAssociation",
  DirectConnectGatewayAssociationFilter,
  {
    ID: "associationId",
    STATE: "associationState",
    DIRECT_CONNECT_GATEWAY: "directConnectGatewayId",
    ASSOCIATED_GATEWAY: "associatedGatewayId",
  },
);
