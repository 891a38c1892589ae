import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { IntegerBetween } from "./rules/rules";
import { ItemCount } from "./rules/item-count";
import { BgpPeerId, VirtualInterfaceId } from "./rules/virtual-interface-rules";

const STATUSES = {
  "In progress": "The chosen BGP sessions are held down.",
  Completed: "It ran for its whole time.",
  Cancelled: "It was stopped early.",
  Failed: "It could not run.",
};

/** AWS's status words as its user guide writes them. */
export const FAILOVER_TEST_STATUSES: readonly string[] = Object.keys(STATUSES);

const FailoverTestStatus = openEnum("FailoverTestStatus", "How a failover test goes, or went.", STATUSES);

@ObjectType({
  description:
    "A test of failover: for a while, AWS holds BGP sessions of a virtual interface down. AWS keeps the record for 365 days.",
  simpleResolvers: true,
})
export class FailoverTest {
  @Field(() => ID, { description: "The id that AWS gave it." })
  testId!: string;

  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => String, { description: "The region where it ran." })
  region!: string;

  @Field(() => ID, { nullable: true, description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId?: string;

  @Field(() => [ID], { description: "The BGP peers that are, or were, held down." })
  bgpPeers!: string[];

  @Field(() => FailoverTestStatus, { description: "How it goes, or went." })
  status!: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the virtual interface." })
  ownerAccount?: string;

  @Field(() => Int, { nullable: true, description: "How long it is to run, in minutes." })
  testDurationInMinutes?: number;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When it began." })
  startTime?: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When it ended; null while it runs." })
  endTime?: Date;
}

export const FailoverTestPage = pageOf(FailoverTest);

@InputType({ description: "Which failover tests to list; each given member must fit." })
export class FailoverTestFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  testId?: string[];

  @Field(() => [ID], { nullable: true, description: "Those of one of these virtual interfaces." })
  virtualInterfaceId?: string[];

  @Field(() => [ID], { nullable: true, description: "Those that held one of these BGP peers down." })
  bgpPeers?: string[];

  @Field(() => [FailoverTestStatus], { nullable: true, description: "Those with one of these statuses." })
  status?: string[];

  @Field(() => [ID], { nullable: true, description: "Those of one of these accounts." })
  ownerAccount?: string[];
}

export const { List: FailoverTestListArgs, RootList: FailoverTestRootListArgs } = listArgsOf<
  FailoverTest,
  FailoverTestFilter
>("FailoverTest", FailoverTestFilter, {
  ID: "testId",
  START_TIME: "startTime",
  END_TIME: "endTime",
  STATUS: "status",
  VIRTUAL_INTERFACE_ID: "virtualInterfaceId",
});

@InputType({ description: "A failover test to start." })
export class StartBgpFailoverTestInput implements sdk.StartBgpFailoverTestRequest {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  virtualInterfaceId!: string;

  @Field(() => [ID], {
    nullable: true,
    description: "The BGP peers to hold down, `dxpeer-…`; all of them where left out.",
  })
  @IsOptional()
  @ItemCount(1, 10)
  @BgpPeerId({ each: true })
  bgpPeers?: string[];

  @Field(() => Int, { nullable: true, description: "How long, in minutes: 1 to 4320; 180 where left out." })
  @IsOptional()
  @IntegerBetween(1, 4320)
  testDurationInMinutes?: number;
}

@InputType({ description: "The failover test to stop." })
export class StopBgpFailoverTestInput implements sdk.StopBgpFailoverTestRequest {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  virtualInterfaceId!: string;
}
