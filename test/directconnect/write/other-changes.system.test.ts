import { setTimeout as wait } from "node:timers/promises";
import type { Input, ReadOperation, WriteOperation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { fixtureCkns } from "../../../src/emulator/fixtures/lags";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { secretArn } from "../../../src/emulator/ports/macsec-keys";
import { reconciliations } from "../../../src/directconnect/write/reconciliation/reconciliations";
import type { GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import { steppingDatabase } from "../../store/stepping-database";
import { changes } from "../reconciliation/changes";
import {
  execute,
  type Change,
  codeOf,
  lose,
  lost,
  LONG,
  settled,
  SHORT,
  gatewaysWithoutReconciler,
  fixtureChange,
  UNHURRIED,
} from "./keyed-changes";

const start = gatewaysWithoutReconciler();

async function stateOf(gateway: GatewayUnderTest, key: string): Promise<unknown> {
  const query = `query ($key: String!) { mutationOutcome(key: $key) { state } }`;
  return (await gateway.ask(query, { key })).data.mutationOutcome?.state;
}

describe("two equal changes whose answers were lost, of which one was executed", () => {
  /** What shows the row, and what AWS says to a second one. */
  const CASES: readonly (readonly [WriteOperation, ReadOperation, string | undefined])[] = [
    [
      "CreateDirectConnectGatewayAssociationProposal",
      "DescribeDirectConnectGatewayAssociationProposals",
      undefined,
    ],
    ["CreateDirectConnectGatewayAssociation", "DescribeDirectConnectGatewayAssociations", "REJECTED"],
    ["StartBgpFailoverTest", "ListVirtualInterfaceTestHistory", "REJECTED"],
    ["CreateBGPPeer", "DescribeVirtualInterfaces", "QUOTA_EXCEEDED"],
    ["CreatePrivateVirtualInterface", "DescribeVirtualInterfaces", "CONFLICT"],
    ["AllocateHostedConnection", "DescribeHostedConnections", "CONFLICT"],
  ];

  test.each(CASES)("%s: the first has it, the second is not made", async (operation, list, second) => {
    const change = fixtureChange(operation);
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    first.emulator.faults.add({ kind: "lag", operation: list, seconds: 20 });
    lose(first, "resetAfterExecution", operation);
    await lost(first, change, "one");
    lose(first, "reset", operation);
    await lost(first, change, "two");
    await first.stopGateway();
    first.emulator.clock.advance(20_000);
    const later = await start(SHORT, { store, upstream: first.emulator });
    for (const _time of [1, 2]) {
      expect(codeOf(await execute(later, change, "two"))).toBe("OUTCOME_UNKNOWN");
      expect(later.emulator.requests.list(operation)).toEqual([]);
    }
    const one = await settled(() => execute(later, change, "one"));
    expect(one.errors).toEqual([]);
    expect(codeOf(await settled(() => execute(later, change, "two")))).toBe("NOT_APPLIED");
    const unhurried = await start(UNHURRIED, { store, upstream: first.emulator });
    expect(codeOf(await execute(unhurried, change, "two"))).toBe(second);
    expect(await stateOf(later, "one")).toBe("APPLIED");
    expect(await stateOf(later, "two")).toBe(second === undefined ? "APPLIED" : "REFUSED");
  });

  test("where both were executed, each has one", async () => {
    const operation = "CreateDirectConnectGatewayAssociationProposal";
    const change = fixtureChange(operation);
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(LONG, { store });
    first.emulator.faults.add({
      kind: "lag",
      operation: "DescribeDirectConnectGatewayAssociationProposals",
      seconds: 20,
    });
    for (const key of ["one", "two"]) {
      lose(first, "resetAfterExecution", operation);
      await lost(first, change, key);
    }
    await first.stopGateway();
    first.emulator.clock.advance(20_000);
    const later = await start(SHORT, { store, upstream: first.emulator });
    const made: unknown[] = [];
    for (const key of ["one", "two"]) {
      const { data, errors } = await settled(() => execute(later, change, key));
      expect(errors).toEqual([]);
      expect(later.emulator.requests.list(operation)).toEqual([]);
      made.push(data.change.proposalId);
    }
    expect(new Set(made).size).toBe(2);
  });
});

const connectionId = fixtureIds["acme-dc2"];
const resourceArn = `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${connectionId}`;
const member = { connectionId: fixtureIds["lag-dc2-b"], lagId: fixtureIds["lag-dc2"] };
const virtualInterfaceId = fixtureIds["vif-308"];
const peer: Input<"CreateBGPPeer"> = {
  virtualInterfaceId,
  newBGPPeer: { addressFamily: "ipv6", asn: 65077 },
};
const pair = { directConnectGatewayId: fixtureIds.legacy, gatewayId: fixtureIds["vgw-free"] };
const associationId = fixtureIds["association-vgw-a"];
const prefixes = [{ cidr: "10.50.0.0/16" }];
const hosted = fixtureIds["acme-va1"];
const resiliencyGroupId = fixtureIds["ashburn-group"];
const joining = { resiliencyGroupId, connectionIdentifiers: [fixtureIds["enterprise-ld5"]] };
const leaving = { resiliencyGroupId, connectionIdentifiers: [fixtureIds["lag-dc2"]] };

/** A change that is known beforehand, or depends on what is there then. */
type Step = Change | ((gateway: GatewayUnderTest) => Promise<Change>);

const port: Input<"AssociateVirtualInterface"> = { virtualInterfaceId, connectionId: member.connectionId };
const key = { connectionId: member.lagId, ckn: "ab".repeat(32), cak: "cd".repeat(32) };
const secretOf = (ckn: string) => secretArn(accounts.enterprise, "us-east-1", ckn);
const standingKey = { connectionId: member.lagId, secretARN: secretOf(fixtureCkns.old) };
const acceptance = changes.AcceptDirectConnectGatewayAssociationProposal.input;
const accepted: Change = [
  "AcceptDirectConnectGatewayAssociationProposal",
  "enterprise",
  {
    ...(acceptance as Input<"AcceptDirectConnectGatewayAssociationProposal">),
    overrideAllowedPrefixesToDirectConnectGateway: prefixes,
  },
];

/** A change of the association that a proposal was accepted as. */
function ofAccepted(operation: WriteOperation, input: object): Step {
  return async (gateway) => {
    const query = `{ directConnectGatewayAssociations(accounts: ["enterprise"], first: 100) { nodes {
      associationId associatedGateway { id } } } }`;
    const { data } = await gateway.ask(query);
    const rows = data.directConnectGatewayAssociations.nodes as Record<string, unknown>[];
    const row = rows.find(
      ({ associatedGateway }) => (associatedGateway as { id: string }).id === fixtureIds["vgw-requested"],
    );
    return [operation, "enterprise", { associationId: String(row?.["associationId"]), ...input }];
  };
}

/** A change, and later ones that undo it. */
const UNDONE: readonly (readonly [
  what: string,
  before: readonly Change[],
  change: Change,
  ...later: Step[],
])[] = [
  [
    "a virtual interface that was moved and moved back",
    [["DisassociateConnectionFromLag", "enterprise", member]],
    ["AssociateVirtualInterface", "enterprise", port],
    ["AssociateVirtualInterface", "enterprise", { virtualInterfaceId, connectionId: member.lagId }],
  ],
  [
    "a virtual interface that was moved, and whose port was then put into a LAG",
    [["DisassociateConnectionFromLag", "enterprise", member]],
    ["AssociateVirtualInterface", "enterprise", port],
    ["AssociateConnectionWithLag", "enterprise", member],
  ],
  [
    "a MACsec key that was put on a LAG and taken off",
    [],
    ["AssociateMacSecKey", "enterprise", key],
    ["DisassociateMacSecKey", "enterprise", { connectionId: key.connectionId, secretARN: secretOf(key.ckn) }],
  ],
  [
    "a MACsec key that was taken off a LAG and put back by its secret",
    [],
    ["DisassociateMacSecKey", "enterprise", standingKey],
    ["AssociateMacSecKey", "enterprise", standingKey],
  ],
  [
    "a MACsec key that was taken off a LAG and put back by its pair",
    [["AssociateMacSecKey", "enterprise", key]],
    ["DisassociateMacSecKey", "enterprise", { connectionId: key.connectionId, secretARN: secretOf(key.ckn) }],
    ["AssociateMacSecKey", "enterprise", key],
  ],
  [
    "a failover test that was stopped and begun anew",
    [],
    ["StopBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-307"] }],
    ["StartBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-307"] }],
  ],
  [
    "a failover test that was begun and stopped",
    [],
    ["StartBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] }],
    ["StopBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] }],
  ],
  [
    "the acceptance of a proposal with other prefixes, which were then changed",
    [],
    accepted,
    ofAccepted("UpdateDirectConnectGatewayAssociation", {
      addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.60.0.0/16" }],
      removeAllowedPrefixesToDirectConnectGateway: prefixes,
    }),
  ],
  [
    "the acceptance of a proposal with other prefixes, whose association was then deleted",
    [],
    accepted,
    ofAccepted("DeleteDirectConnectGatewayAssociation", {}),
  ],
  [
    "a name that was given and then changed twice",
    [],
    ["UpdateConnection", "acme", { connectionId, connectionName: "aaa" }],
    ["UpdateConnection", "acme", { connectionId, connectionName: "bbb" }],
    ["UpdateConnection", "acme", { connectionId, connectionName: "ccc" }],
  ],
  [
    "the name of a Direct Connect gateway",
    [],
    [
      "UpdateDirectConnectGateway",
      "enterprise",
      { directConnectGatewayId: fixtureIds["vpc-gw"], newDirectConnectGatewayName: "aaa" },
    ],
    [
      "UpdateDirectConnectGateway",
      "enterprise",
      { directConnectGatewayId: fixtureIds["vpc-gw"], newDirectConnectGatewayName: "bbb" },
    ],
  ],
  [
    "the name of a virtual interface",
    [],
    [
      "UpdateVirtualInterfaceAttributes",
      "enterprise",
      { virtualInterfaceId, virtualInterfaceName: "aaa", mtu: 8500 },
    ],
    ["UpdateVirtualInterfaceAttributes", "enterprise", { virtualInterfaceId, virtualInterfaceName: "bbb" }],
  ],
  [
    "the name of a LAG",
    [],
    ["UpdateLag", "enterprise", { lagId: member.lagId, lagName: "aaa" }],
    ["UpdateLag", "enterprise", { lagId: member.lagId, lagName: "bbb" }],
  ],
  [
    "a tag that was set and then taken off",
    [],
    ["TagResource", "acme", { resourceArn, tags: [{ key: "added", value: "now" }] }],
    ["UntagResource", "acme", { resourceArn, tagKeys: ["added"] }],
  ],
  [
    "a tag that was taken off and then set",
    [],
    ["UntagResource", "acme", { resourceArn, tagKeys: ["env"] }],
    ["TagResource", "acme", { resourceArn, tags: [{ key: "env", value: "again" }] }],
  ],
  [
    "a port that was taken out of its LAG and put back",
    [],
    ["DisassociateConnectionFromLag", "enterprise", member],
    ["AssociateConnectionWithLag", "enterprise", member],
  ],
  [
    "a port that was put into a LAG and taken out",
    [["DisassociateConnectionFromLag", "enterprise", member]],
    ["AssociateConnectionWithLag", "enterprise", member],
    ["DisassociateConnectionFromLag", "enterprise", member],
  ],
  [
    "a hosted connection that was moved and moved back",
    [],
    [
      "AssociateHostedConnection",
      "partner",
      { connectionId: hosted, parentConnectionId: fixtureIds["lag-dc2-100"] },
    ],
    [
      "AssociateHostedConnection",
      "partner",
      { connectionId: hosted, parentConnectionId: fixtureIds["ic-va1"] },
    ],
  ],
  [
    "an association that was deleted by its pair and made anew",
    [["CreateDirectConnectGatewayAssociation", "enterprise", pair]],
    [
      "DeleteDirectConnectGatewayAssociation",
      "enterprise",
      { directConnectGatewayId: pair.directConnectGatewayId, virtualGatewayId: pair.gatewayId },
    ],
    ["CreateDirectConnectGatewayAssociation", "enterprise", pair],
  ],
  [
    "prefixes that were added to an association and removed",
    [],
    [
      "UpdateDirectConnectGatewayAssociation",
      "enterprise",
      { associationId, addAllowedPrefixesToDirectConnectGateway: prefixes },
    ],
    [
      "UpdateDirectConnectGatewayAssociation",
      "enterprise",
      { associationId, removeAllowedPrefixesToDirectConnectGateway: prefixes },
    ],
  ],
  [
    "a BGP peer that was deleted by its ASN and made anew",
    [["CreateBGPPeer", "enterprise", peer]],
    ["DeleteBGPPeer", "enterprise", { virtualInterfaceId, asn: 65077 }],
    ["CreateBGPPeer", "enterprise", peer],
  ],
  [
    "the name of a resiliency group",
    [],
    ["UpdateResiliencyGroup", "enterprise", { resiliencyGroupId, resiliencyGroupName: "aaa" }],
    ["UpdateResiliencyGroup", "enterprise", { resiliencyGroupId, resiliencyGroupName: "bbb" }],
  ],
  [
    "a port that was put into a resiliency group and taken out",
    [],
    ["AssociateConnectionsToResiliencyGroup", "enterprise", joining],
    ["DisassociateConnectionsFromResiliencyGroup", "enterprise", joining],
  ],
  [
    "a LAG that was taken out of its resiliency group and put back",
    [],
    ["DisassociateConnectionsFromResiliencyGroup", "enterprise", leaving],
    ["AssociateConnectionsToResiliencyGroup", "enterprise", leaving],
  ],
];

/** Loses the answer to a change that was executed; later changes are acknowledged or lost, too. */
async function undo(
  before: readonly Change[],
  change: Change,
  later: readonly Step[],
  fault?: FaultKind,
): Promise<GatewayUnderTest> {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  const past = () => first.emulator.clock.advance(600_000);
  for (const [index, each] of before.entries()) {
    expect((await execute(first, each, `before-${index}`)).errors).toEqual([]);
    past();
  }
  first.emulator.faults.add({ kind: "resetAfterExecution", operation: change[0], count: 1 });
  first.emulator.faults.add({ kind: "lag", seconds: 600 });
  expect(codeOf(await execute(first, change, "change"))).toBe("OUTCOME_UNKNOWN");
  first.emulator.faults.clear();
  past();
  for (const [index, step] of later.entries()) {
    const each = typeof step === "function" ? await step(first) : step;
    if (fault !== undefined) lose(first, fault, each[0]);
    const answer = await execute(first, each, `later-${index}`);
    if (fault === undefined) expect(answer.errors).toEqual([]);
    else expect(codeOf(answer)).toBe("OUTCOME_UNKNOWN");
    past();
  }
  await first.stopGateway();
  return start(SHORT, { store, upstream: first.emulator });
}

/** Those that no later change can undo so that something else is shown in their place. */
const NOT_UNDONE: readonly RegExp[] = [
  // What they make has an id of its own, and can only be deleted: test/directconnect/write/made-and-deleted.test.ts.
  /^(Create|Allocate)/,
  // A state is left once; what was confirmed can only be deleted.
  /^Confirm/,
  // What explains another mode is in test/directconnect/write/explained-cases.ts.
  /^UpdateConnectionsBillingMode$/,
  // An id is not given again.
  /^Delete(Connection|Interconnect|Lag|VirtualInterface|ResiliencyGroup|DirectConnectGateway|DirectConnectGatewayAssociationProposal)$/,
];

test("each operation that can be undone is undone here", () => {
  const undone = new Set<string>(UNDONE.map(([, , [operation]]) => operation));
  const left = Object.keys(reconciliations).filter(
    (operation) => !undone.has(operation) && !NOT_UNDONE.some((names) => names.test(operation)),
  );
  expect(left).toEqual([]);
});

describe("changes of tags that overlap in time", () => {
  const tag = (tags: object[]): Change => [
    "TagResource",
    "acme",
    { resourceArn, tags } as Input<"TagResource">,
  ];
  const both = tag([
    { key: "env", value: "one" },
    { key: "team", value: "one" },
  ]);

  /** Another change is opened first, and executed and answered last; the answer to this one is lost. */
  async function overlap(kind: FaultKind, other: Change, more: readonly Change[] = []) {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start({ ...LONG, CHANGE_DEADLINE_MS: "60000", AWS_TIMEOUT_MS: "60000" }, { store });
    const second = await start(LONG, { store, upstream: first.emulator });
    first.emulator.faults.add({ kind: "held", operation: other[0], count: 1 });
    const answered = execute(first, other, "other");
    while (first.emulator.requests.list(other[0]).length === 0) await wait(20);
    second.emulator.faults.add({ kind, operation: "TagResource", count: 1 });
    expect(codeOf(await execute(second, both, "lost"))).toBe("OUTCOME_UNKNOWN");
    first.emulator.faults.clear(); // what is held is executed now
    expect((await answered).errors).toEqual([]);
    for (const [index, each] of more.entries())
      expect((await execute(first, each, `more-${index}`)).errors).toEqual([]);
    await second.stopGateway();
    return start(SHORT, { store, upstream: first.emulator });
  }

  test.each([
    ["one key of two was set anew", tag([{ key: "env", value: "two" }]), []],
    [
      "one key was set anew, the other taken off",
      tag([{ key: "env", value: "two" }]),
      [["UntagResource", "acme", { resourceArn, tagKeys: ["team"] }] as Change],
    ],
    [
      "both were taken off",
      ["UntagResource", "acme", { resourceArn, tagKeys: ["env", "team"] }] as Change,
      [],
    ],
  ] as const)("%s: the lost one is made, and not sent again", async (_what, other, more) => {
    const gateway = await overlap("resetAfterExecution", other, more);
    expect((await settled(() => execute(gateway, both, "lost"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list("TagResource")).toEqual([]);
  });

  test("where nothing explains that a tag is not there, the lost one is not made", async () => {
    const gateway = await overlap("reset", tag([{ key: "env", value: "two" }]));
    expect(codeOf(await settled(() => execute(gateway, both, "lost")))).toBe("NOT_APPLIED");
  });
});

describe("a change that was executed, and undone by later ones", () => {
  test.each(UNDONE.map(([what, ...steps]) => [what, steps] as const))(
    "%s: is made, and never sent again",
    async (_what, [before, change, ...later]) => {
      const gateway = await undo(before, change, later);
      for (const _time of [1, 2]) {
        expect((await settled(() => execute(gateway, change, "change"))).errors).toEqual([]);
        expect(gateway.emulator.requests.list(change[0])).toEqual([]);
      }
      expect(await stateOf(gateway, "change")).toBe("APPLIED");
    },
  );

  const [, , change, another] = UNDONE.find(([what]) => what.startsWith("a name")) ?? [];

  test("waits for those whose outcome is not known", async () => {
    if (change === undefined || another === undefined || typeof another === "function")
      throw new Error("There is no case.");
    const gateway = await undo([], change, [another], "resetAfterExecution");
    expect(codeOf(await execute(gateway, change, "change"))).toBe("OUTCOME_UNKNOWN");
    expect((await settled(() => execute(gateway, another, "later-0"))).errors).toEqual([]);
    const answer = await settled(() => execute(gateway, change, "change"));
    expect(answer.errors).toEqual([]);
    expect(answer.data.change.connectionName).toBe("bbb");
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });

  test("is not made where a later one does not explain what is shown", async () => {
    const store = { postgres: await borrowSharedDatabase() };
    const gateway = await start(SHORT, { store });
    const wanted: Change = [
      "UpdateVirtualInterfaceAttributes",
      "enterprise",
      { virtualInterfaceId, mtu: 8500 },
    ];
    lose(gateway, "reset", "UpdateVirtualInterfaceAttributes");
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeVirtualInterfaces" });
    expect(codeOf(await execute(gateway, wanted, "change"))).toBe("OUTCOME_UNKNOWN");
    gateway.emulator.faults.clear();
    const renamed: Change = [
      "UpdateVirtualInterfaceAttributes",
      "enterprise",
      { virtualInterfaceId, virtualInterfaceName: "bbb" },
    ];
    expect((await execute(gateway, renamed, "later")).errors).toEqual([]);
    expect(codeOf(await settled(() => execute(gateway, wanted, "change")))).toBe("NOT_APPLIED");
    expect((await execute(gateway, wanted, "change")).errors).toEqual([]);
    expect(gateway.emulator.requests.list("UpdateVirtualInterfaceAttributes")).toHaveLength(1);
  });

  test("is sent again where it was answered as not made, and others changed the same since", async () => {
    const gateway = await start({ ...SHORT, CHANGE_DEADLINE_MS: "30000" });
    if (change === undefined || another === undefined || typeof another === "function")
      throw new Error("There is no case.");
    lose(gateway, "reset", "UpdateConnection");
    expect(codeOf(await execute(gateway, change, "change"))).toBe("NOT_APPLIED");
    expect((await execute(gateway, another, "later")).errors).toEqual([]);
    expect((await execute(gateway, change, "change")).data.change.connectionName).toBe("aaa");
    expect(gateway.emulator.requests.list("UpdateConnection")).toHaveLength(1);
  });

  test("by one that was opened before it and sent again after it: is made", async () => {
    if (change === undefined || another === undefined || typeof another === "function")
      throw new Error("There is no case.");
    const gateway = await start(SHORT);
    lose(gateway, "reset", "UpdateConnection");
    expect(codeOf(await settled(() => execute(gateway, another, "reopened")))).toBe("NOT_APPLIED");
    lose(gateway, "resetAfterExecution", "UpdateConnection");
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
    expect(codeOf(await execute(gateway, change, "change"))).toBe("OUTCOME_UNKNOWN");
    gateway.emulator.faults.clear();
    expect((await execute(gateway, another, "reopened")).data.change.connectionName).toBe("bbb");
    expect((await settled(() => execute(gateway, change, "change"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });
});

describe.each([
  ["back", -3_600_000],
  ["forwards", 3_600_000],
])("PostgreSQL's clock, set %s between two changes,", (_direction, milliseconds) => {
  const named = (connectionName: string): Change => [
    "UpdateConnection",
    "acme",
    { connectionId, connectionName },
  ];
  const [change, another] = [named("aaa"), named("bbb")];

  test("leaves the later one the later one", async () => {
    const { postgres, step } = await steppingDatabase();
    const gateway = await start(SHORT, { store: { postgres } });
    lose(gateway, "resetAfterExecution", "UpdateConnection");
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
    expect(codeOf(await execute(gateway, change, "change"))).toBe("OUTCOME_UNKNOWN");
    gateway.emulator.faults.clear();
    await step(milliseconds);
    expect((await execute(gateway, another, "later")).errors).toEqual([]);
    const answer = await settled(() => execute(gateway, change, "change"));
    expect(answer.errors).toEqual([]);
    expect(answer.data.change.connectionName).toBe("bbb");
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });

  test("leaves the earlier one the earlier one", async () => {
    const { postgres, step } = await steppingDatabase();
    const gateway = await start(SHORT, { store: { postgres } });
    expect((await execute(gateway, another, "earlier")).errors).toEqual([]);
    await step(milliseconds);
    lose(gateway, "reset", "UpdateConnection");
    expect(codeOf(await settled(() => execute(gateway, change, "change")))).toBe("NOT_APPLIED");
    expect((await execute(gateway, change, "change")).data.change.connectionName).toBe("aaa");
  });

  test("leaves one that is sent again later than what was opened in between", async () => {
    const { postgres, step } = await steppingDatabase();
    const gateway = await start(SHORT, { store: { postgres } });
    lose(gateway, "reset", "UpdateConnection");
    expect(codeOf(await settled(() => execute(gateway, another, "reopened")))).toBe("NOT_APPLIED");
    lose(gateway, "resetAfterExecution", "UpdateConnection");
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
    expect(codeOf(await execute(gateway, change, "change"))).toBe("OUTCOME_UNKNOWN");
    gateway.emulator.faults.clear();
    await step(milliseconds);
    expect((await execute(gateway, another, "reopened")).data.change.connectionName).toBe("bbb");
    expect((await settled(() => execute(gateway, change, "change"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });
});

describe("the result of another key is not the answer to a change that was not executed", () => {
  const order = { vlan: 321, virtualInterfaceName: "vif-321", asn: 65020 };
  const allocated = (members: object): Change => [
    "AllocatePrivateVirtualInterface",
    "enterprise",
    {
      connectionId: member.lagId,
      ownerAccount: accounts.subsidiary,
      newPrivateVirtualInterfaceAllocation: { ...order, ...members },
    },
  ];
  const directConnectGatewayId = fixtureIds["vpc-gw"];
  const created = (members: object): Change => [
    "CreatePrivateVirtualInterface",
    "enterprise",
    {
      connectionId: member.lagId,
      newPrivateVirtualInterface: { ...order, directConnectGatewayId, ...members },
    },
  ];
  const addresses = { amazonAddress: "169.254.9.1/30", customerAddress: "169.254.9.2/30" };
  const others = { amazonAddress: "169.254.9.5/30", customerAddress: "169.254.9.6/30" };

  /** What is wanted, what another key makes, whether past the gateway, and the answer to the repeat. */
  const CASES: readonly (readonly [what: string, wanted: Change, other: Change, code: string | undefined])[] =
    [
      ["an allocated interface of another ASN", allocated({}), allocated({ asn: 65021 }), "CONFLICT"],
      ["an equal allocated interface", allocated({}), allocated({}), "CONFLICT"],
      ["an interface of another ASN", created({}), created({ asn: 65021 }), "CONFLICT"],
      ["an interface of another MTU", created({ mtu: 8500 }), created({ mtu: 1500 }), "CONFLICT"],
      ["an interface of other addresses", created(addresses), created(others), "CONFLICT"],
      [
        "an interface with SiteLink",
        created({ enableSiteLink: false }),
        created({ enableSiteLink: true }),
        "CONFLICT",
      ],
      ["an equal interface", created({}), created({}), "CONFLICT"],
      [
        "an equal hosted connection",
        fixtureChange("AllocateHostedConnection"),
        fixtureChange("AllocateHostedConnection"),
        "CONFLICT",
      ],
      ["an equal BGP peer", fixtureChange("CreateBGPPeer"), fixtureChange("CreateBGPPeer"), "QUOTA_EXCEEDED"],
    ];

  test.each(CASES)("%s", async (_what, wanted, other, code) => {
    const gateway = await start({ ...SHORT, CHANGE_DEADLINE_MS: "30000" });
    const [operation] = wanted;
    lose(gateway, "reset", operation);
    expect(codeOf(await execute(gateway, wanted, "wanted"))).toBe("NOT_APPLIED");
    expect((await execute(gateway, other, "other")).errors).toEqual([]);
    expect(codeOf(await settled(() => execute(gateway, wanted, "wanted")))).toBe(code);
    expect(await stateOf(gateway, "wanted")).toBe(code === undefined ? "APPLIED" : "REFUSED");
  });

  test.each(CASES.filter(([what]) => !what.startsWith("an equal")))(
    "%s, made past the gateway",
    async (_what, wanted, other) => {
      const store = { postgres: await borrowSharedDatabase() };
      const first = await start(LONG, { store });
      lose(first, "reset", wanted[0]);
      expect(codeOf(await execute(first, wanted, "wanted"))).toBe("OUTCOME_UNKNOWN");
      const past = await start({}, { upstream: first.emulator });
      expect((await execute(past, other, "other")).errors).toEqual([]);
      await first.stopGateway();
      const later = await start(SHORT, { store, upstream: first.emulator });
      expect(codeOf(await settled(() => execute(later, wanted, "wanted")))).toBe("NOT_APPLIED");
    },
  );
});
