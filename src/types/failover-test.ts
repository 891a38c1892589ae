import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { IntegerBetween } from "./rules/rules";
import { ItemCount } from "./rules/item-count";
import { BgpPeerId } from "./rules/virtual-interface-rules";
import { VirtualInterfaceId, IdsToSelect } from "./rules/id-rules";

const STATUSES = {
  "In progress": "The chosen BGP sessions are held down.",
  Completed: "The test ran for its planned duration.",
  Cancelled: "The test was stopped before its planned end.",
  Failed: "The test could not run.",
};

/** AWS's status words as its user guide writes them. */
export const FAILOVER_TEST_STATUSES: readonly string[] = Object.keys(STATUSES);

const FailoverTestStatus = openEnum(
  "FailoverTestStatus",
  "Whether a failover test is running, and how it ended.",
  STATUSES,
);

@ObjectType({
  description:
    "A test of failover: for a while, AWS holds BGP sessions of a virtual interface down. AWS keeps the record for 365 days.",
  simpleResolvers: true,
})
export class FailoverTest {
  @Field(() => ID, { description: "The id that AWS assigned to the test." })
  testId!: string;

  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => String, { description: "The AWS region of the virtual interface." })
  region!: string;

  @Field(() => ID, { nullable: true, description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId?: string;

  @Field(() => [ID], {
    description: "The ids (`dxpeer-…`) of the BGP peers that the test holds, or held, down.",
  })
  bgpPeers!: string[];

  @Field(() => FailoverTestStatus, { description: "Whether the test is running, and how it ended." })
  status!: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the virtual interface." })
  ownerAccount?: string;

  @Field(() => Int, { nullable: true, description: "The planned duration in minutes." })
  testDurationInMinutes?: number;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When the test began." })
  startTime?: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When the test ended; null while it runs." })
  endTime?: Date;
}

export const FailoverTestPage = pageTypeOf(FailoverTest);

@InputType({ description: "Selects failover tests; a row must match every member that is set." })
export class FailoverTestFilter {
  @Field(() => [ID], { nullable: true, description: "Only failover tests with one of these ids." })
  testId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows of one of these virtual interfaces (`dxvif-…`).",
  })
  @IdsToSelect("dxvif")
  virtualInterfaceId?: string[];

  @Field(() => [ID], { nullable: true, description: "Only rows that held one of these BGP peers down." })
  bgpPeers?: string[];

  @Field(() => [FailoverTestStatus], {
    nullable: true,
    description: "Only tests with one of these statuses.",
  })
  status?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only tests that one of these accounts (12 digits) owns.",
  })
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
    description: "The BGP peers to hold down, `dxpeer-…`; all of them by default.",
  })
  @IsOptional()
  @ItemCount(1, 10)
  @BgpPeerId({ each: true })
  bgpPeers?: string[];

  @Field(() => Int, { nullable: true, description: "How long, in minutes: 1 to 4320; 180 by default." })
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
