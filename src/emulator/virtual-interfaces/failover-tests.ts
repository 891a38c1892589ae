import { isStanding, stateOf } from "./bgp-sessions";
import { scopeOf } from "../call";
import { carrierOf } from "../ports/carriers";
import { clientError } from "../errors";
import { endRunningTest, planEnd, runningTest, setStatus } from "./failover-test-life";
import type { Handlers } from "../wire/operations";
import { failoverTests } from "../records/failover-tests";
import { virtualInterfaces } from "../records/virtual-interfaces";
import { page } from "../state/paging";
import { ownVirtualInterface } from "./virtual-interface-view";

const defaultMinutes = 180;
const mostMinutes = 4320;

export const failoverTestHandlers = {
  StartBgpFailoverTest(input, call) {
    const { virtualInterfaceId, testDurationInMinutes = defaultMinutes } = input;
    const row = ownVirtualInterface(virtualInterfaceId, call);
    if (testDurationInMinutes < 1 || testDurationInMinutes > mostMinutes) {
      throw clientError(`Test duration must be between 1 and ${mostMinutes} minutes.`);
    }
    if (runningTest(virtualInterfaceId, call)) {
      throw clientError(`A failover test is already in progress on ${virtualInterfaceId}.`);
    }
    if (stateOf(row, carrierOf(row.connectionId, call)) !== "available") {
      throw clientError(`Virtual interface ${virtualInterfaceId} is not available.`);
    }
    const standing = row.peers.filter(isStanding);
    const bgpPeers = input.bgpPeers?.length ? input.bgpPeers : standing.map((peer) => peer.bgpPeerId);
    const stranger = bgpPeers.find((id) => !standing.some((peer) => peer.bgpPeerId === id));
    if (stranger !== undefined) {
      throw clientError(`BGP Peer ${stranger} does not exist on virtual interface ${virtualInterfaceId}.`);
    }
    const isInterrupted = (id: string) =>
      standing.some((peer) => peer.bgpPeerId === id && peer.bgpStatus === "up");
    const test = call.store.table(failoverTests).insert({
      ...{ virtualInterfaceId, bgpPeers, testDurationInMinutes },
      testId: call.ids.uuid(),
      ownerAccount: call.account,
      region: call.region,
      interrupted: bgpPeers.filter(isInterrupted),
      status: "In progress",
      startTime: new Date(call.now),
    });
    call.store.table(virtualInterfaces).update(virtualInterfaceId, {
      virtualInterfaceState: "testing",
      peers: setStatus(row.peers, bgpPeers, "down"),
    });
    planEnd(test, call);
    return { virtualInterfaceTest: test };
  },

  StopBgpFailoverTest({ virtualInterfaceId }, call) {
    ownVirtualInterface(virtualInterfaceId, call);
    const test = endRunningTest(virtualInterfaceId, "Cancelled", call.now, call);
    if (!test) throw clientError(`There is no failover test in progress on ${virtualInterfaceId}.`);
    return { virtualInterfaceTest: test };
  },

  ListVirtualInterfaceTestHistory(input, call) {
    const { testId, virtualInterfaceId, bgpPeers, status } = input;
    const { rows, nextToken } = page(
      call.store.table(failoverTests),
      "owner",
      scopeOf(call),
      input,
      (test) =>
        (testId ?? test.testId) === test.testId &&
        (virtualInterfaceId ?? test.virtualInterfaceId) === test.virtualInterfaceId &&
        (!bgpPeers?.length || bgpPeers.every((id) => test.bgpPeers.includes(id))) &&
        (status ?? test.status).toLowerCase() === test.status.toLowerCase(),
    );
    return { virtualInterfaceTestHistory: rows.map((test) => ({ ...test })), nextToken };
  },
} satisfies Handlers;
