import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const partner = "111111111111";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("a VLAN that cannot be one is refused", async () => {
  const { errors } = await gateway.ask(`{
    interconnect(interconnectId: "${fixtureIds["ic-va1"]}") { vlanPlan { nextFreeVlan(atLeast: 4095) } }
  }`);
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [{ argument: "atLeast", sent: "4095", allowed: "a VLAN from 1 to 4094" }],
      },
    },
  ]);
});

test("an interconnect: who takes which VLAN, what is free, and how much of it is allocated, in one read", async () => {
  const { data, errors } = await gateway.ask(`{
    interconnect(interconnectId: "${fixtureIds["ic-va1"]}") {
      bandwidthBitsPerSecond
      vlanPlan {
        used { vlan resourceId name ownerAccount connection { connectionState } }
        free { from to }
        next: nextFreeVlan
        after: nextFreeVlan(atLeast: 101)
      }
      capacity { totalBitsPerSecond allocatedBitsPerSecond availableBitsPerSecond hostedConnectionCount }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.interconnect).toEqual({
    bandwidthBitsPerSecond: 10e9,
    vlanPlan: {
      used: [
        {
          vlan: 101,
          resourceId: fixtureIds["acme-va1"],
          name: "acme-va1",
          ownerAccount: "222222222222",
          connection: { connectionState: "AVAILABLE" },
        },
        {
          vlan: 106,
          resourceId: fixtureIds["cobalt-deleting"],
          name: "cobalt-deleting",
          ownerAccount: "444444444444",
          connection: { connectionState: "DELETING" },
        },
      ],
      free: [
        { from: 1, to: 100 },
        { from: 102, to: 105 },
        { from: 107, to: 4094 },
      ],
      next: 1,
      after: 102,
    },
    capacity: {
      totalBitsPerSecond: 10e9,
      allocatedBitsPerSecond: 800e6,
      availableBitsPerSecond: 9.2e9,
      hostedConnectionCount: 2,
    },
  });
  expect(gateway.calls()).toEqual([
    `${partner} us-east-1 DescribeHostedConnections`,
    `${partner} us-east-1 DescribeInterconnects`,
  ]);
});

test("what was declined counts no more: the free capacity is what the emulator still allocates", async () => {
  const { data } = await gateway.ask(`{
    interconnect(interconnectId: "${fixtureIds["ic-dc2"]}") {
      vlanPlan { used { vlan } free { from to } nextFreeVlan(atLeast: 1000) }
      capacity { allocatedBitsPerSecond availableBitsPerSecond hostedConnectionCount }
    }
  }`);
  const { vlanPlan, capacity } = data.interconnect;
  expect(capacity).toEqual({
    allocatedBitsPerSecond: 9.55e9,
    availableBitsPerSecond: 0.45e9,
    hostedConnectionCount: 163,
  });
  expect(vlanPlan.used.slice(0, 4)).toEqual([{ vlan: 101 }, { vlan: 102 }, { vlan: 103 }, { vlan: 1000 }]);
  expect(vlanPlan.free).toEqual([
    { from: 1, to: 100 },
    { from: 104, to: 999 },
    { from: 1160, to: 4094 },
  ]);
  expect(vlanPlan.nextFreeVlan).toBe(1160);
});

test("a partner's LAG has the bandwidth of all its members; an enterprise's carries no hosted connection", async () => {
  const { data } = await gateway.ask(`{
    lag(lagId: "${fixtureIds["lag-dc2-100"]}") {
      bandwidthBitsPerSecond
      capacity { totalBitsPerSecond allocatedBitsPerSecond availableBitsPerSecond hostedConnectionCount }
      vlanPlan { used { vlan name } free { from to } }
    }
    own: lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") {
      bandwidthBitsPerSecond
      capacity { totalBitsPerSecond allocatedBitsPerSecond availableBitsPerSecond hostedConnectionCount }
    }
  }`);
  expect(data).toEqual({
    lag: {
      bandwidthBitsPerSecond: 200e9,
      capacity: {
        totalBitsPerSecond: 200e9,
        allocatedBitsPerSecond: 35e9,
        availableBitsPerSecond: 165e9,
        hostedConnectionCount: 2,
      },
      vlanPlan: {
        used: [
          { vlan: 220, name: "acme-lag" },
          { vlan: 230, name: "blue-lag" },
        ],
        free: [
          { from: 1, to: 219 },
          { from: 221, to: 229 },
          { from: 231, to: 4094 },
        ],
      },
    },
    own: {
      bandwidthBitsPerSecond: 20e9,
      capacity: {
        totalBitsPerSecond: 20e9,
        allocatedBitsPerSecond: 0,
        availableBitsPerSecond: 0,
        hostedConnectionCount: 0,
      },
    },
  });
});

test("virtual interfaces take the VLANs of an enterprise's LAG; one that is deleted takes none", async () => {
  const { data, errors } = await gateway.ask(`{
    lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") {
      vlanPlan {
        used { vlan resourceId ownerAccount connection { id } virtualInterface { virtualInterfaceState } }
        nextFreeVlan(atLeast: 301)
      }
    }
  }`);
  expect(errors).toEqual([]);
  const { used, nextFreeVlan } = data.lag.vlanPlan;
  expect(used.map(({ vlan }: { vlan: number }) => vlan)).toEqual([301, 302, 303, 304, 305, 307, 308]);
  expect(used[4]).toEqual({
    vlan: 305,
    resourceId: fixtureIds["vif-305"],
    ownerAccount: "666666666666",
    connection: null,
    virtualInterface: { virtualInterfaceState: "CONFIRMING" },
  });
  expect(nextFreeVlan).toBe(306);
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 DescribeLags",
    "555555555555 us-east-1 DescribeVirtualInterfaces",
  ]);
});

test("a hosted connection has the one VLAN that the partner gave it", async () => {
  const { data, errors } = await gateway.ask(`{
    taken: connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { ...Plan }
    free: connection(account: "blue-harbor", connectionId: "${fixtureIds["blue-lag"]}") { ...Plan }
  }
  fragment Plan on Connection { vlanPlan { used { vlan resourceId } free { from to } nextFreeVlan } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    taken: {
      vlanPlan: {
        used: [{ vlan: 101, resourceId: fixtureIds["vif-acme-dc2"] }],
        free: [],
        nextFreeVlan: null,
      },
    },
    free: { vlanPlan: { used: [], free: [{ from: 230, to: 230 }], nextFreeVlan: 230 } },
  });
});

test("a virtual interface on a taken VLAN is refused before it is sent, naming the holder", async () => {
  const { data, errors } = await gateway.ask(`mutation {
    createTransitVirtualInterface(account: "enterprise", input: {
      connectionId: "${fixtureIds["lag-dc2"]}"
      newTransitVirtualInterface: {
        virtualInterfaceName: "second", vlan: 301, asn: 65001, directConnectGatewayId: "${fixtureIds["global-transit"]}"
      }
    }) { virtualInterfaceId }
  }`);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
  expect(errors[0]?.message).toContain(
    `VLAN 301 on ${fixtureIds["lag-dc2"]} is taken by ${fixtureIds["vif-301"]}`,
  );
  expect(errors[0]?.message).toContain("306 is free");
  expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeVirtualInterfaces"]);
});

test("the VLANs of a LAG's member are the LAG's", async () => {
  const { data } = await gateway.ask(`{
    connection(account: "enterprise", connectionId: "${fixtureIds["lag-dc2-a"]}") { vlanPlan { nextFreeVlan } }
  }`);
  expect(data.connection).toEqual({ vlanPlan: null });
});

describe("what is on its way out", () => {
  afterEach(() => gateway.emulator.reset());

  test("a member of a LAG that is being deleted adds no bandwidth to it", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) { deleteInterconnect(account: "partner", input: { interconnectId: $id }) { alreadyGone } }`,
      { id: fixtureIds["lag-dc2-100-b"] },
    );
    expect(errors).toEqual([]);
    const { data } = await gateway.ask(`{
      lag(account: "partner", lagId: "${fixtureIds["lag-dc2-100"]}") {
        connections { connectionId connectionState }
        bandwidthBitsPerSecond
        capacity { totalBitsPerSecond availableBitsPerSecond }
      }
    }`);
    expect(data.lag).toEqual({
      connections: [
        { connectionId: fixtureIds["lag-dc2-100-a"], connectionState: "AVAILABLE" },
        { connectionId: fixtureIds["lag-dc2-100-b"], connectionState: "DELETING" },
      ],
      bandwidthBitsPerSecond: 100e9,
      capacity: { totalBitsPerSecond: 100e9, availableBitsPerSecond: 65e9 },
    });
  });

  test("a virtual interface that was declined takes no VLAN, though it is still listed", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) {
        deleteVirtualInterface(account: "subsidiary", input: { virtualInterfaceId: $id }) { virtualInterfaceState }
      }`,
      { id: fixtureIds["vif-305"] },
    );
    expect(errors).toEqual([]);
    const { data } = await gateway.ask(`{
      lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") {
        vlanPlan { used { vlan } nextFreeVlan(atLeast: 305) }
        virtualInterfaces(filter: { vlan: [305] }) { nodes { virtualInterfaceState } }
      }
    }`);
    expect(data.lag.virtualInterfaces.nodes).toEqual([{ virtualInterfaceState: "REJECTED" }]);
    expect(data.lag.vlanPlan.used).not.toContainEqual({ vlan: 305 });
    expect(data.lag.vlanPlan.nextFreeVlan).toBe(305);
  });
});

describe("where AWS leaves out members, what is not known is not free", () => {
  const LAG = fixtureIds["lag-dc2"];
  const row = { virtualInterfaceState: "available", virtualInterfaceType: "transit", region: "us-east-1" };
  const toGateway = { ...row, directConnectGatewayId: fixtureIds["global-transit"] };
  const onLag = { ...toGateway, connectionId: LAG, virtualInterfaceId: "dxvif-ffonlag1", vlan: 301 };
  const give = (operation: string, body: object) =>
    gateway.emulator.faults.add({ kind: "givenBody", operation, body });
  const giveInterfaces = (...virtualInterfaces: object[]) =>
    give("DescribeVirtualInterfaces", { virtualInterfaces });
  const notKnown = (...path: string[]) =>
    expect.objectContaining({
      path,
      extensions: expect.objectContaining({ code: "UPSTREAM_UNAVAILABLE", retryable: true }) as object,
    }) as object;
  afterEach(() => gateway.emulator.faults.clear());

  test("the VLAN and rate of a virtual interface that may be on any port", async () => {
    giveInterfaces(onLag, { ...toGateway, virtualInterfaceId: "dxvif-ffother1", vlan: 302 });
    const { data, errors, extensions } = await gateway.ask(`{
      lag(account: "enterprise", lagId: "${LAG}") {
        vlanPlan { used { vlan } free { from to } nextFreeVlan(atLeast: 301) }
        capacity { totalBitsPerSecond rateLimiters { inUse } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.lag).toEqual({
      vlanPlan: {
        used: [{ vlan: 301 }],
        free: [
          { from: 1, to: 300 },
          { from: 303, to: 4094 },
        ],
        nextFreeVlan: 303,
      },
      capacity: { totalBitsPerSecond: 20e9, rateLimiters: null },
    });
    expect(extensions["unavailable"]).toMatchObject([{ operation: "DescribeVirtualInterfaces" }]);
  });

  test("the VLAN of a virtual interface on the port", async () => {
    const { vlan: _, ...withoutVlan } = onLag;
    giveInterfaces(withoutVlan);
    const { data, errors } = await gateway.ask(`{
      lag(account: "enterprise", lagId: "${LAG}") { vlanPlan { used { vlan resourceId } free { from } nextFreeVlan } }
    }`);
    expect(data.lag.vlanPlan).toEqual({
      used: [{ vlan: null, resourceId: "dxvif-ffonlag1" }],
      free: null,
      nextFreeVlan: null,
    });
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        notKnown("lag", "vlanPlan", "free"),
        notKnown("lag", "vlanPlan", "nextFreeVlan"),
      ]),
    );
  });

  test("the bandwidth and VLAN of a hosted connection", async () => {
    give("DescribeHostedConnections", {
      connections: [{ connectionId: "dxcon-ffhosted", connectionState: "available", region: "us-east-1" }],
    });
    const { data, errors } = await gateway.ask(`{
      interconnect(interconnectId: "${fixtureIds["ic-va1"]}") {
        vlanPlan { used { vlan resourceId } free { from } }
        capacity { availableBitsPerSecond }
      }
    }`);
    expect(data.interconnect).toEqual({
      vlanPlan: { used: [{ vlan: null, resourceId: "dxcon-ffhosted" }], free: null },
      capacity: null,
    });
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        notKnown("interconnect", "vlanPlan", "free"),
        notKnown("interconnect", "capacity"),
      ]),
    );
  });

  describe("an order", () => {
    const order = (vlan: number) =>
      gateway.ask(`mutation {
        createTransitVirtualInterface(account: "enterprise", input: {
          connectionId: "${LAG}"
          newTransitVirtualInterface: {
            virtualInterfaceName: "second", vlan: ${vlan}, asn: 65001, directConnectGatewayId: "${fixtureIds["global-transit"]}"
          }
        }) { virtualInterfaceId }
      }`);
    const perhaps = { ...toGateway, virtualInterfaceId: "dxvif-ffother1", vlan: 302 };

    test("on a VLAN that may be taken is left to AWS", async () => {
      giveInterfaces(onLag, perhaps);
      await order(302);
      expect(gateway.calls()).toContainEqual(
        expect.stringContaining("555555555555 us-east-1 CreateTransitVirtualInterface"),
      );
    });

    test("on a taken one is refused, and no VLAN that may be taken is proposed", async () => {
      giveInterfaces(onLag, perhaps);
      const { errors } = await order(301);
      expect(errors[0]?.message).toContain("; 303 is free. Nothing was sent.");
    });

    test("on a taken one is refused without a proposal, where a taken VLAN is not known", async () => {
      giveInterfaces(onLag, { ...onLag, virtualInterfaceId: "dxvif-ffonlag2", vlan: null });
      const { errors } = await order(301);
      expect(errors[0]?.message).toBe(`VLAN 301 on ${LAG} is taken by dxvif-ffonlag1. Nothing was sent.`);
    });
  });
});
