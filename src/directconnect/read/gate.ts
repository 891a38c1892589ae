import type { Caller } from "../../auth/caller";
import { type AccountGrant, grantOf, grantsRegion } from "../../auth/grants";
import { RULES } from "../../auth/permissions";
import { requirePermission } from "../../auth/refusals";
import { GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import type { Operation } from "../client/operations";

/**
 * Checks that the caller may do this anywhere: without it, a list would report a failure of each place instead.
 * @throws GatewayError FORBIDDEN
 */
export function requireOperation(caller: Caller, operation: Operation): void {
  requirePermission(caller, RULES[operation].needs, operation);
}

/**
 * The first check of every read and change: whether the caller may do this here.
 * @returns the grant for the account.
 * @throws GatewayError FORBIDDEN
 */
export function passGate(caller: Caller, operation: Operation, { account, region }: Place): AccountGrant {
  requireOperation(caller, operation);
  const grant = grantOf(caller.grants, account.accountId);
  if (grant !== undefined && grantsRegion(grant, region)) return grant;
  throw new GatewayError("FORBIDDEN", `${operation} is not granted to ${caller.name} there.`);
}
