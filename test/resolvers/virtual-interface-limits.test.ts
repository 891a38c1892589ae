import { fixtureIds } from "../../src/emulator/fixtures/names";
import { ports } from "../../src/emulator/records/ports";
import { virtualInterfaces } from "../../src/emulator/records/virtual-interfaces";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const lag = fixtureIds["lag-dc2"];
const gatewayId = fixtureIds["vpc-gw"];

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const create = (vlan: number, terms: string, on: string = lag) =>
  gateway.ask(`mutation {
    createPrivateVirtualInterface(account: "enterprise", input: {
      connectionId: "${on}"
      newPrivateVirtualInterface: {
        virtualInterfaceName: "new", vlan: ${vlan}, asn: 65001, directConnectGatewayId: "${gatewayId}", ${terms}
      }
    }) { rateLimit prefixPoolAllocatedCountIpv4 prefixPoolAllocatedCountIpv6 }
  }`);

const update = (terms: string, id: string = fixtureIds["vif-308"]) =>
  gateway.ask(`mutation {
    updateVirtualInterfaceAttributes(account: "enterprise", input: { virtualInterfaceId: "${id}", ${terms} }) {
      rateLimit prefixPoolAllocatedCountIpv4 prefixPoolAllocatedCountIpv6 virtualInterfaceState
    }
  }`);

const changesSent = () => gateway.calls().filter((call) => /Create|Update|Allocate/.test(call));

/** Gives so many virtual interfaces of the LAG a limit, of 50 Mbps each. */
function limit(count: number): void {
  const table = gateway.emulator.store.table(virtualInterfaces);
  const found = table.by("carriedBy", lag)[0];
  if (found === undefined) throw new Error("The LAG carries nothing.");
  for (let index = 0; index < count; index += 1) {
    const id = { virtualInterfaceId: `dxvif-limited${index}`, vlan: 2000 + index, rateLimit: "50Mbps" };
    table.insert({ ...found, ...id, virtualInterfaceType: "public", virtualInterfaceState: "available" });
  }
}

/** Reads what the ports that orders name have left: rules pass, or begin to refuse, on what is held. */
const hold = () =>
  gateway.ask(`{
    lags(accounts: ["enterprise"], regions: ["us-east-1"]) { totalCount }
    connections(accounts: ["acme"], regions: ["us-east-1"]) { totalCount }
    virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"]) { totalCount }
  }`);

describe("refused before AWS is asked, where the port is held", () => {
  beforeEach(async () => {
    await gateway.stop();
    gateway = await startGatewayUnderTest({ settings: { SNAPSHOT_FRESH_MS: "600000" } });
  });

  test.each([
    ["a limit that AWS does not have", 'rateLimit: "55Mbps"', "rateLimit", /50, 100, 200/],
    ["a limit of another spelling", 'rateLimit: "500 mbps"', "rateLimit", /without a space/],
    ["no number of prefixes", "prefixPoolAllocatedCountIpv6: -1", "prefixPoolAllocatedCountIpv6", /from 0/],
    ["a limit above the port", 'rateLimit: "21Gbps"', "rateLimit", /at most 20Gbps, the bandwidth of dxlag/],
  ])("%s", async (_what, terms, member, allowed) => {
    await hold();
    const { errors } = await create(700, terms);
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [
        {
          argument: `input.newPrivateVirtualInterface.${member}`,
          allowed: expect.stringMatching(allowed) as string,
        },
      ],
    });
    expect(changesSent()).toEqual([]);
  });

  test("a limiter where none is left, by their number and not by their sum", async () => {
    limit(7); // beside the two of the fixtures: one is left
    expect((await create(700, 'rateLimit: "20Gbps"')).errors).toEqual([]);
    await hold();
    const { errors } = await create(701, 'rateLimit: "50Mbps"');
    expect(errors[0]).toMatchObject({
      message: `${lag} has no rate limiter left: 10 of 10 are in use. Nothing was sent.`,
      extensions: { code: "QUOTA_EXCEEDED" },
    });
    expect(changesSent()).toEqual([]);
    expect((await update('rateLimit: "50Mbps"')).errors[0]?.extensions["code"]).toBe("QUOTA_EXCEEDED");
    expect(changesSent()).toEqual([]);
    // What has one already needs no other.
    expect((await update('rateLimit: "50Mbps"', fixtureIds["vif-301"])).errors).toEqual([]);
    expect((await create(702, "mtu: 1500")).errors).toEqual([]);
  });

  test("more prefixes than the pool has left, less what is there already", async () => {
    gateway.emulator.store.table(ports).update(fixtureIds["lag-dc2-b"], { connectionState: "pending" });
    const table = gateway.emulator.store.table(virtualInterfaces);
    table.update(fixtureIds["vif-302"], { prefixAllocation: { ipv4: 4200, ipv6: 100 } });
    await hold();
    const { errors } = await create(700, "prefixPoolAllocatedCountIpv4: 900");
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(
        /^dxlag-fedc2000 has \d+ of 5000 IPv4 prefixes left, not 900. Nothing was sent.$/,
      ) as string,
      extensions: { code: "QUOTA_EXCEEDED" },
    });
    expect(changesSent()).toEqual([]);
    await hold();
    expect((await update("prefixPoolAllocatedCountIpv4: 5001")).errors[0]?.extensions["code"]).toBe(
      "QUOTA_EXCEEDED",
    );
    expect((await update("prefixPoolAllocatedCountIpv4: 100")).errors).toEqual([]);
  });

  test("a limit on a hosted connection", async () => {
    gateway.emulator.store.table(virtualInterfaces).remove(fixtureIds["vif-acme-lag"]);
    await hold();
    const { errors } = await gateway.ask(`mutation {
      createPrivateVirtualInterface(account: "acme", input: {
        connectionId: "${fixtureIds["acme-lag"]}"
        newPrivateVirtualInterface: {
          virtualInterfaceName: "new", vlan: 220, asn: 65001, rateLimit: "50Mbps"
          directConnectGatewayId: "${fixtureIds["acme-gw"]}"
        }
      }) { rateLimit }
    }`);
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [{ allowed: `none on ${fixtureIds["acme-lag"]}, a hosted connection` }],
    });
    expect(changesSent()).toEqual([]);
  });

  test("what is held may be old: a refusal rests on what is read for it", async () => {
    limit(8);
    await hold();
    const table = gateway.emulator.store.table(virtualInterfaces);
    table.update("dxvif-limited0", { rateLimit: undefined });
    expect((await update('rateLimit: "50Mbps"')).errors).toEqual([]);
    expect(gateway.calls().map((call) => call.split(" ")[2])).toEqual([
      "DescribeLags",
      "DescribeVirtualInterfaces",
      "UpdateVirtualInterfaceAttributes",
    ]);
  });
});

describe("what is beyond, where nothing is held: AWS refuses it, and what is read explains why", () => {
  test("a limiter where none is left", async () => {
    limit(8);
    const { errors } = await update('rateLimit: "50Mbps"');
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(`. ${lag} has no rate limiter left: 10 of 10 are in use.`) as string,
        extensions: { code: "QUOTA_EXCEEDED", aws: { error: "LimitExceededException" } },
      },
    ]);
    expect(changesSent()).toHaveLength(1);
  });

  test("a limit above the port", async () => {
    const { errors } = await update('rateLimit: "21Gbps"');
    expect(errors[0]?.message).toContain(
      `. input.rateLimit: "21Gbps" was sent, allowed is at most 20Gbps, the bandwidth of ${lag}.`,
    );
    expect(errors[0]?.extensions["aws"]).toBeDefined();
    expect(changesSent()).toHaveLength(1);
  });

  test("a repeat is answered from the journal, without a call", async () => {
    limit(8);
    const keyed = () =>
      gateway.ask(`mutation { updateVirtualInterfaceAttributes(
        account: "enterprise", idempotencyKey: "beyond"
        input: { virtualInterfaceId: "${fixtureIds["vif-308"]}", rateLimit: "50Mbps" }
      ) { rateLimit } }`);
    expect((await keyed()).errors[0]?.message).toContain("10 of 10 are in use");
    expect((await keyed()).errors).toMatchObject([{ extensions: { code: "QUOTA_EXCEEDED" } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("a refusal for another reason is AWS's own", async () => {
    const { errors } = await update('rateLimit: "50Mbps"', "dxvif-ffffffff");
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    expect(gateway.calls()).toHaveLength(1);
  });
});

test("AWS's own refusal of one limiter too many is QUOTA_EXCEEDED, by its name", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "UpdateVirtualInterfaceAttributes", // which does not declare it
    error: { name: "LimitExceededException", message: "Too many rate limiters.", status: 400 },
  });
  const { errors } = await update('rateLimit: "50Mbps"');
  expect(errors).toMatchObject([
    { extensions: { code: "QUOTA_EXCEEDED", retryable: false, aws: { error: "LimitExceededException" } } },
  ]);
});

test("limits and prefixes in orders of all six kinds, and in updates; a limit is taken away again", async () => {
  const { data, errors } = await create(
    700,
    'rateLimit: "1.2Gbps", prefixPoolAllocatedCountIpv4: 200, prefixPoolAllocatedCountIpv6: 0',
  );
  expect(errors).toEqual([]);
  expect(data.createPrivateVirtualInterface).toEqual({
    ...{ rateLimit: "1.2Gbps", prefixPoolAllocatedCountIpv4: 200, prefixPoolAllocatedCountIpv6: 0 },
  });
  const order = (vlan: number) =>
    `virtualInterfaceName: "new", vlan: ${vlan}, asn: 65001, rateLimit: "50Mbps"`;
  const publicOrder = (vlan: number) =>
    `${order(vlan)}, amazonAddress: "203.0.113.${vlan - 600}/30", customerAddress: "203.0.113.${vlan - 599}/30", routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }]`;
  const allocated = 'ownerAccount: "666666666666"';
  const others = await gateway.ask(`mutation {
    a: createTransitVirtualInterface(account: "enterprise", input: { connectionId: "${lag}", newTransitVirtualInterface: {
      ${order(701)}, directConnectGatewayId: "${fixtureIds["global-transit"]}", prefixPoolAllocatedCountIpv4: 5
    } }) { rateLimit prefixPoolAllocatedCountIpv4 }
    b: createPublicVirtualInterface(account: "enterprise", input: { connectionId: "${lag}", newPublicVirtualInterface: {
      ${publicOrder(705)} } }) { rateLimit prefixPoolAllocatedCountIpv4 }
    c: allocatePrivateVirtualInterface(account: "enterprise", input: { connectionId: "${lag}", ${allocated}, newPrivateVirtualInterfaceAllocation: {
      ${order(703)} } }) { rateLimit }
    d: allocatePublicVirtualInterface(account: "enterprise", input: { connectionId: "${lag}", ${allocated}, newPublicVirtualInterfaceAllocation: {
      ${publicOrder(709)} } }) { rateLimit }
    e: allocateTransitVirtualInterface(account: "enterprise", input: { connectionId: "${lag}", ${allocated}, newTransitVirtualInterfaceAllocation: {
      ${order(704)} } }) { rateLimit }
  }`);
  expect(others.errors).toEqual([]);
  expect(others.data).toEqual({
    a: { rateLimit: "50Mbps", prefixPoolAllocatedCountIpv4: 5 },
    b: { rateLimit: "50Mbps", prefixPoolAllocatedCountIpv4: null },
    ...{ c: { rateLimit: "50Mbps" }, d: { rateLimit: "50Mbps" }, e: { rateLimit: "50Mbps" } },
  });
  const set = await update('rateLimit: "100Mbps", prefixPoolAllocatedCountIpv6: 50');
  expect(set.data.updateVirtualInterfaceAttributes).toEqual({
    ...{ rateLimit: "100Mbps", virtualInterfaceState: "DOWN" },
    ...{ prefixPoolAllocatedCountIpv4: 100, prefixPoolAllocatedCountIpv6: 50 },
  });
  const taken = await update('rateLimit: "Unlimited"');
  expect(taken.data.updateVirtualInterfaceAttributes.rateLimit).toBeNull();
});

test("an update whose answer is lost is found by what it set, a limit that was taken away too", async () => {
  for (const [terms, rateLimit] of [
    ['rateLimit: "100Mbps", prefixPoolAllocatedCountIpv4: 70', "100Mbps"],
    ['rateLimit: "Unlimited"', null],
  ] as const) {
    const operation = "UpdateVirtualInterfaceAttributes";
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation, count: 1 });
    const { data, errors } = await update(terms);
    expect(errors).toEqual([]);
    expect(data.updateVirtualInterfaceAttributes).toMatchObject({
      rateLimit,
      prefixPoolAllocatedCountIpv4: 70,
    });
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
  }
});

test("an order with limits whose answer is lost is found by port and VLAN, and shows them", async () => {
  const operation = "CreatePrivateVirtualInterface";
  gateway.emulator.faults.add({ kind: "resetAfterExecution", operation, count: 1 });
  const { data, errors } = await create(710, 'rateLimit: "1.2Gbps", prefixPoolAllocatedCountIpv4: 200');
  expect(errors).toEqual([]);
  expect(data.createPrivateVirtualInterface).toMatchObject({
    ...{ rateLimit: "1.2Gbps", prefixPoolAllocatedCountIpv4: 200 },
  });
  expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
});

test.each([
  ["the same limits", true, {}],
  ["another rate limit", false, { rateLimit: "50Mbps" }],
  ["other prefixes", false, { prefixAllocation: { ipv4: 100, ipv6: 100 } }],
] as const)(
  "a row with %s after an order that is lost is taken for it: %s",
  async (_what, isMade, others) => {
    await gateway.stop();
    // Long enough that nothing is concluded before the row is there.
    gateway = await startGatewayUnderTest({ settings: { CONSISTENCY_WINDOW_MS: "1500" } });
    const operation = "CreatePrivateVirtualInterface";
    gateway.emulator.faults.add({ kind: "reset", operation, count: 1 });
    const sent = () => gateway.emulator.requests.list(operation);
    const ordered = create(711, 'rateLimit: "1.2Gbps", prefixPoolAllocatedCountIpv4: 200, mtu: 9001');
    const answered: unknown[] = [];
    void ordered.then((answer) => answered.push(answer));
    while (answered.length === 0 && sent().length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const table = gateway.emulator.store.table(virtualInterfaces);
    const [alike] = table.by("carriedBy", lag).filter(({ vlan }) => vlan === 301);
    if (alike === undefined) throw new Error("The LAG carries nothing.");
    const limits = { rateLimit: "1.2Gbps", prefixAllocation: { ipv4: 200, ipv6: 100 } };
    const shown = { virtualInterfaceId: "dxvif-another1", virtualInterfaceName: "new", vlan: 711 };
    table.insert({ ...alike, ...shown, ...limits, ...others });
    const { errors } = await ordered;
    if (isMade) expect(errors).toEqual([]);
    else expect(["NOT_APPLIED", "OUTCOME_UNKNOWN"]).toContain(errors[0]?.extensions["code"]);
    expect(sent()).toHaveLength(1);
  },
);

describe("capacity", () => {
  const FIGURES = `capacity {
    totalBitsPerSecond availableBitsPerSecond
    rateLimiters { maxAllowed inUse remaining limitedBitsPerSecond unlimitedVirtualInterfaceCount oversubscription }
    prefixPoolIpv4 { size allocated remaining } prefixPoolIpv6 { size allocated remaining }
  }`;

  test("limiters in use and left, their sum against the port, and prefixes allocated and left", async () => {
    const { data, errors } = await gateway.ask(`{
      lag(account: "enterprise", lagId: "${lag}") { ${FIGURES} virtualInterfaces { totalCount } }
      alone: connection(account: "enterprise", region: "eu-west-1", connectionId: "${fixtureIds["enterprise-ld5"]}") { ${FIGURES} }
      directConnectGateway(account: "enterprise", directConnectGatewayId: "${gatewayId}") { totalPrefixPoolAllocations }
    }`);
    expect(errors).toEqual([]);
    // Of eight virtual interfaces seven are there, and two of these have a limit, of 5 and 2 Gbps.
    expect(data.lag.capacity).toEqual({
      ...{ totalBitsPerSecond: 20e9, availableBitsPerSecond: 0 },
      rateLimiters: {
        ...{ maxAllowed: 10, inUse: 2, remaining: 8, limitedBitsPerSecond: 7e9 },
        ...{ unlimitedVirtualInterfaceCount: 5, oversubscription: 5.35 },
      },
      prefixPoolIpv4: { size: 10_000, allocated: 900, remaining: 9_100 },
      prefixPoolIpv6: { size: 10_000, allocated: 500, remaining: 9_500 },
    });
    expect(data.alone.capacity).toMatchObject({
      rateLimiters: { inUse: 0, limitedBitsPerSecond: 0, oversubscription: 0 },
      prefixPoolIpv4: { size: 5_000, allocated: 0, remaining: 5_000 },
    });
    expect(data.directConnectGateway).toEqual({ totalPrefixPoolAllocations: 600 });
  });

  test("is the LAG's for its members, and none for hosted connections; a partner's ports carry no limiters", async () => {
    const { data } = await gateway.ask(`{
      member: connection(account: "enterprise", connectionId: "${fixtureIds["lag-dc2-a"]}") { ${FIGURES} rateLimiterStatus { inUse } }
      hosted: connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { ${FIGURES} prefixPoolSizeIpv4 }
      interconnect(interconnectId: "${fixtureIds["ic-dc2"]}") { ${FIGURES} }
    }`);
    expect(data).toMatchObject({
      member: { capacity: null, rateLimiterStatus: null },
      hosted: { capacity: null, prefixPoolSizeIpv4: null },
      interconnect: { capacity: { rateLimiters: null, prefixPoolIpv4: null, prefixPoolIpv6: null } },
    });
  });

  test("counts a new limiter at once, though the port was read before", async () => {
    const held = await startGatewayUnderTest({
      upstream: gateway.emulator,
      settings: { SNAPSHOT_FRESH_MS: "600000" },
    });
    const inUse = async () => {
      const { data } = await held.ask(
        `{ lags(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { rateLimiterStatus { inUse } } } }`,
      );
      return data.lags.nodes as unknown;
    };
    expect(await inUse()).toEqual([{ rateLimiterStatus: { inUse: 2 } }]);
    await held.ask(`mutation {
      updateVirtualInterfaceAttributes(
        account: "enterprise", input: { virtualInterfaceId: "${fixtureIds["vif-308"]}", rateLimit: "50Mbps" }
      ) { rateLimit }
    }`);
    expect(await inUse()).toEqual([{ rateLimiterStatus: { inUse: 3 } }]);
    await held.stop();
  });
});
