import {
  AllocatePrivateVirtualInterfaceCommand,
  AssociateConnectionWithLagCommand,
  AssociateVirtualInterfaceCommand,
  CreateLagCommand,
  CreatePrivateVirtualInterfaceCommand,
  CreatePublicVirtualInterfaceCommand,
  DescribeConnectionsCommand,
  DescribeDirectConnectGatewaysCommand,
  DescribeLagsCommand,
  DisassociateConnectionFromLagCommand,
  type NewPrivateVirtualInterface,
  UpdateVirtualInterfaceAttributesCommand,
  type UpdateVirtualInterfaceAttributesRequest,
} from "@aws-sdk/client-direct-connect";
import "../../../src/directconnect/client/newer-shapes";
import { accounts, type Emulated, minute, startEmulated } from "../emulated";
import { connection, gateway, hostedConnection, shown } from "../estate";

/* DOMAIN J.6 and J.7, through the plain SDK with the declarations that it lacks. */
const { enterprise, acme, subsidiary } = accounts;
const day = 24 * 60 * minute;

let emulated: Emulated;
let connectionId: string;
let directConnectGatewayId: string;
beforeEach(async () => {
  emulated = await startEmulated();
  connectionId = await connection(emulated);
  directConnectGatewayId = await gateway(emulated);
});
afterEach(() => emulated.stop());

async function create(vlan: number, terms: Partial<NewPrivateVirtualInterface> = {}, on = connectionId) {
  const { virtualInterfaceId = "" } = await emulated.as(enterprise).send(
    new CreatePrivateVirtualInterfaceCommand({
      connectionId: on,
      newPrivateVirtualInterface: {
        ...{ virtualInterfaceName: `vif-${vlan}`, vlan, asn: 65001, directConnectGatewayId },
        ...terms,
      },
    }),
  );
  emulated.emulator.clock.advance(minute);
  return virtualInterfaceId;
}

const update = (
  virtualInterfaceId: string,
  change: Omit<UpdateVirtualInterfaceAttributesRequest, "virtualInterfaceId">,
) =>
  emulated
    .as(enterprise)
    .send(new UpdateVirtualInterfaceAttributesCommand({ virtualInterfaceId, ...change }));

async function port(id = connectionId) {
  const { connections } = await emulated
    .as(enterprise)
    .send(new DescribeConnectionsCommand({ connectionId: id }));
  return connections?.[0];
}

const refused = (message: RegExp, name = "DirectConnectClientException") => ({
  name,
  message: expect.stringMatching(message) as string,
});

describe("rate limiters", () => {
  test("a text that is none, one above the port, and one on a hosted connection are refused", async () => {
    await expect(create(101, { rateLimit: "51Mbps" })).rejects.toMatchObject(refused(/is not valid/));
    await expect(create(101, { rateLimit: "12Gbps" })).rejects.toMatchObject(refused(/exceeds/));
    const hosted = await hostedConnection(emulated);
    const order = {
      connectionId: hosted,
      newPublicVirtualInterface: {
        ...{ virtualInterfaceName: "public", vlan: 101, asn: 65001, rateLimit: "50Mbps" },
        ...{ amazonAddress: "203.0.113.1/30", customerAddress: "203.0.113.2/30" },
        routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
      },
    };
    await expect(
      emulated.as(acme).send(new CreatePublicVirtualInterfaceCommand(order)),
    ).rejects.toMatchObject(refused(/cannot be rate limited/));
  });

  test("ten are taken whatever their sum, and the eleventh is refused by its name", async () => {
    for (let vlan = 101; vlan <= 110; vlan++) await create(vlan, { rateLimit: "9Gbps" });
    await create(111);
    expect((await port())?.rateLimiterStatus).toEqual({
      ...{ maxAllowed: 10, inUse: 10, remaining: 0, totalBandwidth: "90Gbps" },
    });
    await expect(create(112, { rateLimit: "50Mbps" })).rejects.toMatchObject(
      refused(/limit of 10 rate limiters/, "LimitExceededException"),
    );
  });

  test("a limit is set, changed and taken away in place; the virtual interface stays in its state", async () => {
    const id = await create(101);
    expect((await port())?.rateLimiterStatus).toMatchObject({ inUse: 0, totalBandwidth: "0Mbps" });
    await update(id, { rateLimit: "3.2Gbps" });
    expect(await shown(emulated, id)).toMatchObject({
      rateLimit: "3.2Gbps",
      virtualInterfaceState: "available",
    });
    await create(102, { rateLimit: "300Mbps" });
    expect((await port())?.rateLimiterStatus).toMatchObject({ inUse: 2, totalBandwidth: "3.5Gbps" });
    await update(id, { rateLimit: "Unlimited" });
    expect(await shown(emulated, id)).not.toHaveProperty("rateLimit");
    expect((await port())?.rateLimiterStatus).toMatchObject({ inUse: 1, totalBandwidth: "300Mbps" });
  });

  test("they move with the port into a LAG and with the virtual interface to a port, where too many are refused", async () => {
    const lag = { location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "lag" };
    const other = await connection(emulated);
    for (let vlan = 101; vlan <= 106; vlan++) await create(vlan, { rateLimit: "50Mbps" });
    const ids: string[] = [];
    for (let vlan = 201; vlan <= 205; vlan++) ids.push(await create(vlan, { rateLimit: "50Mbps" }, other));
    const client = emulated.as(enterprise);
    const { lagId } = await client.send(new CreateLagCommand({ ...lag, connectionId }));
    await expect(
      client.send(new AssociateConnectionWithLagCommand({ lagId, connectionId: other })),
    ).rejects.toMatchObject(refused(/limit of 10/, "LimitExceededException"));
    const { lags } = await client.send(new DescribeLagsCommand({ lagId }));
    expect(lags?.[0]?.rateLimiterStatus).toMatchObject({ inUse: 6, remaining: 4 });
    expect(await port()).not.toHaveProperty("rateLimiterStatus"); // a member has what its LAG has
    for (const [index, virtualInterfaceId] of ids.entries()) {
      const move = client.send(
        new AssociateVirtualInterfaceCommand({ virtualInterfaceId, connectionId: lagId }),
      );
      if (index < 4) await move;
      else await expect(move).rejects.toMatchObject(refused(/limit of 10/, "LimitExceededException"));
    }
  });
});

describe("prefix pools", () => {
  test("each family of a port has a pool, and a virtual interface takes 100 of it by default", async () => {
    const before = { prefixPoolSizeIpv4: 5000, prefixPoolUnallocatedCountIpv4: 5000 };
    expect(await port()).toMatchObject(before);
    const id = await create(101);
    expect(await shown(emulated, id)).toMatchObject({
      ...{ prefixPoolAllocatedCountIpv4: 100, prefixPoolAllocatedCountIpv6: 100 },
    });
    await create(102, { prefixPoolAllocatedCountIpv4: 1000, prefixPoolAllocatedCountIpv6: 0 });
    expect(await port()).toMatchObject({
      ...{ prefixPoolUnallocatedCountIpv4: 3900, prefixPoolUnallocatedCountIpv6: 4900 },
    });
    const { directConnectGateways } = await emulated
      .as(enterprise)
      .send(new DescribeDirectConnectGatewaysCommand({ directConnectGatewayId }));
    expect(directConnectGateways?.[0]?.totalPrefixPoolAllocations).toBe(1200);
  });

  test("beyond what one may have, what the pool holds and what the gateway takes is refused with the figures", async () => {
    await expect(create(101, { prefixPoolAllocatedCountIpv4: 1001 })).rejects.toMatchObject(
      refused(/1001 is not valid/),
    );
    const most = { prefixPoolAllocatedCountIpv4: 1000, prefixPoolAllocatedCountIpv6: 1000 };
    for (let vlan = 101; vlan <= 105; vlan++) await create(vlan, most);
    await expect(create(106, { prefixPoolAllocatedCountIpv4: 1 })).rejects.toMatchObject(
      refused(/5001 ipv4 prefixes .* pool of 5000/),
    );
    const other = await connection(emulated);
    await expect(create(101, { prefixPoolAllocatedCountIpv4: 1 }, other)).rejects.toMatchObject(
      refused(/10101 prefixes .* takes 10000/),
    );
  });

  test("others' virtual interfaces are charged to the pool of the port; who allocates sets no prefixes", async () => {
    const order = { virtualInterfaceName: "theirs", vlan: 101, asn: 65001 };
    await emulated.as(enterprise).send(
      new AllocatePrivateVirtualInterfaceCommand({
        ...{ connectionId, ownerAccount: subsidiary },
        newPrivateVirtualInterfaceAllocation: { ...order, rateLimit: "50Mbps" },
      }),
    );
    expect(await port()).toMatchObject({
      ...{ prefixPoolUnallocatedCountIpv4: 4900, rateLimiterStatus: { inUse: 1 } },
    });
  });

  test("more than is allocated takes BGP down; a larger allocation brings it back after a minute", async () => {
    const id = await create(101);
    emulated.emulator.announcePrefixes(id, 150);
    expect(await shown(emulated, id)).toMatchObject({
      ...{ virtualInterfaceState: "down", bgpPeers: [{ bgpStatus: "down" }] },
    });
    await update(id, { prefixPoolAllocatedCountIpv4: 200 });
    expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "down" });
    emulated.emulator.clock.advance(minute);
    expect(await shown(emulated, id)).toMatchObject({
      ...{ virtualInterfaceState: "available", bgpPeers: [{ bgpStatus: "up" }] },
    });
    await expect(update(id, { prefixPoolAllocatedCountIpv4: 149 })).rejects.toMatchObject(
      refused(/less than the 150 ipv4 prefixes/),
    );
  });

  test("a LAG has a pool of its members whose links are up, and keeps one that its allocations need", async () => {
    const lag = { location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 2, lagName: "lag" };
    const client = emulated.as(enterprise);
    const { lagId = "", connections = [] } = await client.send(new CreateLagCommand(lag));
    emulated.emulator.clock.advance(day);
    const shownLag = async () => (await client.send(new DescribeLagsCommand({ lagId }))).lags?.[0];
    expect(await shownLag()).toMatchObject({ prefixPoolSizeIpv4: 10_000 });
    for (let vlan = 101; vlan <= 106; vlan++)
      await create(vlan, { prefixPoolAllocatedCountIpv4: 1000, prefixPoolAllocatedCountIpv6: 0 }, lagId);
    const leaving = { lagId, connectionId: connections[0]?.connectionId };
    await expect(client.send(new DisassociateConnectionFromLagCommand(leaving))).rejects.toMatchObject(
      refused(/6000 ipv4 prefixes .* pool of 5000/),
    );
  });
});
