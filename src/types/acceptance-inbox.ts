import { ArgsType, Field, ID, InterfaceType, ObjectType } from "type-graphql";
import { Connection } from "./connection";
import { DirectConnectGatewayAssociationProposal } from "./direct-connect-gateway-association-proposal";
import { MOST_ACCOUNTS, MOST_REGIONS } from "./graph/fan-out";
import { Unavailable } from "./graph/page";
import { VirtualInterface } from "./virtual-interface";

@InterfaceType({
  description: "Something that another account offers, and that waits to be accepted or declined.",
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Offer {
  @Field(() => ID, { description: "The account, 12 digits, that can accept or decline the offer." })
  account!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The region to send the acceptance or refusal to; for a proposal, the region of the offered gateway. Null if AWS does not name it.",
  })
  region!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The account, 12 digits, that makes the offer; null if AWS does not name it and no configured account made it.",
  })
  offeredBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The name of the partner who makes the offer; null if AWS does not name one.",
  })
  partnerName!: string | null;

  @Field(() => String, {
    description: "The name of the mutation that accepts the offer, such as `confirmConnection`.",
  })
  acceptWith!: string;

  @Field(() => String, {
    description: "The name of the mutation that declines the offer, such as `deleteConnection`.",
  })
  declineWith!: string;
}

@ObjectType({
  description: "A hosted connection in state ORDERING. Billing starts when it is accepted.",
  implements: Offer,
  simpleResolvers: true,
})
export class HostedConnectionOffer extends Offer {
  @Field(() => Connection, { description: "The hosted connection on offer, in state ORDERING." })
  connection!: Connection;
}

@ObjectType({
  description: "A virtual interface in state CONFIRMING, on a connection or LAG of another account.",
  implements: Offer,
  simpleResolvers: true,
})
export class VirtualInterfaceOffer extends Offer {
  @Field(() => VirtualInterface, { description: "The virtual interface on offer, in state CONFIRMING." })
  virtualInterface!: VirtualInterface;
}

@ObjectType({
  description: "A proposal in state REQUESTED. It expires: see its `expiry`.",
  implements: Offer,
  simpleResolvers: true,
})
export class AssociationProposalOffer extends Offer {
  @Field(() => DirectConnectGatewayAssociationProposal, {
    description: "The association proposal on offer, in state REQUESTED.",
  })
  proposal!: DirectConnectGatewayAssociationProposal;
}

@ObjectType({ description: "What waits for the accounts to accept or decline.", simpleResolvers: true })
export class AcceptanceInbox {
  @Field(() => [Offer], {
    description:
      "The offers: proposals first, as they expire, then hosted connections, then virtual interfaces.",
  })
  offers!: Offer[];

  @Field(() => [Unavailable], { description: "What could not be read; empty when everything could." })
  unavailable!: Unavailable[];
}

/** The places that the inbox reads. */
@ArgsType()
export class AcceptanceInboxArgs {
  @Field(() => [ID], {
    nullable: true,
    description: `The accounts whose offers to return, at most ${MOST_ACCOUNTS}: their 12 digits or aliases. Default: all configured accounts.`,
  })
  accounts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The regions to read connections and virtual interfaces from, at most ${MOST_REGIONS}. Default: all configured regions of each account. Proposals are global.`,
  })
  regions?: string[] | null;
}
