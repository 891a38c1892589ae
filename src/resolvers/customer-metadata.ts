import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import type { DirectConnect } from "../directconnect/direct-connect";
import { inStateOf } from "../directconnect/read/row-overlay";
import { ConfirmCustomerAgreementInput, CustomerMetadata } from "../types/customer-metadata";
import { ScopeArgs } from "../types/graph/scope";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => CustomerMetadata)
export class CustomerMetadataResolver {
  @Query(() => CustomerMetadata, {
    nullable: true,
    description: "The account as an AWS partner: its agreements, and which kind of partner it is.",
  })
  customerMetadata(@Args(() => ScopeArgs) scope: ScopeArgs, @Ctx() { directConnect }: Context) {
    return readMetadata(directConnect, directConnect.place(scope));
  }

  @Mutation(() => CustomerMetadata, {
    description: "Confirms an agreement with AWS, as the account that it concerns.",
  })
  async confirmCustomerAgreement(
    @Arg("input", () => ConfirmCustomerAgreementInput, { description: "The agreement to confirm." })
    input: ConfirmCustomerAgreementInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { status } = await directConnect.change("ConfirmCustomerAgreement", place, input, key);
    const metadata = await directConnect.readBack(`agreement of account ${place.account.accountId}`, () =>
      readMetadata(directConnect, place),
    );
    const name = input.agreementName ?? metadata.agreements[0]?.agreementName;
    const agreements = metadata.agreements.map((agreement) =>
      agreement.agreementName === name
        ? inStateOf(agreement, { ...(status !== undefined && { status }) })
        : agreement,
    );
    return { ...metadata, agreements };
  }
}

async function readMetadata({ read }: DirectConnect, place: Place) {
  const { agreements = [], nniPartnerType } = await read.call("DescribeCustomerMetadata", place, {});
  return { account: place.account.accountId, agreements, nniPartnerType };
}
