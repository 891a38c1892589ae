import type { RouterConfiguration } from "../../types/router-configuration";
import type { Place } from "../accounts/accounts";
import { isNotFound } from "../client/failures";
import type { ReadDoor } from "../read/read-door";
import { ROW_RULES } from "../read/row-rules";
import { entrance } from "../collections/rows";

const enter = entrance<object, RouterConfiguration>({
  typename: "RouterConfiguration",
  rule: ROW_RULES.RouterConfiguration,
});

/**
 * The configuration of a customer's router. AWS writes it for one virtual interface at a time.
 * @returns null where the account sees no such virtual interface.
 * @throws GatewayError REJECTED for an unknown router type.
 */
export async function readRouterConfiguration(
  read: ReadDoor,
  place: Place,
  request: { virtualInterfaceId: string; routerTypeIdentifier: string },
): Promise<RouterConfiguration | null> {
  try {
    const answer = await read.call("DescribeRouterConfiguration", place, request);
    const copy = structuredClone(answer); // shared answers are never modified
    if (copy.router !== undefined) copy.router.routerTypeIdentifier ??= request.routerTypeIdentifier;
    return enter(copy, place);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
