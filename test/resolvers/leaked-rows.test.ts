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
