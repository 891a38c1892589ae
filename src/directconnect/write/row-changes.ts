import type { WriteOperation } from "../client/operations";
import type { RowChange } from "./row-change";
import { portChanges } from "./row-changes/connections";
import { agreementChanges } from "./row-changes/customer-agreement";
import { failoverTestChanges } from "./row-changes/failover-tests";
import { gatewayChanges } from "./row-changes/gateways";
import { lagChanges } from "./row-changes/lags";
import { macSecKeyChanges } from "./row-changes/macsec-keys";
import { proposalChanges } from "./row-changes/proposals";
import { resiliencyGroupChanges } from "./row-changes/resiliency-groups";
import type { Outcome, RowChanges } from "./row-changes/row-change-of";
import { tagChanges } from "./row-changes/tags";
import { virtualInterfaceChanges } from "./row-changes/virtual-interfaces";

/** A missing operation does not compile. */
const ROW_CHANGES: RowChanges = {
  ...portChanges,
  ...lagChanges,
  ...macSecKeyChanges,
  ...virtualInterfaceChanges,
  ...failoverTestChanges,
  ...gatewayChanges,
  ...proposalChanges,
  ...resiliencyGroupChanges,
  ...tagChanges,
  ...agreementChanges,
};

/** The row changes of an outcome; none where its answer does not identify the rows. */
export function rowChangesOf<Name extends WriteOperation>(
  operation: Name,
  outcome: Outcome<Name>,
): RowChange[] {
  return ROW_CHANGES[operation](outcome).filter((row) => row !== undefined);
}
