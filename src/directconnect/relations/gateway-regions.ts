import { badInput } from "../../errors";
import type { ChangeKey } from "../../journal/idempotency";
import type { Account, Place } from "../accounts/accounts";
import { listed } from "../accounts/fan-out";
import { proposals } from "../collections/association-proposals";
import { associationsOf } from "../collections/gateway-associations";
import { virtualGateways } from "../collections/virtual-gateways";
import type { DirectConnect } from "../direct-connect";
import { hinted } from "../client/failures";
import type { Answer, Input, WriteOperation } from "../client/operations";
import type { ReadDoor } from "../read/read-door";

/** The account and region of a change; the region is determined where it is absent. */
interface Scope {
  account?: string | null;
  region?: string | null;
}

/**
 * Makes a change that AWS makes only in the region of a virtual private gateway or transit gateway: in any
 * other it does not find the gateway.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/21608
 *
 * @param scope a region that the caller names is used unchanged.
 * @param regionOf returns the gateway's region, where it can be determined.
 * @returns AWS's answer, and the place that gave it.
 * @throws GatewayError BAD_USER_INPUT where the region is neither named nor determined; as `fromAws` makes it, with the
 * gateway's region in the message where the caller named another.
 */
export async function changeAtGateway<Name extends WriteOperation>(
  directConnect: DirectConnect,
  scope: Scope,
  operation: Name,
  input: Input<Name>,
  key: ChangeKey,
  regionOf: (account: Account) => Promise<string | undefined>,
): Promise<{ output: Answer<Name>; place: Place }> {
  const requestedPlace = directConnect.place(scope);
  let { region } = requestedPlace;
  const route = async () => {
    const foundRegion =
      scope.region ?? (await regionOf(requestedPlace.account)) ?? onlyRegion(requestedPlace.account);
    if (foundRegion === undefined) throw regionNeeded(operation, requestedPlace.account);
    region = foundRegion;
    return { account: requestedPlace.account, region };
  };
  try {
    const output = await directConnect.change(operation, requestedPlace, input, key, { check: route });
    return { output, place: { account: requestedPlace.account, region } };
  } catch (error) {
    throw await hinted(error, async () => {
      const foundRegion = await regionOf(requestedPlace.account);
      return foundRegion === region
        ? undefined
        : `It was sent to ${region}. ${operation} must be sent to the region of the virtual private gateway or transit gateway: ${foundRegion === undefined ? "check the argument `region`" : `pass region: "${foundRegion}", or leave it out`}.`;
    });
  }
}

/**
 * The region of a virtual private gateway or transit gateway, where Direct Connect shows it: virtual private
 * gateways are searched in all of the account's regions, transit gateways in their associations and proposals.
 */
export async function regionOfGateway(
  gatewayId: string,
  account: Account,
  read: ReadDoor,
): Promise<string | undefined> {
  if (gatewayId.startsWith("vgw-")) {
    const { rows } = await read.gather(virtualGateways, read.accounts.places([account.accountId]));
    const found = rows.find(({ virtualGatewayId }) => virtualGatewayId === gatewayId);
    if (found !== undefined) return found.region;
  }
  const home = [read.accounts.place(account.accountId)];
  const [associated, proposed] = await Promise.all([
    read.gather(associationsOf({ associatedGatewayId: gatewayId }), home),
    read.gather({ ...proposals, input: { associatedGatewayId: gatewayId } }, home),
  ]);
  const foundRegion = [...associated.rows, ...proposed.rows].find(
    (row) => row.associatedGateway?.region != null,
  );
  return foundRegion?.associatedGateway?.region;
}

function onlyRegion({ regions }: Account): string | undefined {
  return regions.length === 1 ? regions[0] : undefined;
}

function regionNeeded(operation: string, { accountId, regions }: Account) {
  return badInput([
    {
      argument: "region",
      allowed: `the region of the virtual private gateway or transit gateway, where ${operation} must be sent to; Direct Connect does not show it to account ${accountId} in ${listed(regions)}`,
    },
  ]);
}
