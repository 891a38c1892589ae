import type * as sdk from "@aws-sdk/client-direct-connect";
import { ValidateNested } from "class-validator";
import { type ClassType, Field, ID, InputType } from "type-graphql";
import { allOf } from "./rules/member-rules";
import { AccountId } from "./rules/rules";
import {
  NewPrivateVirtualInterfaceAllocationInput,
  NewPrivateVirtualInterfaceInput,
  NewPublicVirtualInterfaceAllocationInput,
  NewPublicVirtualInterfaceInput,
  NewTransitVirtualInterfaceAllocationInput,
  NewTransitVirtualInterfaceInput,
} from "./new-virtual-interface";
import { ConnectionOrLagId } from "./rules/id-rules";

/** The wrappers of the orders of the three create operations and the three allocate operations. */
@InputType()
abstract class Creation {
  @Field(() => ID, { description: "The connection (`dxcon-…`) or LAG (`dxlag-…`) that will carry it." })
  @ConnectionOrLagId()
  connectionId!: string;
}

@InputType()
abstract class Allocation extends Creation {
  @Field(() => ID, {
    description: "The account, 12 digits, that will own it; not the owner of the connection or LAG.",
  })
  @AccountId()
  ownerAccount!: string;
}

const Order = (order: ClassType, kind: string) =>
  allOf(
    Field(() => order, {
      description: `The attributes of the new ${kind} virtual interface: VLAN, ASN, addresses and tags.`,
    }),
    ValidateNested(),
  );

@InputType({ description: "A private virtual interface to create." })
export class CreatePrivateVirtualInterfaceInput
  extends Creation
  implements sdk.CreatePrivateVirtualInterfaceRequest
{
  @Order(NewPrivateVirtualInterfaceInput, "private")
  newPrivateVirtualInterface!: NewPrivateVirtualInterfaceInput;
}

@InputType({ description: "A public virtual interface to create." })
export class CreatePublicVirtualInterfaceInput
  extends Creation
  implements sdk.CreatePublicVirtualInterfaceRequest
{
  @Order(NewPublicVirtualInterfaceInput, "public")
  newPublicVirtualInterface!: NewPublicVirtualInterfaceInput;
}

@InputType({ description: "A transit virtual interface to create." })
export class CreateTransitVirtualInterfaceInput
  extends Creation
  implements sdk.CreateTransitVirtualInterfaceRequest
{
  @Order(NewTransitVirtualInterfaceInput, "transit")
  newTransitVirtualInterface!: NewTransitVirtualInterfaceInput;
}

@InputType({ description: "A private virtual interface to allocate to another account." })
export class AllocatePrivateVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocatePrivateVirtualInterfaceRequest
{
  @Order(NewPrivateVirtualInterfaceAllocationInput, "private")
  newPrivateVirtualInterfaceAllocation!: NewPrivateVirtualInterfaceAllocationInput;
}

@InputType({ description: "A public virtual interface to allocate to another account." })
export class AllocatePublicVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocatePublicVirtualInterfaceRequest
{
  @Order(NewPublicVirtualInterfaceAllocationInput, "public")
  newPublicVirtualInterfaceAllocation!: NewPublicVirtualInterfaceAllocationInput;
}

@InputType({ description: "A transit virtual interface to allocate to another account." })
export class AllocateTransitVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocateTransitVirtualInterfaceRequest
{
  @Order(NewTransitVirtualInterfaceAllocationInput, "transit")
  newTransitVirtualInterfaceAllocation!: NewTransitVirtualInterfaceAllocationInput;
}
