import type { BGPPeerState, VirtualInterfaceState } from "@aws-sdk/client-direct-connect";
import { detach } from "../gateways/attachments";
import { followAnnouncements } from "./announcements";
import { stateBySessions } from "./bgp-sessions";
import type { Call, World } from "../call";
import {
  virtualInterfaces,
  type BgpPeerRecord,
  type VirtualInterfaceRecord,
} from "../records/virtual-interfaces";

/** Sets a new or confirmed virtual interface on its way to available or down (DOMAIN B.4); gives its state. */
export function provision(
  { virtualInterfaceId: id, virtualInterfaceType }: VirtualInterfaceRecord,
  call: Call,
): "pending" | "verifying" {
  const { publicVerification, virtualInterfaceProvisioning } = call.durations;
  if (virtualInterfaceType !== "public") {
    put(id, "pending", call);
    comeUp(id, call.now + virtualInterfaceProvisioning, call);
    return "pending";
  }
  put(id, "verifying", call);
  const verified = call.now + publicVerification;
  become(call, verified, id, "verifying", ({ peers }) => ({
    virtualInterfaceState: "pending",
    peers: transition(peers, "verifying", { bgpPeerState: "pending" }),
  }));
  comeUp(id, verified + virtualInterfaceProvisioning, call);
  return "verifying";
}

/** Interrupts a virtual interface that is available or down for as long as a change of it takes. */
export function interrupt(id: string, call: Call, { resetSessions = false } = {}): void {
  const row = put(id, "pending", call);
  if (row && resetSessions) {
    const peers = transition(row.peers, "available", { bgpPeerState: "pending", bgpStatus: "down" });
    call.store.table(virtualInterfaces).update(id, { peers });
  }
  comeUp(id, call.now + call.durations.virtualInterfaceUpdate, call);
}

/** Ends a virtual interface: off its gateway, deleting, deleted, still listed for a while, gone. */
export function deleteVirtualInterface(id: string, call: Call): void {
  detach(id, call.now, call);
  const deleted = call.now + call.durations.virtualInterfaceDeletion;
  end(id, "deleting", call);
  become(call, deleted, id, "deleting", ({ peers }) => ({
    virtualInterfaceState: "deleted",
    peers: peers.map((peer) => ({ ...peer, bgpPeerState: "deleted" })),
  }));
  forget(id, deleted, call);
}

/** Declines a virtual interface that was waiting for its owner's confirmation. */
export function rejectVirtualInterface(id: string, call: Call): void {
  end(id, "rejected", call);
  forget(id, call.now, call);
}

/** Takes a deleted or rejected virtual interface off the lists a while after it went. */
export function forget(id: string, goneAt: number, world: World): void {
  world.agenda.plan(goneAt + world.durations.virtualInterfaceTombstone, () =>
    world.store.table(virtualInterfaces).remove(id),
  );
}

/** At that moment the sessions of a pending virtual interface come up. */
function comeUp(id: string, at: number, world: World): void {
  become(world, at, id, "pending", (row) => {
    const peers = transition(row.peers, "pending", { bgpPeerState: "available", bgpStatus: "up" });
    return { peers, virtualInterfaceState: stateBySessions(peers) };
  });
}

function end(id: string, state: "deleting" | "rejected", call: Call): void {
  const row = put(id, state, call);
  const bgpPeerState = state === "deleting" ? "deleting" : "deleted";
  const peers = row?.peers.map((peer) => ({ ...peer, bgpPeerState, bgpStatus: "down" }) as const);
  if (peers) call.store.table(virtualInterfaces).update(id, { peers });
}

function put(id: string, state: VirtualInterfaceState, world: World) {
  return world.store.table(virtualInterfaces).update(id, { virtualInterfaceState: state });
}

/** Plans a change; it does not happen if the virtual interface has left `from` by then. */
function become(
  world: World,
  at: number,
  id: string,
  from: VirtualInterfaceState,
  change: (row: Readonly<VirtualInterfaceRecord>) => Partial<VirtualInterfaceRecord>,
): void {
  world.agenda.plan(at, () => {
    const table = world.store.table(virtualInterfaces);
    const row = table.get(id);
    if (row?.virtualInterfaceState !== from) return;
    table.update(id, change(row));
    followAnnouncements(id, world);
  });
}

function transition(
  peers: readonly BgpPeerRecord[],
  from: BGPPeerState,
  change: Partial<BgpPeerRecord>,
): BgpPeerRecord[] {
  return peers.map((peer) => (peer.bgpPeerState === from ? { ...peer, ...change } : peer));
}
