import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { PARENTS } from "../../../src/directconnect/write/reconciliation/parent-deletions";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import type { Fault, FaultKind } from "../../../src/emulator/wire/faults";
import type { GatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  type Change,
  codeOf,
  execute,
  executeSent,
  fixtureChange,
  gatewaysWithoutReconciler,
  LONG,
  lose,
  settled,
  SHORT,
} from "./keyed-changes";

/* The answer to a creation is lost, and what it was to be made on is deleted before it is found. */

const start = gatewaysWithoutReconciler();

const port = { connectionId: fixtureIds["lag-dc2-b"] };
const outOfLag: Change = [
  "DisassociateConnectionFromLag",
  "enterprise",
  { ...port, lagId: fixtureIds["lag-dc2"] },
];

/** A creation, and the deletion of what it is made on. */
interface Case {
  readonly before?: Change;
  readonly change: Change;
  readonly deletion: Change;
  /** AWS's list, where it shows nothing any more of what was on it. */
  readonly hidden?: Fault;
}

/** On a port that carries nothing else. */
function onPort(operation: WriteOperation): Case {
  const [, account, input] = fixtureChange(operation);
  return {
    before: outOfLag,
    change: [operation, account, { ...input, ...port }],
    deletion: ["DeleteConnection", account, port],
  };
}

function hostedOn(operation: WriteOperation, interconnectId: string): Case {
  return {
    change: fixtureChange(operation),
    deletion: ["DeleteInterconnect", "partner", { interconnectId }],
  };
}

const legacy = { directConnectGatewayId: fixtureIds.legacy };
const gatewayDeletion: Change = ["DeleteDirectConnectGateway", "enterprise", legacy];
const [, proposer, proposed] = fixtureChange("CreateDirectConnectGatewayAssociationProposal");
const interfaceDeletion = (virtualInterfaceId: string): Change => [
  "DeleteVirtualInterface",
  "enterprise",
  { virtualInterfaceId },
];

const CASES: { readonly [Name in keyof typeof PARENTS]?: Case } = {
  AllocateHostedConnection: hostedOn("AllocateHostedConnection", fixtureIds["ic-dc2"]),
  AllocateConnectionOnInterconnect: hostedOn("AllocateConnectionOnInterconnect", fixtureIds["ic-va1"]),
  AllocatePrivateVirtualInterface: onPort("AllocatePrivateVirtualInterface"),
  AllocatePublicVirtualInterface: onPort("AllocatePublicVirtualInterface"),
  AllocateTransitVirtualInterface: onPort("AllocateTransitVirtualInterface"),
  CreatePrivateVirtualInterface: onPort("CreatePrivateVirtualInterface"),
  CreatePublicVirtualInterface: onPort("CreatePublicVirtualInterface"),
  CreateTransitVirtualInterface: onPort("CreateTransitVirtualInterface"),
  CreateDirectConnectGatewayAssociation: {
    change: fixtureChange("CreateDirectConnectGatewayAssociation"),
    deletion: gatewayDeletion,
  },
  CreateBGPPeer: {
    change: fixtureChange("CreateBGPPeer"),
    deletion: interfaceDeletion(fixtureIds["vif-308"]),
  },
  StartBgpFailoverTest: {
    change: fixtureChange("StartBgpFailoverTest"),
    deletion: interfaceDeletion(fixtureIds["vif-301"]),
    hidden: {
      ...{ kind: "givenBody", operation: "ListVirtualInterfaceTestHistory" },
      body: { virtualInterfaceTestHistory: [] },
    },
  },
  CreateDirectConnectGatewayAssociationProposal: {
    change: ["CreateDirectConnectGatewayAssociationProposal", proposer, { ...proposed, ...legacy }],
    deletion: gatewayDeletion,
  },
};

const DAYS = 30 * 86_400_000;

/** Loses the answer to a creation, deletes its parent, and lets AWS forget that. @returns another gateway, once that is so. */
async function lostAndParentDeleted(
  { before, change, deletion, hidden }: Case,
  how: FaultKind,
): Promise<GatewayUnderTest> {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  const { faults, clock } = first.emulator;
  if (before !== undefined) expect((await executeSent(first, before, "before")).errors).toEqual([]);
  clock.advance(600_000);
  lose(first, how, change[0]);
  faults.add({ kind: "lag", seconds: 600 });
  expect(codeOf(await executeSent(first, change, "made"))).toBe("OUTCOME_UNKNOWN");
  faults.clear();
  clock.advance(600_000);
  await executeSent(first, deletion, "deleted");
  await first.stopGateway();
  clock.advance(DAYS);
  if (hidden !== undefined) faults.add(hidden);
  return start(SHORT, { store, upstream: first.emulator });
}

const operations = Object.keys(PARENTS) as (keyof typeof PARENTS)[]; // as the table has them
const withParent = operations.filter((operation) => PARENTS[operation] !== "nothing that can be deleted");
const kept = withParent.filter((operation) => typeof PARENTS[operation] === "string");
const taken = withParent.filter((operation) => typeof PARENTS[operation] === "object");

function caseOf(operation: keyof typeof PARENTS): Case {
  const one = CASES[operation];
  if (one === undefined) throw new Error(`There is no case of ${operation}.`);
  return one;
}

/** Repeats a change as often as it takes to conclude that nothing was made. */
async function stillUnknown(gateway: GatewayUnderTest, change: Change): Promise<void> {
  for (let times = 0; times < 3; times += 1)
    expect(codeOf(await execute(gateway, change, "made"))).toBe("OUTCOME_UNKNOWN");
  expect(gateway.emulator.requests.list(change[0])).toEqual([]);
}

test.each(kept)("AWS keeps the parent of %s, which is found where it is", async (operation) => {
  const one = caseOf(operation);
  const gateway = await lostAndParentDeleted(one, "resetAfterExecution");
  expect((await settled(() => execute(gateway, one.change, "made"))).errors).toEqual([]);
  expect(gateway.emulator.requests.list(operation)).toEqual([]);
});

test.each(taken.filter((operation) => operation !== "CreateBGPPeer"))(
  "whether %s was made is not known any more: it is not told as not made",
  async (operation) => {
    const one = caseOf(operation);
    await stillUnknown(await lostAndParentDeleted(one, "resetAfterExecution"), one.change);
  },
);

test("a BGP peer that the deletion of its virtual interface has seen counts as made", async () => {
  const one = caseOf("CreateBGPPeer");
  const gateway = await lostAndParentDeleted(one, "resetAfterExecution");
  const { data, errors } = await settled(() => execute(gateway, one.change, "made"));
  expect(errors).toEqual([]);
  expect(data.change).toMatchObject({ virtualInterfaceId: fixtureIds["vif-308"] });
  expect(gateway.emulator.requests.list("CreateBGPPeer")).toEqual([]);
});

test("one that it has not seen may have been made after that", async () => {
  const one = caseOf("CreateBGPPeer");
  await stillUnknown(await lostAndParentDeleted(one, "reset"), one.change);
});

test("a BGP peer that is not on its virtual interface was not made, though a deletion of that is without an outcome", async () => {
  const { change, deletion } = caseOf("CreateBGPPeer");
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  for (const [key, each] of Object.entries({ made: change, deleted: deletion })) {
    lose(first, "reset", each[0]);
    expect(codeOf(await executeSent(first, each, key))).toBe("OUTCOME_UNKNOWN");
  }
  await first.stopGateway();
  const later = await start(SHORT, { store, upstream: first.emulator });
  expect(codeOf(await settled(() => execute(later, change, "made")))).toBe("NOT_APPLIED");
});
