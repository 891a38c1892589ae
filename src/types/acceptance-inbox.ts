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
  @Field(() => ID, { description: "The account that can accept or decline it." })
  account!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The region where it is accepted or declined: the offered gateway's for a proposal. Null where AWS does not tell.",
  })
  region!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The account that offers it; null where AWS does not tell, and no account of the gateway does.",
  })
  offeredBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The partner who offers it, by name; null where AWS does not name one.",
  })
  partnerName!: string | null;

  @Field(() => String, { description: "The mutation that accepts it." })
  acceptWith!: string;

  @Field(() => String, { description: "The mutation that declines it." })
  declineWith!: string;
}

@ObjectType({
  description: "A hosted connection in state ORDERING. Billing starts when it is accepted.",
  implements: Offer,
  simpleResolvers: true,
})
export class HostedConnectionOffer extends Offer {
  @Field(() => Connection, { description: "The hosted connection." })
  connection!: Connection;
}

@ObjectType({
  description: "A virtual interface in state CONFIRMING, on a connection or LAG of another account.",
  implements: Offer,
  simpleResolvers: true,
})
export class VirtualInterfaceOffer extends Offer {
  @Field(() => VirtualInterface, { description: "The virtual interface." })
  virtualInterface!: VirtualInterface;
}

@ObjectType({
  description: "A proposal in state REQUESTED. It expires: see its `expiry`.",
  implements: Offer,
  simpleResolvers: true,
})
export class AssociationProposalOffer extends Offer {
  @Field(() => DirectConnectGatewayAssociationProposal, { description: "The proposal." })
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

/** Where the inbox looks. */
@ArgsType()
export class AcceptanceInboxArgs {
  @Field(() => [ID], {
    nullable: true,
    description: `The accounts to look for, at most ${MOST_ACCOUNTS}: their 12 digits or aliases. All that the gateway knows where left out.`,
  })
  accounts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `The regions to look for connections and virtual interfaces in, at most ${MOST_REGIONS}. All of each account's where left out; proposals are found from any.`,
  })
  regions?: string[] | null;
}
