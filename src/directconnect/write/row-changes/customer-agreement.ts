import { type RowChanges, rowChangeOf, storedList } from "./row-change-of";

/** The row changes by the confirmation of an agreement. */
export const agreementChanges = {
  ConfirmCustomerAgreement: ({ input: { agreementName }, answer, account }) => [
    rowChangeOf(account, {
      listings: [{ operation: "DescribeCustomerMetadata", account }],
      elements: [
        {
          member: "agreements",
          key: "agreementName",
          state: "status",
          put: agreementName == null ? [] : storedList([{ agreementName, status: answer?.status }]),
          removed: [],
        },
      ],
      // Without a name it is the account's one agreement.
      members: agreementName == null ? { status: answer?.status } : {},
    }),
  ],
} satisfies Partial<RowChanges>;
