import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { Connection } from "./connection";
import { Vlan } from "./rules/rules";
import { VirtualInterface } from "./virtual-interface";

@ObjectType({ description: "A VLAN that is taken, and what takes it.", simpleResolvers: true })
export class VlanUse {
  @Field(() => Int, { description: "The VLAN." })
  vlan!: number;

  @Field(() => ID, { description: "The AWS id of what takes it: `dxcon-…` or `dxvif-…`." })
  resourceId!: string;

  @Field(() => String, { nullable: true, description: "Its name." })
  name?: string | undefined;

  @Field(() => ID, { nullable: true, description: "The account that owns it." })
  ownerAccount?: string;

  @Field(() => Connection, {
    nullable: true,
    description: "The hosted connection that takes it; null where it is a virtual interface.",
  })
  connection?: Connection;

  @Field(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface that takes it; null where it is a hosted connection.",
  })
  virtualInterface?: VirtualInterface;
}

@ObjectType({ description: "VLANs in a row that are free.", simpleResolvers: true })
export class VlanRange {
  @Field(() => Int, { description: "The first of them." })
  from!: number;

  @Field(() => Int, { description: "The last of them; the same where it is one alone." })
  to!: number;
}

@ObjectType({
  description:
    "Which VLANs of a port are taken and which are free, from 1 to 4094. One counts as taken from the order of its user on, and while that is being deleted, until it is gone.",
  simpleResolvers: true,
})
export class VlanPlan {
  @Field(() => [VlanUse], { description: "The taken ones, in order." })
  used!: VlanUse[];

  @Field(() => [VlanRange], { description: "The free ones, in order." })
  free!: VlanRange[];
}

@ArgsType()
export class NextFreeVlanArgs {
  @Field(() => Int, { defaultValue: 1, description: "The smallest one that will do: 1 to 4094." })
  @Vlan()
  atLeast!: number;
}
