import { fixtureIds } from "../../src/emulator/fixtures/names";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    emulator: { rules: { leakOtherRegions: true } },
    accounts: emulatedAccounts().map((account) => ({ ...account, regions: ["us-east-1"] })),
  });
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const QUERY = `{ connections(accounts: ["ACCOUNT"]) { nodes {
  connectionId region locationDetails { locationName } lag { lagId } parentInterconnect { interconnectId }
} } }`;

test("a row of a region that is not configured has its relations", async () => {
  const enterprise = await gateway.ask(QUERY.replace("ACCOUNT", "enterprise"));
  expect(enterprise.errors).toEqual([]);
  expect(enterprise.data.connections.nodes).toContainEqual({
    connectionId: fixtureIds["lag-sv5-a"],
    region: "us-west-1",
    locationDetails: { locationName: "Equinix SV5, San Jose, CA" },
    lag: { lagId: fixtureIds["lag-sv5"] },
    parentInterconnect: null,
  });
  const { data } = await gateway.ask(QUERY.replace("ACCOUNT", "blue-harbor"));
  expect(data.connections.nodes).toContainEqual({
    connectionId: fixtureIds["blue-down"],
    region: "us-west-1",
    locationDetails: { locationName: "Equinix SV5, San Jose, CA" },
    lag: null,
    parentInterconnect: { interconnectId: fixtureIds["ic-sv5"] },
  });
});

test("one of a region that cannot be read says why it has none", async () => {
  const row = { ownerAccount: "222222222222", region: "xx-north-1", location: "XXN1", vlan: 7 };
  gateway.emulator.faults.add({
    kind: "givenBody",
    operation: "DescribeConnections",
    body: { connections: [{ ...row, connectionId: "dxcon-ffleaked", connectionState: "available" }] },
  });
  const { data, errors, extensions } = await gateway.ask(QUERY.replace("ACCOUNT", "acme"));
  expect(data.connections.nodes).toEqual([
    {
      ...{ connectionId: "dxcon-ffleaked", region: "xx-north-1" },
      ...{ locationDetails: null, lag: null, parentInterconnect: null },
    },
  ]);
  expect(errors.map(({ path, extensions: { code } }) => [path?.at(-1), code])).toEqual([
    ["locationDetails", "FORBIDDEN"],
  ]);
  const message = expect.stringContaining("in region xx-north-1, which cannot be read") as string;
  expect(extensions["unavailable"]).toEqual(
    expect.arrayContaining(
      ["DescribeLocations", "DescribeInterconnects"].map((operation) =>
        expect.objectContaining({ operation, region: "xx-north-1", code: "FORBIDDEN", message }),
      ),
    ),
  );
  expect(gateway.calls().filter((call) => call.includes("xx-north-1"))).toEqual([]);
});

describe("what is worked out of rows of a region that cannot be read says what is missing", () => {
  const FAR = "xx-north-1";
  const answer = (operation: string, body: object) =>
    gateway.emulator.faults.add({ kind: "givenBody", operation, body });
  const closed = (operation: string) => ({ region: FAR, operation, code: "FORBIDDEN" });
  const SAYS = "unavailable { region operation code }";

  test.each([
    [
      "a connection",
      "dxcon-ffleaked",
      [
        "DescribeConnections",
        "connections",
        { connectionId: "dxcon-ffleaked", connectionState: "available" },
      ],
      ["DescribeVirtualInterfaces"],
    ],
    [
      "a member of a LAG",
      "dxcon-ffleaked",
      [
        "DescribeConnections",
        "connections",
        { connectionId: "dxcon-ffleaked", connectionState: "available", lagId: "dxlag-ffleaked" },
      ],
      ["DescribeVirtualInterfaces", "DescribeLags"],
    ],
    [
      "a LAG of interconnects",
      "dxlag-ffleaked",
      [
        "DescribeLags",
        "lags",
        { lagId: "dxlag-ffleaked", lagState: "available", allowsHostedConnections: true },
      ],
      ["DescribeHostedConnections", "DescribeVirtualInterfaces"],
    ],
  ] as const)("the plan to delete %s", async (_what, id, [operation, list, row], missing) => {
    answer(operation, { [list]: [{ ...row, ownerAccount: "222222222222", region: FAR, location: "XXN1" }] });
    const { data, errors } = await gateway.ask(
      `{ deletionPlan(account: "acme", id: "${id}") { steps { resourceId } obstacles ${SAYS} } }`,
    );
    expect(errors).toEqual([]);
    expect(data.deletionPlan.steps).toEqual([{ resourceId: id }]);
    expect(data.deletionPlan.unavailable).toEqual(missing.map(closed));
    expect(gateway.calls().filter((call) => call.includes(FAR))).toEqual([]);
  });

  test("a Direct Connect gateway that leads there", async () => {
    const virtualInterfaceId = "dxvif-ffleaked";
    answer("DescribeDirectConnectGatewayAttachments", {
      directConnectGatewayAttachments: [
        {
          ...{ directConnectGatewayId: fixtureIds["acme-gw"], virtualInterfaceId },
          ...{ virtualInterfaceRegion: FAR, virtualInterfaceOwnerAccount: "222222222222" },
          attachmentState: "attached",
        },
      ],
    });
    const { data, errors } = await gateway.ask(`{
      deletionPlan(account: "acme", id: "${fixtureIds["acme-gw"]}") { obstacles ${SAYS} }
      directConnectGateway(account: "acme", directConnectGatewayId: "${fixtureIds["acme-gw"]}") {
        resiliency { notSeen ${SAYS} }
      }
    }`);
    expect(errors).toEqual([]);
    const unavailable = [closed("DescribeVirtualInterfaces")];
    expect(data.directConnectGateway.resiliency).toEqual({ notSeen: [virtualInterfaceId], unavailable });
    expect(data.deletionPlan).toMatchObject({
      obstacles: [expect.stringContaining(`${virtualInterfaceId} of account 222222222222 is attached`)],
      unavailable,
    });
  });

  test("a resiliency group with a member there: whether it meets its model is not known", async () => {
    const resiliencyGroupId = fixtureIds["ashburn-group"];
    const member = (region: string, kind: string, id: string) => ({
      ...{ resiliencyGroupId, state: "associated" },
      connectionArn: `arn:aws:directconnect:${region}:555555555555:${kind}/${id}`,
    });
    answer("ListResiliencyGroupAssociations", {
      items: [member("us-east-1", "dxlag", fixtureIds["lag-dc2"]), member(FAR, "dxcon", "dxcon-ffleaked")],
    });
    const { data, errors, extensions } = await gateway.ask(`{
      resiliencyGroup(account: "enterprise", resiliencyGroupId: "${resiliencyGroupId}") {
        connections { id } resiliency { asBuilt { connectionCount } notSeen ${SAYS} }
        intended { isMet isMetNow missing }
      }
    }`);
    expect(errors).toEqual([]);
    const { connections, resiliency, intended } = data.resiliencyGroup;
    expect(connections).toHaveLength(1);
    expect(resiliency).toEqual({
      asBuilt: { connectionCount: 1 },
      notSeen: ["dxcon-ffleaked"],
      unavailable: [closed("DescribeConnections")],
    });
    expect(intended).toMatchObject({ isMet: null, isMetNow: null, missing: [expect.any(String)] });
    expect(extensions["unavailable"]).toMatchObject([closed("DescribeConnections")]);
  });
});
