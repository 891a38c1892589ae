import type { Input, WriteOperation } from "../../../../src/directconnect/client/operations";
import { accounts } from "../../../../src/emulator/fixtures/accounts";
import type { FaultKind } from "../../../../src/emulator/wire/faults";
import { fixtureIds } from "../../../../src/emulator/fixtures/names";
import { changes } from "../../reconciliation/changes";
import { openScene } from "../../reconciliation/scene";

const operations = Object.keys(changes) as WriteOperation[];

const EXECUTED: readonly FaultKind[] = [
  "resetAfterExecution",
  "truncatedBody",
  "serverExceptionAfterExecution",
  "neverAnswersAfterExecution",
  "htmlErrorPage",
  "malformedJson",
  "emptyBody",
  "nullBody",
];
const NOT_EXECUTED: readonly FaultKind[] = ["reset", "serverException", "neverAnswers"];

const EMPTY: readonly FaultKind[] = ["emptyObject", "emptyBody", "nullBody", "emptyStructures"];

const hour = 3_600_000;

/**
 * One check shows that these were made: by the tag of the change, or a state that is left or entered once. What the others show could be from before the call, on a list that lags.
 */
const CERTAIN: ReadonlySet<WriteOperation> = new Set([
  "CreateConnection",
  "CreateDirectConnectGateway",
  "CreateInterconnect",
  "CreateLag",
  "CreateResiliencyGroup",
  "DeleteResiliencyGroup",
  ...(["ConfirmConnection", "ConfirmCustomerAgreement", "ConfirmPrivateVirtualInterface"] as const),
  ...(["ConfirmPublicVirtualInterface", "ConfirmTransitVirtualInterface"] as const),
  ...(["DeleteConnection", "DeleteInterconnect", "DeleteLag", "DeleteVirtualInterface"] as const),
  ...(["DeleteBGPPeer", "DeleteDirectConnectGatewayAssociation"] as const), // by their ids
  "DeleteDirectConnectGatewayAssociationProposal",
  "AcceptDirectConnectGatewayAssociationProposal",
  "StopBgpFailoverTest",
] satisfies WriteOperation[]);

/** Each operation meets one of the faults; which of them does not matter to what can be read afterwards. */
const withFault = (kinds: readonly FaultKind[]) =>
  operations.map((operation, index) => [operation, kinds[index % kinds.length] ?? "reset"] as const);

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

describe("what cannot be read is unknown", () => {
  test.each(operations)("%s", async (operation) => {
    const change = await scene.prepare(operation);
    scene.emulator.requests.clear();
    const error = { name: "AccessDeniedException", message: "may not look", status: 400 };
    scene.emulator.faults.add({ kind: "error", error });
    expect(await change.check()).toMatchObject({
      outcome: "unknown",
      why: expect.stringMatching(/^AWS does not allow account \d{12} to do directconnect:\w+ in/) as string,
      error: { code: "FORBIDDEN" },
    });
    expect(scene.emulator.requests.list(operation)).toEqual([]);
  });
});

describe("what is answered without what the answer always has is unknown", () => {
  test.each(operations.flatMap((operation) => EMPTY.map((kind) => [operation, kind] as const)))(
    "%s (%s)",
    async (operation, kind) => {
      const change = await scene.prepare(operation);
      scene.emulator.faults.add({ kind });
      expect(await change.check()).toMatchObject({ outcome: "unknown" });
    },
  );
});

test.each(withFault(NOT_EXECUTED))("%s that was not executed (%s)", async (operation, kind) => {
  expect(await scene.lose(operation, kind)).toEqual({ outcome: "notApplied" });
});

test.each(withFault(EXECUTED))("%s that was executed (%s)", async (operation, kind) => {
  const undisturbed = await openScene();
  const output = await (await undisturbed.prepare(operation)).send();
  await undisturbed.close();
  const older = CERTAIN.has(operation) ? {} : { mayBeOlder: true };
  expect(await scene.lose(operation, kind)).toEqual({ outcome: "applied", output, ...older });
});

describe("an equal one that was there before is not taken for it", () => {
  test.each([
    "CreateConnection",
    "CreateInterconnect",
    "CreateLag",
    "CreateDirectConnectGateway",
    "CreateDirectConnectGatewayAssociationProposal",
    "CreateResiliencyGroup",
  ] as const)("%s", async (operation) => {
    const older = await (await scene.prepare(operation, { marker: "older" })).send();
    expect(await scene.lose(operation, "reset")).toEqual({ outcome: "notApplied" });
    const verdict = await scene.lose(operation, "resetAfterExecution");
    expect(verdict).toMatchObject({ outcome: "applied" });
    expect(verdict).not.toMatchObject({ output: older });
  });

  test.each(["CreateDirectConnectGatewayAssociation", "CreateBGPPeer"] as const)("%s", async (operation) => {
    await (await scene.prepare(operation)).send();
    expect(await scene.lose(operation, "reset")).toEqual({ outcome: "notApplied" });
  });

  test("a failover test", async () => {
    const { input } = changes.StartBgpFailoverTest;
    await (await scene.prepare("StartBgpFailoverTest")).send();
    await scene.make("StopBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] });
    expect(await scene.lose("StartBgpFailoverTest", "reset")).toEqual({ outcome: "notApplied" });
    const stopped = { input: { virtualInterfaceId: fixtureIds["vif-301"] } };
    expect(await scene.lose("StopBgpFailoverTest", "reset", stopped)).toEqual({ outcome: "notApplied" });
    expect(await scene.lose("StartBgpFailoverTest", "truncatedBody")).toMatchObject({
      outcome: "applied",
      output: { virtualInterfaceTest: input },
    });
  });

  test("one that has the maximum number of tags", async () => {
    const tags = Array.from({ length: 50 }, (_, index) => ({ key: `key-${index}`, value: "" }));
    const input = { directConnectGatewayName: "full", tags };
    const full = { input };
    expect(await scene.lose("CreateDirectConnectGateway", "reset", full)).toEqual({ outcome: "notApplied" });
    await scene.make("CreateDirectConnectGateway", "acme", input);
    expect(await scene.lose("CreateDirectConnectGateway", "reset", full)).toMatchObject({
      outcome: "unknown",
      why: expect.stringContaining("is equal to this one and has no tag"),
    });
  });
});

describe("a list from before the call that lagged", () => {
  test("did not show the failover test that was stopped", async () => {
    const { input } = changes.StopBgpFailoverTest;
    scene.emulator.faults.add({ kind: "lag", operation: "ListVirtualInterfaceTestHistory", seconds: 20 });
    const test = { virtualInterfaceId: fixtureIds["vif-301"] };
    await (await scene.prepare("StartBgpFailoverTest")).send();
    const stop = await scene.prepare("StopBgpFailoverTest", { input: test });
    scene.emulator.faults.add({ kind: "resetAfterExecution", operation: "StopBgpFailoverTest", count: 1 });
    await expect(stop.send()).rejects.toThrow();
    scene.emulator.clock.advance(20_000);
    expect(await stop.check()).toMatchObject({ outcome: "applied", mayBeOlder: true });
    const other = await scene.prepare("StopBgpFailoverTest", { input });
    expect(await other.check()).toEqual({ outcome: "notApplied" });
  });

  test("is unknown of entries of earlier versions, where something new is there", async () => {
    for (const operation of ["CreateDirectConnectGatewayAssociation", "CreateBGPPeer"] as const) {
      const change = await scene.prepare(operation, { before: null });
      expect(await change.check()).toEqual({ outcome: "notApplied" });
      await change.send();
      expect(await change.check()).toMatchObject({ outcome: "unknown" });
    }
  });
});

test("a proposal that is no longer listed was not accepted where its owner has no association", async () => {
  const accepting = (directConnectGatewayId: string) =>
    scene.prepare("AcceptDirectConnectGatewayAssociationProposal", {
      input: {
        ...{ directConnectGatewayId, associatedGatewayOwnerAccount: accounts.subsidiary },
        proposalId: "00000000-0000-4000-8000-00000000dead",
      },
    });
  expect(await (await accepting(fixtureIds.legacy)).check()).toEqual({ outcome: "notApplied" });
  expect(await (await accepting(fixtureIds["vpc-gw"])).check()).toMatchObject({ outcome: "unknown" });
});

describe("each member of an update is compared", () => {
  const virtualInterfaceId = fixtureIds["vif-308"];
  const withSiteLink = fixtureIds["vif-302-sv5"];
  const [connectionId, lagId] = [fixtureIds["lag-dc2-a"], fixtureIds["lag-dc2"]];
  test.each<[WriteOperation, object, region?: string]>([
    ["UpdateVirtualInterfaceAttributes", { virtualInterfaceId, virtualInterfaceName: "renamed" }],
    ["UpdateVirtualInterfaceAttributes", { virtualInterfaceId, mtu: 8500 }],
    [
      "UpdateVirtualInterfaceAttributes",
      { virtualInterfaceId: withSiteLink, enableSiteLink: false },
      "us-west-1",
    ],
    ["UpdateConnection", { connectionId, connectionName: "renamed" }],
    ["UpdateConnection", { connectionId, encryptionMode: "should_encrypt" }],
    ["UpdateLag", { lagId, lagName: "renamed" }],
    ["UpdateLag", { lagId, minimumLinks: 2 }],
    ["UpdateLag", { lagId, encryptionMode: "should_encrypt" }],
  ])("%s of %j", async (operation, input, region = "us-east-1") => {
    const alone = { account: "enterprise", region, input: input as Input<typeof operation> } as const;
    expect(await scene.lose(operation, "reset", alone)).toEqual({ outcome: "notApplied" });
    expect(await scene.lose(operation, "resetAfterExecution", alone)).toMatchObject({ outcome: "applied" });
  });
});

describe("addresses are compared as addresses", () => {
  const short = "2600:1f26:74::/48";
  const addAllowedPrefixesToDirectConnectGateway = [{ cidr: short }];
  const pair = { directConnectGatewayId: fixtureIds["vpc-gw"], gatewayId: fixtureIds["vgw-requested"] };

  test("prefixes that were added to an association, and those that were not removed from it", async () => {
    const associationId = fixtureIds["association-vgw-a"];
    const adding = { input: { associationId, addAllowedPrefixesToDirectConnectGateway } };
    const update = "UpdateDirectConnectGatewayAssociation";
    expect(await scene.lose(update, "resetAfterExecution", adding)).toMatchObject({ outcome: "applied" });
    scene.emulator.clock.advance(hour);
    const removeAllowedPrefixesToDirectConnectGateway = [{ cidr: short }];
    const removing = { input: { associationId, removeAllowedPrefixesToDirectConnectGateway } };
    expect(await scene.lose(update, "reset", removing)).toEqual({ outcome: "notApplied" });
    expect(await scene.lose(update, "resetAfterExecution", removing)).toMatchObject({ outcome: "applied" });
  });

  test("prefixes of a proposal, and of its acceptance", async () => {
    const proposing = {
      input: {
        ...{ ...pair, directConnectGatewayOwnerAccount: accounts.enterprise },
        addAllowedPrefixesToDirectConnectGateway,
      },
    };
    const proposal = await scene.lose(
      "CreateDirectConnectGatewayAssociationProposal",
      "resetAfterExecution",
      proposing,
    );
    expect(proposal).toMatchObject({ outcome: "applied" });
    const { proposalId } = await scene.proposalOf(pair.gatewayId);
    const accepting = {
      input: {
        directConnectGatewayId: pair.directConnectGatewayId,
        proposalId,
        associatedGatewayOwnerAccount: accounts.subsidiary,
        overrideAllowedPrefixesToDirectConnectGateway: [{ cidr: short }],
      },
    };
    expect(
      await scene.lose("AcceptDirectConnectGatewayAssociationProposal", "resetAfterExecution", accepting),
    ).toMatchObject({ outcome: "applied" });
  });

  test("a proposal that has a prefix is not the one that was to remove it", async () => {
    const operation = "CreateDirectConnectGatewayAssociationProposal";
    const proposing = { ...pair, directConnectGatewayOwnerAccount: accounts.enterprise };
    const lost = await scene.prepare(operation, {
      input: { ...proposing, removeAllowedPrefixesToDirectConnectGateway: [{ cidr: short }] },
    });
    const other = await scene.prepare(operation, {
      input: { ...proposing, addAllowedPrefixesToDirectConnectGateway },
    });
    await other.send();
    expect(await lost.check()).toEqual({ outcome: "notApplied" });
  });

  test("the address of a BGP peer that is deleted", async () => {
    const virtualInterfaceId = fixtureIds["vif-301"];
    const input = { virtualInterfaceId, customerAddress: "2001:0db8:0301::2/125" };
    expect(await scene.lose("DeleteBGPPeer", "reset", { input })).toEqual({ outcome: "notApplied" });
    expect(await scene.lose("DeleteBGPPeer", "resetAfterExecution", { input })).toMatchObject({
      outcome: "applied",
    });
  });
});

describe("an equal one that ended is distinguished by the list from before, without it not as long as it is listed", () => {
  test("a hosted connection that was declined", async () => {
    const { connectionId } = await (await scene.prepare("AllocateHostedConnection")).send();
    await scene.make("DeleteConnection", "acme", { connectionId });
    const afterListing = await scene.prepare("AllocateHostedConnection");
    expect(await afterListing.check()).toEqual({ outcome: "notApplied" });
    const change = await scene.prepare("AllocateHostedConnection", { before: null });
    expect(await change.check()).toMatchObject({
      outcome: "unknown",
      why: expect.stringContaining(`${connectionId} (rejected)`),
    });
    scene.emulator.clock.advance(2 * hour);
    expect(await change.check()).toEqual({ outcome: "notApplied" });
  });

  test("a virtual interface that was deleted", async () => {
    const { virtualInterfaceId } = await (await scene.prepare("CreatePrivateVirtualInterface")).send();
    await scene.make("DeleteVirtualInterface", "enterprise", { virtualInterfaceId });
    const afterListing = await scene.prepare("CreatePrivateVirtualInterface");
    expect(await afterListing.check()).toEqual({ outcome: "notApplied" });
    const change = await scene.prepare("CreatePrivateVirtualInterface", { before: null });
    expect(await change.check()).toMatchObject({
      outcome: "unknown",
      why: expect.stringContaining(`${virtualInterfaceId} (deleted)`),
    });
    expect(await scene.lose("CreatePrivateVirtualInterface", "resetAfterExecution")).toMatchObject({
      outcome: "applied",
      output: { virtualInterfaceState: "pending" },
    });
  });
});

describe("what Direct Connect refused counts as not applied", () => {
  test("a VLAN that another one took", async () => {
    await scene.make("AllocateHostedConnection", "partner", {
      ...{ connectionId: fixtureIds["ic-dc2"], ownerAccount: "222222222222", vlan: 310 },
      ...{ bandwidth: "50Mbps", connectionName: "faster" },
    });
    expect(await scene.lose("AllocateHostedConnection", "truncatedBody")).toEqual({ outcome: "notApplied" });
  });

  test("a VLAN that another owner was given after what was there was read", async () => {
    const { input } = changes.AllocateHostedConnection;
    const change = await scene.prepare("AllocateHostedConnection");
    await scene.make("AllocateHostedConnection", "partner", {
      ...(input as Input<"AllocateHostedConnection">),
      ownerAccount: accounts.blueHarbor,
    });
    expect(await change.check()).toEqual({ outcome: "notApplied" });
  });

  test("a confirmation of what was declined", async () => {
    await scene.make("DeleteConnection", "blueHarbor", { connectionId: fixtureIds["blue-ordering"] });
    expect(await scene.lose("ConfirmConnection", "truncatedBody")).toEqual({ outcome: "notApplied" });
  });

  test("a partner's deletion of what it allocated, and carries traffic", async () => {
    const as = { account: "partner", input: { connectionId: fixtureIds["acme-dc2"] } } as const;
    expect(await scene.lose("DeleteConnection", "truncatedBody", as)).toEqual({ outcome: "notApplied" });
  });
});

test("a partner's deletion of what it allocated is seen on the interconnect", async () => {
  const connectionId = fixtureIds["blue-ordering"];
  const as = { account: "partner", input: { connectionId } } as const;
  expect(await scene.lose("DeleteConnection", "resetAfterExecution", as)).toMatchObject({
    outcome: "applied",
    output: { connectionId, connectionState: "deleting" },
  });
});

test("what was deleted and is no longer listed is gone", async () => {
  const change = await scene.prepare("DeleteDirectConnectGateway");
  scene.emulator.faults.add({ kind: "resetAfterExecution", operation: "DeleteDirectConnectGateway" });
  await expect(change.send()).rejects.toThrow();
  scene.emulator.clock.advance(3_600_000);
  expect(await change.check()).toEqual({ outcome: "gone" });
});

test("a change that is executed after its socket died is seen from then on", async () => {
  const change = await scene.prepare("AllocateHostedConnection");
  const operation = "AllocateHostedConnection";
  scene.emulator.faults.add({ kind: "executedLate", operation, milliseconds: 200 });
  await expect(change.send()).rejects.toThrow();
  let verdict = await change.check();
  expect(verdict).toEqual({ outcome: "notApplied" });
  while (verdict.outcome === "notApplied") verdict = await change.check();
  expect(verdict).toMatchObject({ outcome: "applied", output: { vlan: 310 } });
});
