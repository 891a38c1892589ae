import type { ReadOperation, WriteOperation } from "../../../src/directconnect/client/operations";
import { DELETED_RESULTS } from "../../../src/directconnect/write/reconciliation/deleted-rows";
import { reconciliations } from "../../../src/directconnect/write/reconciliation/reconciliations";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { MOST_READS } from "../../../src/directconnect/write/reconciliation/check";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import type { GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  execute,
  type Change,
  codeOf,
  lose,
  LONG,
  settled,
  SHORT,
  UNHURRIED,
  gatewaysWithoutReconciler,
  fixtureChange,
} from "./keyed-changes";

const start = gatewaysWithoutReconciler(SHORT);

interface Read {
  readonly change: Change;
  readonly list: ReadOperation;
  /** The member of the list's answer that holds its rows. */
  readonly rows: string;
  /** Rows that do not fit AWS's model. */
  readonly unfit: readonly unknown[];
  /** Rows that fit it, and do not say what was there. */
  readonly silent?: readonly unknown[];
  /** Makes what an equal change made before, where the fixtures have nothing of the kind. */
  readonly older?: Change;
}

const virtualInterfaceId = fixtureIds["vif-308"];
const ofPeers = (bgpPeers?: unknown) => ({ virtualInterfaceId, bgpPeers });

/** The operations that read what is there before they are sent. */
const READS: Readonly<Record<string, Read>> = {
  CreateDirectConnectGatewayAssociation: {
    change: fixtureChange("CreateDirectConnectGatewayAssociation"),
    list: "DescribeDirectConnectGatewayAssociations",
    rows: "directConnectGatewayAssociations",
    unfit: [null, {}, "row", { associationId: 7 }],
    older: fixtureChange("CreateDirectConnectGatewayAssociation"),
  },
  CreateDirectConnectGatewayAssociationProposal: {
    change: fixtureChange("CreateDirectConnectGatewayAssociationProposal"),
    list: "DescribeDirectConnectGatewayAssociationProposals",
    rows: "directConnectGatewayAssociationProposals",
    unfit: [null, {}, "row", { proposalId: 7 }],
    older: fixtureChange("CreateDirectConnectGatewayAssociationProposal"),
  },
  CreateBGPPeer: {
    change: fixtureChange("CreateBGPPeer"),
    list: "DescribeVirtualInterfaces",
    rows: "virtualInterfaces",
    unfit: [null, {}, ofPeers("none"), ofPeers([null])],
    silent: [ofPeers(), ofPeers([{ asn: 65001 }])],
    older: fixtureChange("CreateBGPPeer"),
  },
  StartBgpFailoverTest: {
    change: fixtureChange("StartBgpFailoverTest"),
    list: "ListVirtualInterfaceTestHistory",
    rows: "virtualInterfaceTestHistory",
    unfit: [null, {}, { testId: 7 }],
    older: fixtureChange("StartBgpFailoverTest"),
  },
  StopBgpFailoverTest: {
    change: ["StopBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] }],
    list: "ListVirtualInterfaceTestHistory",
    rows: "virtualInterfaceTestHistory",
    unfit: [null, {}, { testId: 7 }],
    silent: [{ testId: "test" }],
  },
  UpdateConnectionsBillingMode: {
    change: fixtureChange("UpdateConnectionsBillingMode"),
    list: "DescribeConnections",
    rows: "connections",
    unfit: [], // the modes of now say what was made
  },
  DeleteBGPPeer: {
    change: ["DeleteBGPPeer", "enterprise", { virtualInterfaceId, asn: 65001 }],
    list: "DescribeVirtualInterfaces",
    rows: "virtualInterfaces",
    unfit: [],
  },
};

/** Those that note for other changes what they moved from where; their own check does not depend on it. */
const NOTING_FOR_OTHERS = /^Associate(VirtualInterface|HostedConnection|ConnectionWithLag)$/;
const BY_WHAT_IS_HELD =
  /^(Create|Allocate)\w+VirtualInterface$|^Allocate(HostedConnection|ConnectionOnInterconnect)$/;

test("each operation that needs the state before the call is here, or uses the cached listing", () => {
  const knowing = Object.entries(reconciliations).filter(
    ([name, { before, mark }]) =>
      before !== undefined &&
      mark === undefined &&
      !BY_WHAT_IS_HELD.test(name) &&
      !NOTING_FOR_OTHERS.test(name) &&
      !(name in DELETED_RESULTS),
  );
  expect(knowing.map(([name]) => name).sort()).toEqual(Object.keys(READS).sort());
});

describe("what was there before is not known from an answer that does not fit", () => {
  const withUnfit = Object.entries(READS).filter(([, { unfit }]) => unfit.length > 0);
  test.each(withUnfit)("%s, whose list never says it", async (operation, read) => {
    const rows = [
      ...read.unfit.map((row) => [row, MOST_READS] as const),
      ...(read.silent ?? []).map((row) => [row, 1] as const),
    ];
    const codes = await Promise.all(
      rows.map(async ([row, count]) => {
        const gateway = await withOlder(read);
        unfit(gateway, read, row, count);
        lose(gateway, "reset", operation as WriteOperation);
        const answers = [];
        for (const _time of [1, 2, 3]) answers.push(codeOf(await execute(gateway, read.change, "lost")));
        return [row, answers];
      }),
    );
    const unknown = Array(3).fill("OUTCOME_UNKNOWN");
    expect(codes).toEqual(rows.map(([row]) => [row, unknown]));
  });

  test.each(withUnfit)(
    "%s, of whose list one answer does not fit: it is read again",
    async (operation, read) => {
      const gateway = await withOlder(read);
      unfit(gateway, read, read.unfit[0], 1);
      lose(gateway, "reset", operation as WriteOperation);
      expect(codeOf(await settled(() => execute(gateway, read.change, "lost")))).toBe("NOT_APPLIED");
    },
  );

  async function withOlder({ older }: Read): Promise<GatewayUnderTest> {
    const gateway = await start();
    if (older === undefined) return gateway;
    const past = await start(UNHURRIED, { upstream: gateway.emulator });
    expect((await execute(past, older, "older")).errors).toEqual([]);
    return gateway;
  }

  function unfit({ emulator }: GatewayUnderTest, { list, rows }: Read, row: unknown, count: number): void {
    emulator.faults.add({ ...{ kind: "givenBody", operation: list, count }, body: { [rows]: [row] } });
  }

  test.each(Object.entries(READS))("%s, whose list is missing: nothing is sent", async (operation, read) => {
    const gateway = await start();
    for (const body of [{}, { [read.rows]: "none" }, { [read.rows]: null }]) {
      gateway.emulator.faults.add({ kind: "givenBody", operation: read.list, count: 1, body });
      expect(codeOf(await execute(gateway, read.change, "unread"))).toBe("UPSTREAM_UNAVAILABLE");
      expect(gateway.emulator.requests.list(operation)).toEqual([]);
    }
  });
});

test("rows that move between the pages of what was there before are read again", async () => {
  const gateway = await start();
  const past = await start(UNHURRIED, { upstream: gateway.emulator });
  const change = fixtureChange("StartBgpFailoverTest");
  expect((await execute(past, change, "older")).errors).toEqual([]);
  const pages = [{ virtualInterfaceTestHistory: [], nextToken: "next" }, { virtualInterfaceTestHistory: [] }];
  for (const body of pages) {
    gateway.emulator.faults.add({
      ...{ kind: "givenBody", operation: "ListVirtualInterfaceTestHistory", count: 1, body },
    });
  }
  lose(gateway, "reset", "StartBgpFailoverTest");
  expect(codeOf(await settled(() => execute(gateway, change, "lost")))).toBe("NOT_APPLIED");
});

test("the sessions of a virtual interface that AWS does not list yet are those of the answer to its order", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  first.emulator.faults.add({ kind: "lag", operation: "DescribeVirtualInterfaces", seconds: 20 });
  const past = await start(UNHURRIED, { store, upstream: first.emulator });
  const made = await execute(past, fixtureChange("CreatePrivateVirtualInterface"), "interface");
  expect(made.errors).toEqual([]);
  const { virtualInterfaceId: id } = made.data.change as { virtualInterfaceId: string };
  const newBGPPeer = { addressFamily: "ipv6", asn: 65077 } as const;
  lose(first, "resetAfterExecution", "CreateBGPPeer");
  const peer: Change = ["CreateBGPPeer", "enterprise", { virtualInterfaceId: id, newBGPPeer }];
  expect(codeOf(await execute(first, peer, "peer"))).toBe("OUTCOME_UNKNOWN");
  first.emulator.clock.advance(20_000);
  await first.stopGateway();
  const later = await start({}, { store, upstream: first.emulator });
  expect((await settled(() => execute(later, peer, "peer"))).errors).toEqual([]);
  expect(later.emulator.requests.list("CreateBGPPeer")).toEqual([]);
});

describe("a BGP peer that is deleted by its ASN and address is the one that was there", () => {
  const peer = { addressFamily: "ipv6", asn: 65077 } as const;
  const made: Change = ["CreateBGPPeer", "enterprise", { virtualInterfaceId, newBGPPeer: peer }];
  const deleted: Change = ["DeleteBGPPeer", "enterprise", { virtualInterfaceId, asn: peer.asn }];

  /** The answer to the deletion is lost; then others do something, and the gateway finds out. */
  async function lost(fault: FaultKind, meanwhile: (past: GatewayUnderTest) => Promise<void>) {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    const past = await start(UNHURRIED, { upstream: first.emulator });
    expect((await execute(past, made, "first")).errors).toEqual([]);
    first.emulator.clock.advance(600_000);
    lose(first, fault, "DeleteBGPPeer");
    expect(codeOf(await execute(first, deleted, "lost"))).toBe("OUTCOME_UNKNOWN");
    first.emulator.clock.advance(600_000);
    await meanwhile(past);
    await first.stopGateway();
    const later = await start({}, { store, upstream: first.emulator });
    return async () => {
      const answer = await settled(() => execute(later, deleted, "lost"));
      expect(later.emulator.requests.list("DeleteBGPPeer")).toEqual([]);
      return codeOf(answer);
    };
  }

  test("made anew past the gateway: is made, and the new one is left alone", async () => {
    const outcome = await lost("resetAfterExecution", async (past) => {
      expect((await execute(past, made, "second")).errors).toEqual([]);
    });
    expect(await outcome()).toBeUndefined();
    expect(await outcome()).toBeUndefined();
  });

  test("not executed: is not made", async () => {
    const outcome = await lost("reset", () => Promise.resolve());
    expect(await outcome()).toBe("NOT_APPLIED");
  });

  test("one that another key made before, and the list did not show yet, is not taken for a new one", async () => {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    const { data } = await execute(first, made, "first");
    expect(data.change).not.toBeNull();
    first.emulator.clock.advance(600_000);
    const { bgpPeerId } = await peerOf(first);
    first.emulator.faults.add({ kind: "lag", operation: "DescribeVirtualInterfaces", seconds: 20 });
    const byId: Change = ["DeleteBGPPeer", "enterprise", { virtualInterfaceId, bgpPeerId }];
    expect((await execute(first, byId, "by-id")).errors).toEqual([]);
    expect((await execute(first, made, "second")).errors).toEqual([]);
    lose(first, "reset", "DeleteBGPPeer");
    expect(codeOf(await execute(first, deleted, "lost"))).toBe("OUTCOME_UNKNOWN");
    await first.stopGateway();
    first.emulator.clock.advance(20_000);
    const later = await start({}, { store, upstream: first.emulator });
    expect(codeOf(await settled(() => execute(later, deleted, "lost")))).toBe("NOT_APPLIED");
  });

  async function peerOf(gateway: GatewayUnderTest): Promise<{ bgpPeerId: string }> {
    const query = `query ($id: ID!) { virtualInterface(account: "enterprise", region: "us-east-1", virtualInterfaceId: $id) {
      bgpPeers { bgpPeerId asn bgpPeerState } } }`;
    const answer = await gateway.ask(query, { id: virtualInterfaceId });
    expect(answer.errors).toEqual([]);
    const peers = answer.data.virtualInterface.bgpPeers as { bgpPeerId: string; asn: number }[];
    const found = peers.find(({ asn }) => asn === peer.asn);
    if (found === undefined) throw new Error("The BGP peer is not there.");
    return found;
  }
});

describe("what was on a VLAN before an order is what the check of the VLAN has read", () => {
  const hosted = { list: "DescribeHostedConnections", rows: "connections" } as const;
  const interfaces = { list: "DescribeVirtualInterfaces", rows: "virtualInterfaces" } as const;
  const ORDERS = (Object.keys(reconciliations) as WriteOperation[])
    .filter((operation) => BY_WHAT_IS_HELD.test(operation))
    .map((operation) => [operation, operation.endsWith("Interface") ? interfaces : hosted] as const);

  test.each(ORDERS)("%s lists its port once, where nothing is cached too", async (operation, { list }) => {
    const gateway = await start(UNHURRIED);
    expect((await execute(gateway, fixtureChange(operation), "order")).errors).toEqual([]);
    const firstPages = gateway.emulator.requests
      .list(list)
      .filter(({ input }) => !JSON.stringify(input).includes("nextToken"));
    expect(firstPages).toHaveLength(1);
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
  });

  test.each(ORDERS)("%s is sent where its port cannot be listed", async (operation, { list }) => {
    const gateway = await start(UNHURRIED);
    const error = { name: "AccessDeniedException", message: "Denied.", status: 400 };
    gateway.emulator.faults.add({ kind: "error", operation: list, error });
    expect((await execute(gateway, fixtureChange(operation), "order")).errors).toEqual([]);
  });

  test.each([
    ["AllocateHostedConnection", hosted, "DeleteConnection", "connectionId"],
    ["CreatePrivateVirtualInterface", interfaces, "DeleteVirtualInterface", "virtualInterfaceId"],
  ] as const)(
    "%s, of whose port a row has no id: a deleted one may be older",
    async (operation, { list, rows }, deletion, id) => {
      const change = fixtureChange(operation);
      const store = { postgres: await borrowSharedDatabase() };
      const first = await start(LONG, { store });
      const past = await start(UNHURRIED, { upstream: first.emulator });
      const { data, errors } = await execute(past, change, "older");
      expect(errors).toEqual([]);
      const older = data.change as Record<string, string>;
      first.emulator.faults.add({
        kind: "givenBody",
        operation: list,
        count: 1 + MOST_READS,
        body: { [rows]: [{}] },
      });
      lose(first, "reset", operation);
      expect(codeOf(await execute(first, change, "lost"))).toBe("OUTCOME_UNKNOWN");
      expect((await execute(first, [deletion, change[1], { [id]: older[id] }], "deleted")).errors).toEqual(
        [],
      );
      await first.stopGateway();
      first.emulator.clock.advance(30 * 86_400_000);
      const later = await start({}, { store, upstream: first.emulator });
      for (const _time of [1, 2, 3])
        expect(codeOf(await execute(later, change, "lost"))).toBe("OUTCOME_UNKNOWN");
    },
  );
});
