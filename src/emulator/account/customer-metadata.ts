import type { Call } from "../call";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { customerOf, customers, isPartnerIn, type Customer } from "../records/customers";

export const customerMetadataHandlers = {
  DescribeCustomerMetadata: (_input, call) => customerOf(call.account, call),

  ConfirmCustomerAgreement(input, call) {
    const customer = customerOf(call.account, call);
    const { agreementName = customer.agreements[0]?.agreementName ?? "" } = input;
    if (agreementName.length > 100) throw clientError("Agreement name must be at most 100 characters.");
    if (!customer.agreements.some((agreement) => agreement.agreementName === agreementName)) {
      throw clientError(`Could not find Agreement with name ${agreementName}`);
    }
    const agreements = customer.agreements.map((agreement) =>
      agreement.agreementName === agreementName ? { ...agreement, status: "signed" } : agreement,
    );
    call.store.table(customers).update(call.account, { agreements });
    return { status: "signed" };
  },
} satisfies Handlers;

/**
 * The caller as a partner in this region.
 * @throws DirectConnectClientException "Account … is not an authorized Direct Connect partner in …"
 */
export function callingPartner(call: Call): Readonly<Customer> {
  const customer = customerOf(call.account, call);
  if (!isPartnerIn(call.region, call.account, call)) {
    throw clientError(
      `Account ${call.account} is not an authorized Direct Connect partner in ${call.region}.: `,
    );
  }
  return customer;
}
