import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { IdsToSelect } from "./rules/id-rules";

export const DirectConnectGatewayAttachmentState = openEnum<sdk.DirectConnectGatewayAttachmentState>(
  "DirectConnectGatewayAttachmentState",
  "The state of the attachment of a virtual interface to a Direct Connect gateway.",
  {
    attaching: "The virtual interface was created, and is being attached.",
    attached: "Traffic can flow.",
    detaching: "The virtual interface is being deleted.",
    detached: "Dissolved: no traffic. AWS lists it for some more time.",
  },
);

export const DirectConnectGatewayAttachmentType = openEnum<sdk.DirectConnectGatewayAttachmentType>(
  "DirectConnectGatewayAttachmentType",
  "The type of the attached virtual interface.",
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
  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => ID, { description: "The id of the Direct Connect gateway, a UUID." })
  directConnectGatewayId!: string;

  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The region of the virtual interface, such as `us-east-1`; the Direct Connect gateway itself is global.",
  })
  virtualInterfaceRegion?: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the virtual interface." })
  virtualInterfaceOwnerAccount?: string;

  @Field(() => DirectConnectGatewayAttachmentState, {
    description: "The attachment's state; traffic flows only in `ATTACHED`.",
  })
  attachmentState!: string;

  @Field(() => DirectConnectGatewayAttachmentType, {
    nullable: true,
    description: "Whether the virtual interface is private or transit.",
  })
  attachmentType?: string;

  @Field(() => String, {
    nullable: true,
    description: "AWS's text on why the last change of state failed; null if it did not fail.",
  })
  stateChangeError?: string;

  /** AWS gives attachments no id: gateway and virtual interface together identify them. Not a field of the graph. */
  pair!: string;
}

export const DirectConnectGatewayAttachmentPage = pageTypeOf(DirectConnectGatewayAttachment);

@InputType({ description: "Selects attachments; a row must match every member that is set." })
export class DirectConnectGatewayAttachmentFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of one of these Direct Connect gateways (UUIDs).",
  })
  @IdsToSelect("dx-gateway")
  directConnectGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of one of these virtual interfaces (`dxvif-…`).",
  })
  @IdsToSelect("dxvif")
  virtualInterfaceId?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only rows of virtual interfaces in one of these regions.",
  })
  virtualInterfaceRegion?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of virtual interfaces that one of these accounts owns.",
  })
  virtualInterfaceOwnerAccount?: string[];

  @Field(() => [DirectConnectGatewayAttachmentState], {
    nullable: true,
    description: "Only attachments in one of these states.",
  })
  attachmentState?: string[];

  @Field(() => [DirectConnectGatewayAttachmentType], {
    nullable: true,
    description: "Only rows of one of these types.",
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
