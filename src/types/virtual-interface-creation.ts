import type * as sdk from "@aws-sdk/client-direct-connect";
import { ValidateNested } from "class-validator";
import { type ClassType, Field, ID, InputType } from "type-graphql";
import { allOf } from "./rules/member-rules";
import { AccountId, ConnectionOrLagId } from "./rules/rules";
import {
  NewPrivateVirtualInterfaceAllocationInput,
  NewPrivateVirtualInterfaceInput,
  NewPublicVirtualInterfaceAllocationInput,
  NewPublicVirtualInterfaceInput,
  NewTransitVirtualInterfaceAllocationInput,
  NewTransitVirtualInterfaceInput,
} from "./new-virtual-interface";

/** What the three create operations and the three allocate operations wrap their orders in. */
@InputType()
abstract class Creation {
  @Field(() => ID, { description: "What is to carry it: a connection (`dxcon-…`) or a LAG (`dxlag-…`)." })
  @ConnectionOrLagId()
  connectionId!: string;
}

@InputType()
abstract class Allocation extends Creation {
  @Field(() => ID, {
    description: "The account that is to own it, 12 digits; not the owner of what carries it.",
  })
  @AccountId()
  ownerAccount!: string;
}

const Order = (order: ClassType) =>
  allOf(
    Field(() => order, { description: "The virtual interface to be." }),
    ValidateNested(),
  );

@InputType({ description: "A private virtual interface to create." })
export class CreatePrivateVirtualInterfaceInput
  extends Creation
  implements sdk.CreatePrivateVirtualInterfaceRequest
{
  @Order(NewPrivateVirtualInterfaceInput)
  newPrivateVirtualInterface!: NewPrivateVirtualInterfaceInput;
}

@InputType({ description: "A public virtual interface to create." })
export class CreatePublicVirtualInterfaceInput
  extends Creation
  implements sdk.CreatePublicVirtualInterfaceRequest
{
  @Order(NewPublicVirtualInterfaceInput)
  newPublicVirtualInterface!: NewPublicVirtualInterfaceInput;
}

@InputType({ description: "A transit virtual interface to create." })
export class CreateTransitVirtualInterfaceInput
  extends Creation
  implements sdk.CreateTransitVirtualInterfaceRequest
{
  @Order(NewTransitVirtualInterfaceInput)
  newTransitVirtualInterface!: NewTransitVirtualInterfaceInput;
}

@InputType({ description: "A private virtual interface to allocate to another account." })
export class AllocatePrivateVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocatePrivateVirtualInterfaceRequest
{
  @Order(NewPrivateVirtualInterfaceAllocationInput)
  newPrivateVirtualInterfaceAllocation!: NewPrivateVirtualInterfaceAllocationInput;
}

@InputType({ description: "A public virtual interface to allocate to another account." })
export class AllocatePublicVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocatePublicVirtualInterfaceRequest
{
  @Order(NewPublicVirtualInterfaceAllocationInput)
  newPublicVirtualInterfaceAllocation!: NewPublicVirtualInterfaceAllocationInput;
}

@InputType({ description: "A transit virtual interface to allocate to another account." })
export class AllocateTransitVirtualInterfaceInput
  extends Allocation
  implements sdk.AllocateTransitVirtualInterfaceRequest
{
  @Order(NewTransitVirtualInterfaceAllocationInput)
  newTransitVirtualInterfaceAllocation!: NewTransitVirtualInterfaceAllocationInput;
}
