import { requestedBillingModeOf } from "../../types/billing-mode";

/** Adds to a connection or LAG the billing mode that can be requested again, beside the one that AWS shows. */
export function withRequestedBillingMode<Row extends { billingMode?: string; requestedBillingMode?: string }>(
  row: Row,
): Row {
  const requested = requestedBillingModeOf(row.billingMode);
  if (requested !== null) row.requestedBillingMode = requested;
  return row;
}
