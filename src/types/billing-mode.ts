import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ObjectType } from "type-graphql";
import { openEnum } from "./graph/open-enum";

const TIERS = {
  1: "the same metropolitan area",
  2: "the same area",
  3: "further across the continent",
  4: "long distances",
  5: "any region",
} as const;
type Tier = keyof typeof TIERS;

const flat = (tier: Tier) => `Flat rate tier ${tier}: the price includes outbound data to ${TIERS[tier]}.`;
const pair = (tier: Tier) =>
  `One of a pair that is billed as one port at flat rate tier ${tier}; AWS alone sets it.`;

const PAY_AS_YOU_GO = "By port hours, and by the data that leaves AWS.";

export const BillingMode = openEnum<sdk.BillingMode>("BillingMode", "How AWS bills a connection or LAG.", {
  PayAsYouGo: PAY_AS_YOU_GO,
  FlatRateTier1: flat(1),
  FlatRateTier2: flat(2),
  FlatRateTier3: flat(3),
  FlatRateTier4: flat(4),
  FlatRateTier5: flat(5),
  PortPairFlatRateTier1: pair(1),
  PortPairFlatRateTier2: pair(2),
  PortPairFlatRateTier3: pair(3),
  PortPairFlatRateTier4: pair(4),
  PortPairFlatRateTier5: pair(5),
});

/** The modes that AWS accepts. Its answers have the modes of pairs as well. */
export const RequestBillingMode = openEnum<sdk.RequestBillingMode>(
  "RequestBillingMode",
  "How to bill a connection or LAG. The modes of pairs are missing, since AWS alone sets them.",
  {
    PayAsYouGo: PAY_AS_YOU_GO,
    FlatRateTier1: flat(1),
    FlatRateTier2: flat(2),
    FlatRateTier3: flat(3),
    FlatRateTier4: flat(4),
    FlatRateTier5: flat(5),
  },
);

/** The mode that was requested where AWS shows this one: AWS bills a port as one of a pair without a request. */
export function requestedBillingModeOf(mode: string | null | undefined): string | null {
  return mode == null ? null : mode.replace(/^PortPair/, "");
}

@ObjectType({ description: "A billing mode that a location offers.", simpleResolvers: true })
export class AvailableBillingMode {
  @Field(() => BillingMode, {
    nullable: true,
    description: "How a port is billed that is ordered there in this way; never one of a pair.",
  })
  billingMode?: string;

  @Field(() => [String], {
    nullable: true,
    description: "The port speeds that it is offered for, such as `10G`.",
  })
  availablePortSpeeds?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "The regions to which outbound data is in the flat rate.",
  })
  includedRegions?: string[];
}
