import type { Caller } from "../../auth/caller";
import { type AccountGrant, grantOf, grantsRegion } from "../../auth/grants";
import { RULES } from "../../auth/permissions";
import { requirePermission } from "../../auth/refusals";
import { GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import type { Operation } from "../client/operations";

/**
 * Whether the caller may do this anywhere: a list does not put it down to the places that it could not read.
 * @throws GatewayError FORBIDDEN
 */
export function requireOperation(caller: Caller, operation: Operation): void {
  requirePermission(caller, RULES[operation].needs, operation);
}

/**
 * The one thing that both doors ask before anything else: whether the caller may do this here.
 * @returns what of the account is granted.
 * @throws GatewayError FORBIDDEN
 */
export function passGate(caller: Caller, operation: Operation, { account, region }: Place): AccountGrant {
  requireOperation(caller, operation);
  const grant = grantOf(caller.grants, account.accountId);
  if (grant !== undefined && grantsRegion(grant, region)) return grant;
  throw new GatewayError("FORBIDDEN", `${operation} is not granted to ${caller.name} there.`);
}
