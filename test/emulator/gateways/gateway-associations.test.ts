import {
  AcceptDirectConnectGatewayAssociationProposalCommand,
  CreateDirectConnectGatewayAssociationCommand,
  CreateDirectConnectGatewayCommand,
  DeleteDirectConnectGatewayAssociationCommand,
  DescribeDirectConnectGatewayAssociationsCommand,
  UpdateDirectConnectGatewayAssociationCommand,
} from "@aws-sdk/client-direct-connect";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { attachments } from "../../../src/emulator/records/direct-connect-gateways";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { enterprise, acme, subsidiary } = accounts;
const legacy = fixtureIds.legacy;
const transit = fixtureIds["global-transit"];

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const cidrs = (...blocks: string[]) => blocks.map((cidr) => ({ cidr }));
const create = (
  directConnectGatewayId: string,
  gatewayId: string,
  prefixes: string[] = [],
  region?: string,
) =>
  emulated
    .as(enterprise, region)
    .send(
      new CreateDirectConnectGatewayAssociationCommand({
        directConnectGatewayId,
        gatewayId,
        addAllowedPrefixesToDirectConnectGateway: cidrs(...prefixes),
      }),
    )
    .then((answer) => answer.directConnectGatewayAssociation);
const list = async (input: object, account: string = enterprise, region = "us-east-1") =>
  (await emulated.as(account, region).send(new DescribeDirectConnectGatewayAssociationsCommand(input)))
    .directConnectGatewayAssociations ?? [];
const update = (associationId: string | undefined, input: object, account: string = enterprise) =>
  emulated
    .as(account)
    .send(new UpdateDirectConnectGatewayAssociationCommand({ associationId, ...input }))
    .then((answer) => answer.directConnectGatewayAssociation);
const remove = (input: object, account: string = enterprise) =>
  emulated
    .as(account)
    .send(new DeleteDirectConnectGatewayAssociationCommand(input))
    .then((answer) => answer.directConnectGatewayAssociation);

describe("refusals", () => {
  test("who owns the associated gateway alone sees the association, and does not change what it allows", async () => {
    const { directConnectGatewayAssociation: accepted } = await emulated.as(enterprise, "us-west-2").send(
      new AcceptDirectConnectGatewayAssociationProposalCommand({
        directConnectGatewayId: fixtureIds["vpc-gw"],
        proposalId: fixtureIds["proposal-requested"],
        associatedGatewayOwnerAccount: subsidiary,
      }),
    );
    emulated.emulator.clock.advance(30 * minute);
    const { associationId } = accepted ?? {};
    const before = await list({ associationId }, subsidiary);
    expect(before).toMatchObject([{ associationId, associationState: "associated" }]);
    const more = { addAllowedPrefixesToDirectConnectGateway: cidrs("10.99.0.0/16") };
    await expect(update(associationId, more, subsidiary)).rejects.toMatchObject({
      message: `Association ${associationId} does not exist.`,
    });
    expect(await list({ associationId }, subsidiary)).toEqual(before);
    expect(await update(associationId, more)).toMatchObject({ associationState: "updating" });
  });

  test("another account neither sees nor changes an association", async () => {
    const associationId = fixtureIds["association-vgw-a"];
    expect(await list({ associationId }, acme)).toEqual([]);
    expect(await list({ directConnectGatewayId: fixtureIds["vpc-gw"] }, acme)).toEqual([]);
    const message = `Association ${associationId} does not exist.`;
    await expect(remove({ associationId }, acme)).rejects.toMatchObject({ message });
    await expect(update(associationId, {}, acme)).rejects.toMatchObject({ message });
    const theirs = new CreateDirectConnectGatewayAssociationCommand({
      directConnectGatewayId: legacy,
      gatewayId: fixtureIds["vgw-acme"],
    });
    await expect(emulated.as(acme).send(theirs)).rejects.toMatchObject({
      message: `Direct Connect Gateway ${legacy} does not exist.`,
    });
  });

  test("another region's endpoint does not find the gateway", async () => {
    await expect(create(legacy, fixtureIds["vgw-free"], [], "us-west-2")).rejects.toMatchObject({
      name: "DirectConnectClientException",
      message: `The VirtualGateway ${fixtureIds["vgw-free"]} does not exist.`,
    });
    await expect(create(transit, fixtureIds["tgw-free"], ["10.0.0.0/16"], "us-west-2")).rejects.toMatchObject(
      {
        message: `The TransitGateway ${fixtureIds["tgw-free"]} does not exist.`,
      },
    );
  });

  test.each([
    ["a VGW without a VPC", legacy, "vgw-without-vpc", [], /is not attached to a VPC/],
    ["a VGW that is elsewhere already", legacy, "vgw-a", [], /limit of 1 associated/],
    ["the same pair twice", fixtureIds.sticky, "vgw-sticky", [], /is already associated/],
    ["a transit gateway without prefixes", legacy, "tgw-free", [], /Allowed prefixes must be given/],
    ["a prefix that is none", legacy, "vgw-free", ["10.0.0.0/33"], /is not a valid CIDR block/],
    ["host bits in a prefix", legacy, "vgw-free", ["10.0.0.1/8"], /is not a valid CIDR block/],
    ["another's account's gateway", legacy, "vgw-acme", [], /does not exist/],
    ["a core network", legacy, "core-network", [], /does not exist/],
    ["a TGW beside VGWs", fixtureIds.sticky, "tgw-free", ["10.0.0.0/16"], /do not mix/],
    ["a VGW beside TGWs", transit, "vgw-free", [], /do not mix/],
    ["a VGW beside a core network", fixtureIds["wan-gw"], "vgw-free", [], /do not mix/],
    ["addresses of the next TGW", transit, "tgw-free", ["10.0.0.0/8"], /^Prefix 10.0.0.0\/8 overlaps/],
  ] as const)("create refuses %s", async (_what, target, gateway, prefixes, message) => {
    await expect(create(target, fixtureIds[gateway], [...prefixes])).rejects.toMatchObject({ message });
  });

  test("a transit gateway where private virtual interfaces are, and one of the same ASN", async () => {
    emulated.emulator.store.table(attachments).insert({
      directConnectGatewayId: legacy,
      virtualInterfaceId: "dxvif-00000001",
      virtualInterfaceOwnerAccount: enterprise,
      virtualInterfaceRegion: "us-east-1",
      attachmentState: "attached",
      attachmentType: "PrivateVirtualInterface",
    });
    await expect(create(legacy, fixtureIds["tgw-free"], ["10.0.0.0/16"])).rejects.toMatchObject({
      message: /do not mix/,
    });
    const { directConnectGateway } = await emulated
      .as(enterprise)
      .send(
        new CreateDirectConnectGatewayCommand({ directConnectGatewayName: "same", amazonSideAsn: 64522 }),
      );
    const id = directConnectGateway?.directConnectGatewayId ?? "";
    await expect(create(id, fixtureIds["tgw-free"], ["10.0.0.0/16"])).rejects.toMatchObject({
      message: /is not available/,
    });
    emulated.emulator.clock.advance(minute);
    await expect(create(id, fixtureIds["tgw-free"], ["10.0.0.0/16"])).rejects.toMatchObject({
      message: /must have different ASNs/,
    });
  });

  test("more than 200 prefixes, 20 VGWs or 6 TGWs", async () => {
    const many = Array.from({ length: 201 }, (_, index) => `10.0.${index}.0/24`);
    await expect(create(legacy, fixtureIds["vgw-free"], many)).rejects.toMatchObject({
      message: /at most 200/,
    });
    const place = { ownerAccount: enterprise, region: "us-east-1" };
    for (let index = 0; index < 20; index++) {
      const id = `vgw-000000${index + 10}`;
      emulated.emulator.addGateway({ id, ...place, vpcId: "vpc-1" });
      await create(legacy, id);
    }
    await expect(create(legacy, fixtureIds["vgw-free"])).rejects.toMatchObject({
      message: /limit of 20 assoc/,
    });
    for (let index = 0; index < 4; index++) {
      emulated.emulator.addGateway({ id: `tgw-0000000${index}`, ...place, amazonSideAsn: 64600 });
      await create(transit, `tgw-0000000${index}`, [`192.168.${index}.0/24`]);
    }
    await expect(create(transit, fixtureIds["tgw-free"], ["172.16.0.0/16"])).rejects.toMatchObject({
      message: /limit of 6 assoc/,
    });
  });

  test("ids that are missing, of no form, or unknown", async () => {
    const invalid = "Association ID  has an invalid format.";
    await expect(list({ associationId: "" })).rejects.toMatchObject({ message: invalid });
    await expect(list({})).rejects.toMatchObject({ message: /must be given/ });
    await expect(update(undefined, {})).rejects.toMatchObject({ message: invalid });
    await expect(remove({})).rejects.toMatchObject({ message: invalid });
    await expect(remove({ associationId: fixtureIds.legacy })).rejects.toMatchObject({
      message: /does not exist/,
    });
  });

  test("updates that change nothing, while it changes, to nothing, or of a core network", async () => {
    const add = { addAllowedPrefixesToDirectConnectGateway: cidrs("10.200.0.0/16") };
    const east = fixtureIds["association-tgw-east"];
    await expect(update(east, {})).rejects.toMatchObject({ message: /^At least one/ });
    await expect(update(fixtureIds["association-tgw-west"], add)).rejects.toMatchObject({
      message: /transitioning state/,
    });
    const last = { removeAllowedPrefixesToDirectConnectGateway: cidrs("10.64.0.0/12") };
    await expect(update(east, last)).rejects.toMatchObject({ message: /^The last allowed prefix/ });
    const taken = { addAllowedPrefixesToDirectConnectGateway: cidrs("10.96.1.0/24") };
    await expect(update(east, taken)).rejects.toMatchObject({ message: /overlaps/ });
    await expect(update(fixtureIds["association-core-network"], add)).rejects.toMatchObject({
      message: /managed by Cloud WAN/,
    });
  });
});

test("prefixes are answered fully expanded, and two spellings are one", async () => {
  const expanded = "2600:1f26:0074:0000:0000:0000:0000:0000/48";
  const fresh = await create(legacy, fixtureIds["vgw-free"], ["2600:1F26:74::/48", expanded, "10.1.0.0/16"]);
  expect(fresh?.allowedPrefixesToDirectConnectGateway).toEqual(cidrs(expanded, "10.1.0.0/16"));
  emulated.emulator.clock.advance(10 * minute);
  const less = await update(fresh?.associationId, {
    removeAllowedPrefixesToDirectConnectGateway: cidrs("2600:1f26:74:0::/48"),
  });
  expect(less?.allowedPrefixesToDirectConnectGateway).toEqual(cidrs("10.1.0.0/16"));
});

test.each(["10.1.0.1/16", "2600:1f26:74::1/48", "2600:1f26:74::/129", "all"])(
  "%s is no prefix",
  async (prefix) => {
    await expect(create(legacy, fixtureIds["vgw-free"], [prefix])).rejects.toMatchObject({
      message: expect.stringContaining(`Prefix ${prefix} is not a valid CIDR block`) as string,
    });
  },
);

test("an association lives from associating to forgotten", async () => {
  const { clock } = emulated.emulator;
  const fresh = await create(legacy, fixtureIds["vgw-free"]);
  const associationId = fresh?.associationId ?? "";
  expect(fresh).toEqual({
    associationId,
    associationState: "associating",
    directConnectGatewayId: legacy,
    directConnectGatewayOwnerAccount: enterprise,
    associatedGateway: {
      id: fixtureIds["vgw-free"],
      type: "virtualPrivateGateway",
      ownerAccount: enterprise,
      region: "us-east-1",
    },
    allowedPrefixesToDirectConnectGateway: cidrs("10.13.0.0/16"),
    virtualGatewayId: fixtureIds["vgw-free"],
    virtualGatewayRegion: "us-east-1",
    virtualGatewayOwnerAccount: enterprise,
  });
  const state = async () => (await list({ associationId }))[0]?.associationState;
  clock.advance(7 * minute);
  expect(await state()).toBe("associating");
  clock.advance(minute);
  expect(await state()).toBe("associated");

  const changed = await update(associationId, {
    addAllowedPrefixesToDirectConnectGateway: cidrs("10.14.0.0/16", "10.15.0.0/16"),
    removeAllowedPrefixesToDirectConnectGateway: cidrs("10.13.0.0/16"),
  });
  expect(changed).toMatchObject({
    associationState: "updating",
    allowedPrefixesToDirectConnectGateway: cidrs("10.14.0.0/16", "10.15.0.0/16"),
  });
  clock.advance(3 * minute);
  expect(await state()).toBe("associated");

  expect(await remove({ associationId })).toMatchObject({ associationState: "disassociating" });
  await expect(remove({ associationId })).rejects.toMatchObject({ message: /transitioning state/ });
  clock.advance(5 * minute);
  expect(await state()).toBe("disassociated");
  await expect(remove({ associationId })).rejects.toMatchObject({ message: /does not exist/ });
  clock.advance(10 * minute);
  expect(await state()).toBeUndefined();
  await expect(create(legacy, fixtureIds["vgw-free"])).resolves.toMatchObject({
    associationState: "associating",
  });
});

test("deleted while associating, it never becomes associated", async () => {
  const { associationId } = (await create(legacy, fixtureIds["vgw-free"])) ?? {};
  await remove({ associationId });
  emulated.emulator.clock.advance(9 * minute);
  expect((await list({ associationId }))[0]?.associationState).toBe("disassociated");
});

test("associations are found by every id, from any region, by both of their owners", async () => {
  const associationId = fixtureIds["association-accepted"];
  const gateway = fixtureIds["vgw-accepted"];
  for (const account of [enterprise, subsidiary]) {
    for (const input of [
      { associationId },
      { associatedGatewayId: gateway },
      { virtualGatewayId: gateway },
      { virtualGatewayId: gateway, directConnectGatewayId: fixtureIds["vpc-gw"] },
    ]) {
      const found = await list(input, account, "eu-west-1");
      expect(found.map((row) => row.associationId)).toEqual([associationId]);
    }
  }
  expect(await list({ directConnectGatewayId: fixtureIds["vpc-gw"] })).toHaveLength(3);
  expect(await list({ directConnectGatewayId: fixtureIds["vpc-gw"] }, subsidiary)).toHaveLength(1);
});

test("transit gateways and core networks have no legacy members", async () => {
  const [tgw] = await list({ associationId: fixtureIds["association-tgw-east"] });
  expect(tgw?.associatedGateway?.type).toBe("transitGateway");
  expect(tgw).not.toHaveProperty("virtualGatewayId");
  const [wan] = await list({ directConnectGatewayId: fixtureIds["wan-gw"] });
  expect(wan).not.toHaveProperty("associatedGateway");
  expect(wan?.associatedCoreNetwork).toMatchObject({
    id: fixtureIds["core-network"],
    ownerAccount: enterprise,
  });
});

test("the legacy pair names an association to delete, and the other owner may delete it", async () => {
  const pair = { directConnectGatewayId: fixtureIds["vpc-gw"], virtualGatewayId: fixtureIds["vgw-accepted"] };
  await expect(remove(pair, acme)).rejects.toMatchObject({ message: /does not exist/ });
  expect(await remove(pair, subsidiary)).toMatchObject({ associationState: "disassociating" });
});
