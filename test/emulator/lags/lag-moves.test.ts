import {
  AllocateHostedConnectionCommand,
  AssociateConnectionWithLagCommand,
  AssociateMacSecKeyCommand,
  ConfirmConnectionCommand,
  CreateConnectionCommand,
  CreateDirectConnectGatewayCommand,
  CreateInterconnectCommand,
  CreateLagCommand,
  CreatePrivateVirtualInterfaceCommand,
  DeleteLagCommand,
  DescribeConnectionsCommand,
  DescribeHostedConnectionsCommand,
  DescribeInterconnectsCommand,
  DescribeLagsCommand,
  DescribeVirtualInterfacesCommand,
  DisassociateConnectionFromLagCommand,
  DisassociateMacSecKeyCommand,
  UpdateLagCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { partner, acme, enterprise } = accounts;
const site = { location: "EqDC2" };

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const settle = () => emulated.emulator.clock.advance(24 * 60 * minute);
const createLag = async (account: string, input: Record<string, unknown> = {}) => {
  const order = { ...site, connectionsBandwidth: "10Gbps", lagName: "lag", numberOfConnections: 1, ...input };
  return (await emulated.as(account).send(new CreateLagCommand(order))).lagId ?? "";
};
const associate = (account: string, connectionId: string, lagId: string) =>
  emulated.as(account).send(new AssociateConnectionWithLagCommand({ connectionId, lagId }));
const disassociate = (account: string, connectionId: string, lagId: string) =>
  emulated.as(account).send(new DisassociateConnectionFromLagCommand({ connectionId, lagId }));
const lagOf = async (account: string, lagId: string) =>
  (await emulated.as(account).send(new DescribeLagsCommand({ lagId }))).lags?.[0];

describe("a partner's LAG", () => {
  const interconnect = async () => {
    const order = { ...site, bandwidth: "10Gbps", interconnectName: "ic" };
    const made = await emulated.as(partner).send(new CreateInterconnectCommand(order));
    return made.interconnectId ?? "";
  };
  const allocate = async (connectionId: string, vlan: number, bandwidth = "1Gbps") => {
    const order = { connectionId, vlan, bandwidth, ownerAccount: acme, connectionName: `hosted-${vlan}` };
    return (await emulated.as(partner).send(new AllocateHostedConnectionCommand(order))).connectionId ?? "";
  };
  const hostedOn = async (connectionId: string) =>
    (
      await emulated.as(partner).send(new DescribeHostedConnectionsCommand({ connectionId }))
    ).connections?.map((connection) => connection.connectionId);
  /** Until they share a device, interconnects are made: which of the two a new one gets is up to AWS. */
  const twins = async () => {
    for (;;) {
      await interconnect();
      settle();
      const { interconnects = [] } = await emulated.as(partner).send(new DescribeInterconnectsCommand({}));
      for (const one of interconnects) {
        const twin = interconnects.find((other) => other !== one && other.awsDeviceV2 === one.awsDeviceV2);
        if (twin) return [one.interconnectId ?? "", twin.interconnectId ?? ""] as const;
      }
    }
  };

  test("no other account's LAG carries hosted connections", async () => {
    const lagId = await createLag(enterprise);
    settle();
    expect(await lagOf(enterprise, lagId)).toMatchObject({ allowsHostedConnections: false });
    await expect(
      emulated.as(enterprise).send(new DescribeHostedConnectionsCommand({ connectionId: lagId })),
    ).rejects.toMatchObject({ message: /doesn't exist/ });
  });

  test("carries hosted connections up to the sum of its members, and is kept by them", async () => {
    const lagId = await createLag(partner, { numberOfConnections: 2 });
    await expect(allocate(lagId, 1)).rejects.toMatchObject({ message: /is not available/ });
    settle();
    expect(await lagOf(partner, lagId)).toMatchObject({
      allowsHostedConnections: true,
      lagState: "available",
    });
    const ids = [await allocate(lagId, 1, "10Gbps"), await allocate(lagId, 2, "10Gbps")];
    await expect(allocate(lagId, 3, "50Mbps")).rejects.toMatchObject({ message: /exceeds the available 0/ });
    expect(await hostedOn(lagId)).toEqual(ids);
    await expect(emulated.as(partner).send(new DeleteLagCommand({ lagId }))).rejects.toMatchObject({
      message: /has hosted connections/,
    });
  });

  test("what it carries is down while too few members are up", async () => {
    const lagId = await createLag(partner, { numberOfConnections: 2 });
    settle();
    await emulated.as(partner).send(new UpdateLagCommand({ lagId, minimumLinks: 2 }));
    const connectionId = await allocate(lagId, 1);
    await emulated.as(acme).send(new ConfirmConnectionCommand({ connectionId }));
    settle();
    const state = async () =>
      (await emulated.as(acme).send(new DescribeConnectionsCommand({ connectionId }))).connections?.[0]
        ?.connectionState;
    expect(await state()).toBe("available");
    const [member] = (await lagOf(partner, lagId))?.connections ?? [];
    emulated.emulator.setLink(member?.connectionId ?? "", "down");
    expect(await lagOf(partner, lagId)).toMatchObject({ lagState: "down" });
    expect(await state()).toBe("down");
    await emulated.as(partner).send(new UpdateLagCommand({ lagId, minimumLinks: 1 }));
    expect(await lagOf(partner, lagId)).toMatchObject({ lagState: "available" });
    expect(await state()).toBe("available");
    emulated.emulator.setLink(member?.connectionId ?? "", "up");
    expect(await state()).toBe("available");
  });

  test("hosted connections follow their interconnect into it, unless a VLAN is taken, and stay in it", async () => {
    const [first, second] = await twins();
    const lagId = await createLag(partner, { connectionId: first });
    const onLag = await allocate(lagId, 7);
    const clashing = await allocate(second, 7);
    await expect(associate(partner, second, lagId)).rejects.toMatchObject({
      message: "VLAN 7 is already in use",
    });
    await emulated.as(acme).send(new ConfirmConnectionCommand({ connectionId: clashing }));
    const third = await createLag(partner, { connectionId: second });
    expect(await hostedOn(third)).toEqual([clashing]);
    expect(await hostedOn(second)).toEqual([]);
    expect(await disassociate(partner, second, third)).not.toHaveProperty("lagId");
    expect(await hostedOn(third)).toEqual([clashing]);
    await associate(partner, second, lagId);
    expect(await hostedOn(lagId)).toEqual([onLag]);
  });

  test("a connection that leaves it is an interconnect", async () => {
    const order = { ...site, bandwidth: "10Gbps", connectionName: "own" };
    const { connectionId = "" } = await emulated.as(partner).send(new CreateConnectionCommand(order));
    const lagId = await createLag(partner, { connectionId });
    await disassociate(partner, connectionId, lagId);
    const { connections } = await emulated.as(partner).send(new DescribeConnectionsCommand({}));
    expect(connections).toEqual([]);
    const { interconnects } = await emulated.as(partner).send(new DescribeInterconnectsCommand({}));
    expect(interconnects).toMatchObject([{ interconnectId: connectionId, interconnectName: "own" }]);
  });
});

test("virtual interfaces follow their connection into a LAG, keep it, and stay in it", async () => {
  const client = emulated.as(enterprise);
  const order = { ...site, bandwidth: "10Gbps", connectionName: "own" };
  const { connectionId = "" } = await client.send(new CreateConnectionCommand(order));
  const made = await client.send(
    new CreateDirectConnectGatewayCommand({ directConnectGatewayName: "gateway" }),
  );
  settle();
  const newPrivateVirtualInterface = {
    ...{ virtualInterfaceName: "vif", vlan: 100, asn: 65_001 },
    directConnectGatewayId: made.directConnectGateway?.directConnectGatewayId,
  };
  const { virtualInterfaceId } = await client.send(
    new CreatePrivateVirtualInterfaceCommand({ connectionId, newPrivateVirtualInterface }),
  );
  const lagId = await createLag(enterprise, { connectionId });
  const carrier = async () => {
    const found = await client.send(new DescribeVirtualInterfacesCommand({ virtualInterfaceId }));
    return found.virtualInterfaces?.[0]?.connectionId;
  };
  expect(await carrier()).toBe(lagId);
  await expect(client.send(new DeleteLagCommand({ lagId }))).rejects.toMatchObject({
    message: /has virtual interfaces/,
  });
  await disassociate(enterprise, connectionId, lagId);
  expect(await carrier()).toBe(lagId);
  const clashing = client.send(
    new CreatePrivateVirtualInterfaceCommand({ connectionId, newPrivateVirtualInterface }),
  );
  await expect(clashing).resolves.toMatchObject({ connectionId, vlan: 100 });
  await expect(associate(enterprise, connectionId, lagId)).rejects.toMatchObject({
    message: "VLAN 100 is already in use",
  });
});

test("a hosted connection is no member", async () => {
  await emulated.stop();
  emulated = await startEmulated({ fixtures: true });
  const lagId = await createLag(acme, { connectionsBandwidth: "1Gbps" });
  const { connections } = await emulated.as(acme).send(new DescribeConnectionsCommand({}));
  const hosted = connections?.find((connection) => connection.partnerName !== undefined);
  await expect(associate(acme, hosted?.connectionId ?? "", lagId)).rejects.toMatchObject({
    message: /is a hosted connection/,
  });
});

describe("MACsec", () => {
  const ckn = "a".repeat(64);
  const key = (connectionId: string, name = ckn) =>
    emulated
      .as(enterprise)
      .send(new AssociateMacSecKeyCommand({ connectionId, ckn: name, cak: "b".repeat(64) }));
  const portOf = async (connectionId: string) =>
    (await emulated.as(enterprise).send(new DescribeConnectionsCommand({ connectionId }))).connections?.[0];

  test("a LAG without it takes no key and no mode", async () => {
    const lagId = await createLag(enterprise);
    await expect(key(lagId)).rejects.toMatchObject({ message: `Lag ${lagId} is not MACsec capable.` });
  });

  test("the keys of a LAG replace those of a port that joins, its mode reaches all", async () => {
    const lagId = await createLag(enterprise, { requestMACSec: true });
    const order = { ...site, bandwidth: "10Gbps", connectionName: "own", requestMACSec: true };
    const { connectionId = "" } = await emulated.as(enterprise).send(new CreateConnectionCommand(order));
    await key(connectionId, "c".repeat(64));
    await key(lagId);
    emulated.emulator.clock.advance(5 * minute);
    await associate(enterprise, connectionId, lagId);
    settle();
    const associated = [{ ckn, state: "associated" }];
    expect(await portOf(connectionId)).toMatchObject({
      macSecKeys: associated,
      encryptionMode: "should_encrypt",
      portEncryptionStatus: "Encryption Up",
    });
    await emulated.as(enterprise).send(new UpdateLagCommand({ lagId, encryptionMode: "must_encrypt" }));
    const member = { macSecKeys: associated, encryptionMode: "must_encrypt", connectionState: "available" };
    expect(await lagOf(enterprise, lagId)).toMatchObject({
      encryptionMode: "must_encrypt",
      macSecKeys: associated,
      connections: [member, member],
    });
    await disassociate(enterprise, connectionId, lagId);
    expect(await portOf(connectionId)).toMatchObject(member);
  });

  test("in must_encrypt a rotation that drops the old key too early takes the LAG down", async () => {
    const lagId = await createLag(enterprise, { requestMACSec: true });
    const { macSecKeys: [old] = [] } = await key(lagId);
    settle();
    await emulated.as(enterprise).send(new UpdateLagCommand({ lagId, encryptionMode: "must_encrypt" }));
    expect(await lagOf(enterprise, lagId)).toMatchObject({ lagState: "available" });
    const remove = new DisassociateMacSecKeyCommand({ connectionId: lagId, secretARN: old?.secretARN });
    await emulated.as(enterprise).send(remove);
    emulated.emulator.clock.advance(1 * minute);
    await key(lagId, "d".repeat(64));
    emulated.emulator.clock.advance(4 * minute);
    expect(await lagOf(enterprise, lagId)).toMatchObject({
      lagState: "down",
      connections: [{ portEncryptionStatus: "Encryption Down", connectionState: "down" }],
    });
    emulated.emulator.clock.advance(1 * minute);
    expect(await lagOf(enterprise, lagId)).toMatchObject({
      lagState: "available",
      connections: [{ portEncryptionStatus: "Encryption Up", connectionState: "available" }],
    });
  });

  test("without any key must_encrypt drops to should_encrypt, and the link comes back", async () => {
    const lagId = await createLag(enterprise, { requestMACSec: true });
    settle();
    await emulated.as(enterprise).send(new UpdateLagCommand({ lagId, encryptionMode: "must_encrypt" }));
    expect(await lagOf(enterprise, lagId)).toMatchObject({ lagState: "down" });
    const { macSecKeys: [only] = [] } = await key(lagId);
    emulated.emulator.clock.advance(5 * minute);
    const remove = new DisassociateMacSecKeyCommand({ connectionId: lagId, secretARN: only?.secretARN });
    await emulated.as(enterprise).send(remove);
    emulated.emulator.clock.advance(5 * minute);
    expect(await lagOf(enterprise, lagId)).toMatchObject({
      lagState: "available",
      encryptionMode: "should_encrypt",
    });
  });
});
