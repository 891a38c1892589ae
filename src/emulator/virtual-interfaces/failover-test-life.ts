import { stateBySessions } from "./bgp-sessions";
import type { World } from "../call";
import { failoverTests, type FailoverTest } from "../records/failover-tests";
import { virtualInterfaces, type BgpPeerRecord } from "../records/virtual-interfaces";

const minute = 60_000;

/** The test that runs on a virtual interface, if one does. */
export function runningTest(virtualInterfaceId: string, world: World): Readonly<FailoverTest> | undefined {
  return world.store.table(failoverTests).by("running", virtualInterfaceId)[0];
}

/** Plans the end of a running test by its duration, and the end of its listing 365 days later (DOMAIN A.1). */
export function planEnd(test: FailoverTest, world: World): void {
  const end = test.startTime.getTime() + test.testDurationInMinutes * minute;
  world.agenda.plan(end, () => {
    if (runningTest(test.virtualInterfaceId, world)?.testId === test.testId) {
      endRunningTest(test.virtualInterfaceId, "Completed", end, world);
    }
  });
  const forgotten = test.startTime.getTime() + world.durations.failoverTestHistory;
  world.agenda.plan(forgotten, () => world.store.table(failoverTests).remove(test.testId));
}

/** Ends the test that runs on a virtual interface, if one does, and brings its sessions back (DOMAIN B.11). */
export function endRunningTest(
  virtualInterfaceId: string,
  status: "Completed" | "Cancelled",
  at: number,
  world: World,
): Readonly<FailoverTest> | undefined {
  const test = runningTest(virtualInterfaceId, world);
  if (!test) return undefined;
  world.store.table(failoverTests).update(test.testId, { status, endTime: new Date(at) });
  const row = world.store.table(virtualInterfaces).get(virtualInterfaceId);
  if (row?.virtualInterfaceState === "testing") {
    const peers = setStatus(row.peers, test.interrupted, "up");
    const change = { peers, virtualInterfaceState: stateBySessions(peers) };
    world.store.table(virtualInterfaces).update(virtualInterfaceId, change);
  }
  return test;
}

/** Peers with the sessions of some of them up or down. */
export function setStatus(
  peers: readonly BgpPeerRecord[],
  ids: readonly string[],
  bgpStatus: "up" | "down",
): BgpPeerRecord[] {
  return peers.map((peer) => (ids.includes(peer.bgpPeerId) ? { ...peer, bgpStatus } : peer));
}
