import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Unavailable } from "./graph/page";

/** Named as the models of the Direct Connect Resiliency Toolkit; the best first. */
export enum ResiliencyTier {
  MAXIMUM = "MAXIMUM",
  HIGH = "HIGH",
  DEVELOPMENT_AND_TEST = "DEVELOPMENT_AND_TEST",
  NONE = "NONE",
}
registerEnumType(ResiliencyTier, {
  name: "ResiliencyTier",
  description:
    "The models of the AWS Direct Connect Resiliency Toolkit; docs/resiliency.md says how they are held.",
  valuesConfig: {
    MAXIMUM: { description: "At two sites or more, two or more devices each: for critical workloads." },
    HIGH: { description: "At two sites or more: for workloads that may lose a device or a site." },
    DEVELOPMENT_AND_TEST: {
      description: "On two devices or more at one site: survives a device, not the site.",
    },
    NONE: { description: "None of the models: a device or more is not doubled." },
  },
});

export enum FailureDomain {
  LOCATION = "LOCATION",
  DEVICE = "DEVICE",
  PROVIDER = "PROVIDER",
  CONNECTION = "CONNECTION",
}
registerEnumType(FailureDomain, {
  name: "FailureDomain",
  description: "A kind of component whose failure cuts all connections that share it.",
  valuesConfig: {
    LOCATION: { description: "A site: one building." },
    DEVICE: { description: "An AWS device in a building." },
    PROVIDER: { description: "A network provider or Direct Connect partner." },
    CONNECTION: { description: "A single connection or LAG." },
  },
});

@ObjectType({ description: "Connections that share a failure domain.", simpleResolvers: true })
export class FailureDomainMembers {
  @Field(() => String, {
    nullable: true,
    description: "The site, device or provider; null if AWS does not name it.",
  })
  name!: string | null;

  @Field(() => [ID], { description: "The connections and LAGs in it: `dxcon-…`, `dxlag-…`." })
  connections!: string[];
}

@ObjectType({ description: "A failure that alone would cut all connections.", simpleResolvers: true })
export class SinglePointOfFailure {
  @Field(() => FailureDomain, {
    description: "The kind of failure domain: site, device, provider or connection.",
  })
  domain!: FailureDomain;

  @Field(() => String, { description: "The site, device, provider, connection or LAG." })
  name!: string;
}

@ObjectType({ description: "How far a set of connections withstands failures.", simpleResolvers: true })
export class ResiliencyAssessment {
  @Field(() => ResiliencyTier, { description: "The best model of the Resiliency Toolkit that they meet." })
  tier!: ResiliencyTier;

  @Field(() => Int, { description: "The number of connections and LAGs that are assessed." })
  connectionCount!: number;

  @Field(() => [FailureDomainMembers], {
    description: "By site: a location's code without the suffix that identifies a suite.",
  })
  byLocation!: FailureDomainMembers[];

  @Field(() => [FailureDomainMembers], { description: "The connections on each AWS device." })
  byDevice!: FailureDomainMembers[];

  @Field(() => [FailureDomainMembers], {
    description: "By partner for hosted connections, by network provider for others.",
  })
  byProvider!: FailureDomainMembers[];

  @Field(() => [SinglePointOfFailure], {
    description: "Every failure that alone would cut all of them; none where nothing is connected any more.",
  })
  singlePointsOfFailure!: SinglePointOfFailure[];
}

@ObjectType({
  description: "How far connections, or those of a Direct Connect gateway, withstand failures.",
  simpleResolvers: true,
})
export class Resiliency {
  @Field(() => ResiliencyAssessment, { description: "The assessment if all connections in service were up." })
  asBuilt!: ResiliencyAssessment;

  @Field(() => ResiliencyAssessment, { description: "The assessment of the connections that are up now." })
  now!: ResiliencyAssessment;

  @Field(() => Boolean, {
    description:
      "Whether less is withstood now than as built: a lower tier, or a new single point of failure.",
  })
  redundancyLost!: boolean;

  @Field(() => [ID], {
    description:
      "The connections and LAGs that do not count: ordered but not yet in service, or being deleted.",
  })
  notInService!: string[];

  @Field(() => [ID], {
    description:
      "The virtual interfaces on a Direct Connect gateway, `dxvif-…`, or the members of a resiliency group, that no account here sees or could read, and so are not counted.",
  })
  notSeen!: string[];

  @Field(() => [Unavailable], {
    description: "What could not be read and so is not counted; empty when everything could.",
  })
  unavailable!: readonly Unavailable[];
}
