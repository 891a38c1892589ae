import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const arn = (account: string, region: string, resource: string) =>
  `arn:aws:directconnect:${region}:${account}:${resource}`;
const acme = (name: "acme-dc2" | "acme-va1") => arn("222222222222", "us-east-1", `dxcon/${fixtureIds[name]}`);
const lag = (name: "lag-dc2" | "lag-sv5", region: string) =>
  arn("555555555555", region, `dxlag/${fixtureIds[name]}`);

const queryText = `query ($ids: [ID!]!) {
  resiliency(ids: $ids) {
    asBuilt { tier connectionCount byLocation { name connections } }
    now { tier byDevice { name } singlePointsOfFailure { domain name } }
    redundancyLost
    notInService
    unavailable { code }
  }
}`;

test.each([
  ["of nothing in the default account and region", "dxcon-fedc200a"],
  ["of another kind", arn("222222222222", "us-east-1", "dxvif/dxvif-00000000")],
  ["of nothing there", arn("222222222222", "us-east-1", "dxcon/dxcon-nowhere0")],
])("an id that is %s is refused by name", async (_what, id) => {
  const { data, errors } = await gateway.ask(queryText, { ids: [id] });
  expect(data.resiliency).toBeNull();
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "ids", sent: JSON.stringify(id) }] } },
  ]);
});

test("two hosted connections at two sites of one partner, until a fibre is cut", async () => {
  const ids = [acme("acme-dc2"), acme("acme-va1"), acme("acme-dc2")];
  const { data, errors } = await gateway.ask(queryText, { ids });
  expect(errors).toEqual([]);
  expect(data.resiliency).toMatchObject({
    asBuilt: {
      tier: "HIGH",
      connectionCount: 2,
      byLocation: [
        { name: "EQDC2", connections: [fixtureIds["acme-dc2"]] },
        { name: "CSVA1", connections: [fixtureIds["acme-va1"]] },
      ],
    },
    now: { tier: "HIGH", singlePointsOfFailure: [{ domain: "PROVIDER", name: "Northgate Fabric" }] },
    redundancyLost: false,
    notInService: [],
    unavailable: [],
  });
  expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);

  gateway.emulator.setLink(fixtureIds["ic-va1"], "down");
  const cut = await gateway.ask(queryText, { ids });
  expect(cut.data.resiliency).toMatchObject({
    asBuilt: { tier: "HIGH" },
    now: { tier: "NONE" },
    redundancyLost: true,
  });
  expect(cut.data.resiliency.now.singlePointsOfFailure).toContainEqual({ domain: "LOCATION", name: "EQDC2" });
});

test("LAGs count once each, and one below its minimum of links is down", async () => {
  const { data } = await gateway.ask(queryText, {
    ids: [lag("lag-dc2", "us-east-1"), lag("lag-sv5", "us-west-1")],
  });
  expect(data.resiliency).toMatchObject({
    asBuilt: { tier: "HIGH", connectionCount: 2 },
    now: { tier: "NONE" },
    redundancyLost: true,
  });
});

test("a port that is still ordered does not count", async () => {
  const ordered = arn("555555555555", "us-east-1", `dxcon/${fixtureIds["enterprise-100g"]}`);
  const { data } = await gateway.ask(queryText, { ids: [ordered] });
  expect(data.resiliency).toMatchObject({
    asBuilt: { tier: "NONE", connectionCount: 0 },
    redundancyLost: false,
    notInService: [fixtureIds["enterprise-100g"]],
  });
});

describe("of a Direct Connect gateway", () => {
  const ofGateway = `query ($id: ID!, $account: ID!) {
    directConnectGateway(directConnectGatewayId: $id, account: $account) {
      resiliency {
        asBuilt { tier connectionCount singlePointsOfFailure { domain } }
        now { tier connectionCount singlePointsOfFailure { domain name } }
        redundancyLost
        notInService
        notSeen
        unavailable { account region code }
      }
    }
  }`;

  test("global-transit has lost its second site with lag-sv5", async () => {
    const { data, errors } = await gateway.ask(ofGateway, {
      id: fixtureIds["global-transit"],
      account: "enterprise",
    });
    expect(errors).toEqual([]);
    expect(data.directConnectGateway.resiliency).toMatchObject({
      asBuilt: { tier: "HIGH", connectionCount: 2, singlePointsOfFailure: [{ domain: "PROVIDER" }] },
      now: { tier: "NONE", connectionCount: 1 },
      redundancyLost: true,
      notInService: [],
      notSeen: [],
      unavailable: [],
    });
    expect(data.directConnectGateway.resiliency.now.singlePointsOfFailure).toEqual(
      expect.arrayContaining([
        { domain: "LOCATION", name: "EQDC2" },
        { domain: "CONNECTION", name: fixtureIds["lag-dc2"] },
      ]),
    );
    expect(gateway.calls()).toEqual([
      "555555555555 us-east-1 DescribeDirectConnectGatewayAttachments",
      "555555555555 us-east-1 DescribeDirectConnectGateways",
      "555555555555 us-east-1 DescribeLags",
      "555555555555 us-east-1 DescribeVirtualInterfaces",
      "555555555555 us-west-1 DescribeLags",
      "555555555555 us-west-1 DescribeVirtualInterfaces",
    ]);
  });

  test("acme-gw has two sites of one partner", async () => {
    const { data } = await gateway.ask(ofGateway, { id: fixtureIds["acme-gw"], account: "acme" });
    expect(data.directConnectGateway.resiliency).toMatchObject({
      now: { tier: "HIGH", singlePointsOfFailure: [{ domain: "PROVIDER", name: "Northgate Fabric" }] },
      redundancyLost: false,
    });
  });

  test("what cannot be read is said, and not counted", async () => {
    gateway.emulator.faults.add({
      kind: "error",
      region: "us-west-1",
      error: { name: "AccessDeniedException", message: "no" },
    });
    const { data, errors } = await gateway.ask(ofGateway, {
      id: fixtureIds["global-transit"],
      account: "enterprise",
    });
    expect(errors).toEqual([]);
    expect(data.directConnectGateway.resiliency).toMatchObject({
      asBuilt: { tier: "NONE", connectionCount: 1 },
      notSeen: [expect.stringMatching(/^dxvif-/)],
      unavailable: [{ account: "555555555555", region: "us-west-1", code: "FORBIDDEN" }],
    });
  });
});
