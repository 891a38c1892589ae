import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { Connection } from "./connection";
import { Vlan } from "./rules/rules";
import { VirtualInterface } from "./virtual-interface";

@ObjectType({
  description: "A taken VLAN, and the hosted connection or virtual interface on it.",
  simpleResolvers: true,
})
export class VlanUse {
  @Field(() => Int, {
    nullable: true,
    description: "The number of the VLAN, from 1 to 4094; null if AWS does not say.",
  })
  vlan?: number;

  @Field(() => ID, { description: "The AWS id of what takes it: `dxcon-…` or `dxvif-…`." })
  resourceId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The name of the hosted connection or virtual interface, as its owner set it.",
  })
  name?: string | undefined;

  @Field(() => ID, { nullable: true, description: "The owning account, 12 digits." })
  ownerAccount?: string;

  @Field(() => Connection, {
    nullable: true,
    description: "The hosted connection that takes it; null if it is a virtual interface.",
  })
  connection?: Connection;

  @Field(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface that takes it; null if it is a hosted connection.",
  })
  virtualInterface?: VirtualInterface;
}

@ObjectType({ description: "A range of consecutive free VLANs.", simpleResolvers: true })
export class VlanRange {
  @Field(() => Int, { description: "The first VLAN of the range." })
  from!: number;

  @Field(() => Int, { description: "The last VLAN of the range; equal to `from` for a single VLAN." })
  to!: number;
}

@ObjectType({
  description:
    "The taken and the free VLANs of a port, from 1 to 4094. A VLAN is taken from the order of its hosted connection or virtual interface until the deletion is complete.",
  simpleResolvers: true,
})
export class VlanPlan {
  @Field(() => [VlanUse], {
    description: "The taken VLANs in ascending order, unknown ones last, each with what takes it.",
  })
  used!: VlanUse[];

  @Field(() => [VlanRange], {
    nullable: true,
    description:
      "The ranges of free VLANs, in ascending order. A VLAN that may be taken is not free: AWS can leave out what carries a virtual interface. Null, with an error, if AWS left out a VLAN that is taken.",
  })
  free!: VlanRange[];
}

@ArgsType()
export class NextFreeVlanArgs {
  @Field(() => Int, { defaultValue: 1, description: "The smallest VLAN to return, from 1 to 4094." })
  @Vlan()
  atLeast!: number;
}
