import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

test("a location that cannot be read fails that field alone", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "DescribeLocations",
    error: { name: "AccessDeniedException", message: "not allowed" },
  });
  const { data, errors } = await gateway.ask(
    `{ connections(accounts: ["acme"], regions: ["us-east-1"], first: 1) {
      nodes { connectionName locationDetails { locationName } }
    } }`,
  );
  expect(data.connections.nodes).toEqual([
    { connectionName: expect.any(String) as string, locationDetails: null },
  ]);
  expect(errors).toMatchObject([
    { path: ["connections", "nodes", 0, "locationDetails"], extensions: { code: "FORBIDDEN" } },
  ]);
});

test("the locations of many ports are one call for each account and region", async () => {
  const { data, errors } = await gateway.ask(
    `{ connections(accounts: ["acme", "enterprise"], regions: ["us-east-1", "eu-west-1"]) {
      nodes { region location locationDetails { locationCode region } }
    } }`,
  );
  expect(errors).toEqual([]);
  const rows = data.connections.nodes as { region: string; location: string; locationDetails: object }[];
  for (const { region, location, locationDetails } of rows) {
    expect(locationDetails).toEqual({ locationCode: location, region });
  }
  expect(gateway.calls().filter((call) => call.endsWith("DescribeLocations"))).toEqual([
    "222222222222 us-east-1 DescribeLocations",
    "555555555555 eu-west-1 DescribeLocations",
    "555555555555 us-east-1 DescribeLocations",
  ]);
});

test("what connections and interconnects have in common can be asked of both at once", async () => {
  const { data, errors } = await gateway.ask(
    `query ($a: ID!, $b: ID!) { a: node(id: $a) { ...port } b: node(id: $b) { ...port } }
     fragment port on Node { id ... on Port { location locationDetails { locationName } ... on Link { bandwidth } } }`,
    {
      a: `arn:aws:directconnect:us-east-1:111111111111:dxcon/${fixtureIds["ic-dc2"]}`,
      b: `arn:aws:directconnect:us-east-1:222222222222:dxcon/${fixtureIds["acme-dc2"]}`,
    },
  );
  expect(errors).toEqual([]);
  const locationDetails = { locationName: "Equinix DC2/DC11, Ashburn, VA" };
  expect(data.a).toMatchObject({ location: "EqDC2", locationDetails, bandwidth: "10Gbps" });
  expect(data.b).toMatchObject({ location: "EqDC2", locationDetails, bandwidth: "500Mbps" });
});
