import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";

export const DirectConnectGatewayAttachmentState = openEnum<sdk.DirectConnectGatewayAttachmentState>(
  "DirectConnectGatewayAttachmentState",
  "Where the attachment of a virtual interface to a Direct Connect gateway stands.",
  {
    attaching: "The virtual interface was just made.",
    attached: "Ready for traffic.",
    detaching: "The virtual interface is being deleted.",
    detached: "No traffic; still listed for a while.",
  },
);

export const DirectConnectGatewayAttachmentType = openEnum<sdk.DirectConnectGatewayAttachmentType>(
  "DirectConnectGatewayAttachmentType",
  "What kind of virtual interface is attached.",
  {
    PrivateVirtualInterface: "A private one, towards virtual private gateways.",
    TransitVirtualInterface: "A transit one, towards transit gateways or a core network.",
  },
);

@ObjectType({
  description:
    "A virtual interface on a Direct Connect gateway. It follows the life of the virtual interface.",
  simpleResolvers: true,
})
export class DirectConnectGatewayAttachment {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => ID, { description: "The Direct Connect gateway." })
  directConnectGatewayId!: string;

  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => String, { nullable: true, description: "The region of the virtual interface." })
  virtualInterfaceRegion?: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the virtual interface." })
  virtualInterfaceOwnerAccount?: string;

  @Field(() => DirectConnectGatewayAttachmentState, { description: "Where it stands." })
  attachmentState!: string;

  @Field(() => DirectConnectGatewayAttachmentType, {
    nullable: true,
    description: "What kind of virtual interface it is.",
  })
  attachmentType?: string;

  @Field(() => String, {
    nullable: true,
    description: "Why the last change of state failed; null otherwise.",
  })
  stateChangeError?: string;

  /** AWS gives attachments no id: gateway and virtual interface together tell them apart. Not a field of the graph. */
  pair!: string;
}

export const DirectConnectGatewayAttachmentPage = pageOf(DirectConnectGatewayAttachment);

@InputType({ description: "Which attachments to list; each given member must fit." })
export class DirectConnectGatewayAttachmentFilter {
  @Field(() => [ID], { nullable: true, description: "Those on one of these Direct Connect gateways." })
  directConnectGatewayId?: string[];

  @Field(() => [ID], { nullable: true, description: "Those of one of these virtual interfaces." })
  virtualInterfaceId?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Those of virtual interfaces in one of these regions.",
  })
  virtualInterfaceRegion?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those of virtual interfaces that one of these accounts owns.",
  })
  virtualInterfaceOwnerAccount?: string[];

  @Field(() => [DirectConnectGatewayAttachmentState], {
    nullable: true,
    description: "Those in one of these states.",
  })
  attachmentState?: string[];

  @Field(() => [DirectConnectGatewayAttachmentType], {
    nullable: true,
    description: "Those of one of these types.",
  })
  attachmentType?: string[];
}

export const {
  List: DirectConnectGatewayAttachmentListArgs,
  RootList: DirectConnectGatewayAttachmentRootListArgs,
} = listArgsOf<DirectConnectGatewayAttachment, DirectConnectGatewayAttachmentFilter>(
  "DirectConnectGatewayAttachment",
  DirectConnectGatewayAttachmentFilter,
  {
    VIRTUAL_INTERFACE: "virtualInterfaceId",
    DIRECT_CONNECT_GATEWAY: "directConnectGatewayId",
    STATE: "attachmentState",
    REGION: "virtualInterfaceRegion",
    OWNER_ACCOUNT: "virtualInterfaceOwnerAccount",
  },
);
