import type { DirectConnectGateway } from "../../types/direct-connect-gateway";
import { directConnectGateways } from "../collections/direct-connect-gateways";
import { type Gathered, unlessFailed } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";

/**
 * A Direct Connect gateway, read as one of the accounts that may own it: AWS shows it to its owner alone.
 * @param owners in the order of the reads; accounts that are not configured are skipped.
 * @returns null where none of them owns it.
 */
export async function directConnectGatewayOf(
  directConnectGatewayId: string,
  owners: readonly (string | null | undefined)[],
  read: ReadDoor,
): Promise<DirectConnectGateway | null> {
  for (const owner of new Set(owners)) {
    if (owner == null || read.accounts.find(owner) === undefined) continue;
    const found = await read.find(directConnectGateways, read.accounts.place(owner), directConnectGatewayId);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The Direct Connect gateways of several accounts; accounts that are not configured are skipped.
 * @throws GatewayError where none of the accounts can be read.
 */
export async function gatewaysOf(
  owners: readonly string[],
  read: ReadDoor,
): Promise<Gathered<DirectConnectGateway>> {
  const configured = [...new Set(owners)].filter((owner) => read.accounts.find(owner) !== undefined);
  const homes = configured.map((owner) => read.accounts.place(owner));
  return unlessFailed(await read.gather(directConnectGateways, homes));
}
