import type { DirectConnectGateway } from "../types/direct-connect-gateway";
import type { Resiliency } from "../types/resiliency";
import type { Unavailable } from "../types/graph/page";
import type { VirtualInterface } from "../types/virtual-interface";
import type { Place } from "../directconnect/accounts/accounts";
import { carrierOf } from "../directconnect/relations/carriers";
import { circuitOf } from "./circuits";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { isUnreadable } from "../directconnect/client/failures";
import { unlessFailed } from "../directconnect/read/gathered";
import { distinct } from "../directconnect/read/unavailable";
import type { ReadDoor } from "../directconnect/read/read-door";
import type { Circuit } from "./resiliency";

/** What leads to a Direct Connect gateway, and what of it is not known. */
export interface GatewayCircuits extends Pick<Resiliency, "notSeen" | "unavailable"> {
  circuits: Circuit[];
}

/**
 * The connections and LAGs whose virtual interfaces are attached to a Direct Connect gateway, each once. One is up
 * while BGP is, over any of these virtual interfaces.
 * @throws GatewayError where the attachments, or all of the virtual interfaces, cannot be read: a gateway that nothing
 * leads to would be a lie.
 */
export async function circuitsOfGateway(
  { account, directConnectGatewayId }: DirectConnectGateway,
  read: ReadDoor,
): Promise<GatewayCircuits> {
  const home = [read.accounts.place(account)];
  const attached = unlessFailed(await read.gather(attachmentsOf({ directConnectGatewayId }), home));
  const attachments = attached.rows.filter(({ attachmentState }) => attachmentState !== "detached");
  const places = new Map<string, Place>();
  const closed: Unavailable[] = [];
  for (const { virtualInterfaceOwnerAccount: owner, virtualInterfaceRegion: region } of attachments) {
    if (owner == null || region == null) continue;
    // The owner of its connection or LAG sees it, too.
    const own = read.accounts.placeIn(owner, region);
    const open = own === undefined ? read.accounts.everywhere(region) : [own];
    for (const place of open) places.set(`${place.account.accountId} ${region}`, place);
    if (open.length === 0) closed.push(read.closed({ account: owner, region }, "DescribeVirtualInterfaces"));
  }
  const gathered = unlessFailed(await read.gather(virtualInterfaces, [...places.values()]));
  const ids = new Set(attachments.map(({ virtualInterfaceId }) => virtualInterfaceId));
  const leading = gathered.rows.filter(({ virtualInterfaceId }) => ids.has(virtualInterfaceId));
  for (const { virtualInterfaceId } of leading) ids.delete(virtualInterfaceId);

  const byCarrier = new Map<string, VirtualInterface[]>();
  for (const vif of leading) {
    const carrier = carrierNameOf(vif);
    byCarrier.set(carrier, [...(byCarrier.get(carrier) ?? []), vif]);
  }
  const withheld = read.accounts.hasAllRegions(account) ? [] : [regionsWithheld(account, home)];
  for (const one of withheld) read.withhold(one);
  return {
    circuits: await Promise.all([...byCarrier.values()].map((vifs) => circuitUnder(vifs, read))),
    notSeen: [...ids],
    unavailable: distinct([...withheld, ...closed, ...attached.unavailable, ...gathered.unavailable]),
  };
}

/** What a grant of some regions does not show of a gateway, which is in no region: what is attached to it in the others. */
function regionsWithheld(account: string, [home]: readonly Place[]): Unavailable {
  return {
    account,
    region: home?.region ?? "",
    operation: "DescribeDirectConnectGatewayAttachments",
    code: "FORBIDDEN",
    message: `Only some regions of account ${account} are granted to you: virtual interfaces that are attached in other regions are not counted.`,
    retryable: false,
  };
}

/** A circuit whose carrier AWS does not name counts as a carrier of its own. */
function carrierNameOf({ connectionId, virtualInterfaceId }: VirtualInterface): string {
  return connectionId ?? virtualInterfaceId;
}

async function circuitUnder(vifs: readonly VirtualInterface[], read: ReadDoor): Promise<Circuit> {
  const [vif] = vifs;
  if (vif === undefined) throw new Error("A circuit carries at least one virtual interface.");
  const carrier = await Promise.resolve(carrierOf(vif, read)).catch((error: unknown) => {
    if (isUnreadable(error)) return null;
    throw error;
  });
  const states = new Set(vifs.map(({ virtualInterfaceState }) => virtualInterfaceState));
  return {
    id: carrierNameOf(vif),
    location: vif.location ?? null,
    device: vif.awsDeviceV2 ?? null,
    // without the carrier, all but its provider is known all the same
    provider: carrier === null ? null : circuitOf(carrier).provider,
    state: states.has("available")
      ? "up"
      : states.has("down") || states.has("testing")
        ? "down"
        : "notInService",
  };
}
