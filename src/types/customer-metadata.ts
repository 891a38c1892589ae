import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { openEnum } from "./graph/open-enum";
import { TextUpTo } from "./rules/rules";

export const NniPartnerType = openEnum<sdk.NniPartnerType>(
  "NniPartnerType",
  "What kind of Direct Connect partner an account is (network-to-network interface).",
  {
    v1: "A partner that may allocate 50 Mbps to 500 Mbps.",
    v2: "A partner that may allocate 1 Gbps and more.",
    nonPartner: "The account is not a Direct Connect partner.",
  },
);

@ObjectType({ description: "An agreement between AWS and a partner.", simpleResolvers: true })
export class CustomerAgreement {
  @Field(() => String, {
    nullable: true,
    description: "AWS's name of the agreement, as `confirmCustomerAgreement` takes it.",
  })
  agreementName?: string;

  @Field(() => String, { nullable: true, description: "Its status in the words of AWS: signed or unsigned." })
  status?: string;
}

@ObjectType({ description: "AWS's partner record of an account.", simpleResolvers: true })
export class CustomerMetadata {
  @Field(() => ID, { description: "The AWS account id, 12 digits." })
  account!: string;

  @Field(() => [CustomerAgreement], { description: "The agreements with AWS, with their states." })
  agreements!: CustomerAgreement[];

  @Field(() => NniPartnerType, {
    nullable: true,
    description: "Whether, and how, the account is a Direct Connect partner.",
  })
  nniPartnerType?: string;
}

@InputType({ description: "Names an agreement to confirm." })
export class ConfirmCustomerAgreementInput implements sdk.ConfirmCustomerAgreementRequest {
  @Field(() => String, { nullable: true, description: "The agreement's name, up to 100 characters." })
  @IsOptional()
  @TextUpTo(100)
  agreementName?: string;
}
