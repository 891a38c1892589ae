import type { World } from "../call";
import { allocationOf } from "../ports/prefix-pools";
import { virtualInterfaces, type VirtualInterfaceRecord } from "../records/virtual-interfaces";
import { stateBySessions } from "./bgp-sessions";

/** What a customer's router announces for each family by default; DOMAIN J.4. */
const announcedByDefault = 3;
/** How long BGP takes to come back once as much is announced as is allocated; DOMAIN J.7. */
const comesBackAfter = 60_000;

/** How many prefixes of each family the customer's router announces. */
export function announcedOver({ customerPrefixes = announcedByDefault }: VirtualInterfaceRecord): number {
  return customerPrefixes;
}

/**
 * Has the customer's router announce another number of prefixes. No operation does this; it happens to networks, so tests
 * and chaos runs can make it happen.
 * @throws RangeError for a virtual interface that is not there, and for what is no number of prefixes
 */
export function announcePrefixes(world: World, virtualInterfaceId: string, count: number): void {
  if (!Number.isInteger(count) || count < 0) throw new RangeError("count is a whole number, 0 or more.");
  const updated = world.store
    .table(virtualInterfaces)
    .update(virtualInterfaceId, { customerPrefixes: count });
  if (updated === undefined) throw new RangeError(`There is no virtual interface ${virtualInterfaceId}.`);
  followAnnouncements(virtualInterfaceId, world);
}

/** Takes sessions down over which more is announced than is allocated, and up again; to be called after either changes. */
export function followAnnouncements(id: string, world: World): void {
  const table = world.store.table(virtualInterfaces);
  const row = table.get(id);
  if (row === undefined || row.virtualInterfaceType === "public") return;
  const tripped = row.peers.filter((peer) => peer.bgpStatus === "up" && isBeyond(row, peer.addressFamily));
  if (tripped.length > 0) {
    const peers = row.peers.map((peer) =>
      tripped.includes(peer) ? { ...peer, bgpStatus: "down" as const, isTripped: true } : peer,
    );
    table.update(id, { peers, ...settled(row, peers) });
  }
  if (!row.peers.some((peer) => peer.isTripped === true && !isBeyond(row, peer.addressFamily))) return;
  world.agenda.plan(world.clock.now() + comesBackAfter, () => {
    const now = table.get(id);
    if (now === undefined) return;
    const peers = now.peers.map((peer) => {
      if (peer.isTripped !== true || isBeyond(now, peer.addressFamily)) return peer;
      const { isTripped: _, ...back } = peer;
      return peer.bgpPeerState === "available" ? { ...back, bgpStatus: "up" as const } : back;
    });
    table.update(id, { peers, ...settled(now, peers) });
  });
}

function isBeyond(row: VirtualInterfaceRecord, family: "ipv4" | "ipv6"): boolean {
  return announcedOver(row) > allocationOf(row)[family];
}

/** Only what is up or down follows its sessions. */
function settled(
  { virtualInterfaceState }: VirtualInterfaceRecord,
  peers: VirtualInterfaceRecord["peers"],
): Partial<VirtualInterfaceRecord> {
  const follows = virtualInterfaceState === "available" || virtualInterfaceState === "down";
  return follows ? { virtualInterfaceState: stateBySessions(peers) } : {};
}
