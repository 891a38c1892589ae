import type { Reconciliations } from "./reconciliation";
import { applied, notApplied } from "./verdicts";

export const customerAgreement: Pick<Reconciliations, "ConfirmCustomerAgreement"> = {
  ConfirmCustomerAgreement: {
    repeated: "nothing",
    check: async (reader, { input: { agreementName } }) => {
      const { agreements = [] } = await reader.call("DescribeCustomerMetadata", {});
      const agreement = agreements.find(
        (each) => agreementName == null || each.agreementName === agreementName,
      );
      return agreement?.status?.toLowerCase() === "signed"
        ? applied({ status: agreement.status })
        : notApplied;
    },
  },
};
