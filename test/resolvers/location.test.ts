import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("a region that does not exist is refused before AWS is asked", async () => {
  const { data, errors } = await gateway.ask(`{ locations(regions: ["atlantis"]) { totalCount } }`);
  expect(data).toEqual({ locations: null });
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^Not accepted: regions: "atlantis" was sent, allowed is a region of AWS, such as us-east-1, /,
      ) as string,
      extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "regions" }] },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("locations of one region, filtered, with one call", async () => {
  const { data, errors } = await gateway.ask(`{
    locations(accounts: ["acme"], regions: ["us-east-1"], filter: { availableMacSecPortSpeeds: ["400G"] }) {
      nodes { locationCode locationName region availablePortSpeeds }
      totalCount
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.locations.nodes).toContainEqual({
    locationCode: "EqDC2",
    locationName: "Equinix DC2/DC11, Ashburn, VA",
    region: "us-east-1",
    availablePortSpeeds: ["1G", "10G", "100G", "400G"],
  });
  expect(data.locations.totalCount).toBe(2);
  expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeLocations"]);
});

test("the billing modes that a location offers, with their speeds and regions", async () => {
  const { data, errors } = await gateway.ask(`{
    location(locationCode: "EqDC2") {
      availableBillingModes { billingMode availablePortSpeeds includedRegions }
    }
  }`);
  expect(errors).toEqual([]);
  const modes = data.location.availableBillingModes as { billingMode: string }[];
  expect(modes.map(({ billingMode }) => billingMode)).not.toContain("UNKNOWN");
  expect(modes.find(({ billingMode }) => billingMode === "FLAT_RATE_TIER1")).toEqual({
    billingMode: "FLAT_RATE_TIER1",
    availablePortSpeeds: ["10G", "100G"],
    includedRegions: ["us-east-1"],
  });
});

test("one location by its code; null for a code that the region does not list", async () => {
  const { data } = await gateway.ask(`{
    here: location(locationCode: "EqDC2") { locationName }
    elsewhere: location(locationCode: "EqSV5") { locationName }
  }`);
  expect(data).toEqual({ here: { locationName: "Equinix DC2/DC11, Ashburn, VA" }, elsewhere: null });
  expect(gateway.calls()).toEqual(["111111111111 us-east-1 DescribeLocations"]);
});

test("ports at locations, of all accounts, with one read of each collection, account and region", async () => {
  const { data, errors } = await gateway.ask(`{
    locations(accounts: ["partner"], regions: ["us-west-1"], filter: { locationCode: ["EqSV5", "CSSV4"] }) {
      nodes {
        locationCode
        connections(orderBy: { field: NAME }) { nodes { connectionName ownerAccount } }
        interconnects { nodes { interconnectName locationDetails { locationCode } } }
        lags(filter: { nameContains: "sv5" }) { nodes { lagName } unavailable { code } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.locations.nodes).toEqual([
    {
      locationCode: "CSSV4",
      connections: { nodes: [] },
      interconnects: { nodes: [] },
      lags: { nodes: [], unavailable: [] },
    },
    {
      locationCode: "EqSV5",
      connections: {
        nodes: [
          { connectionName: "blue-down", ownerAccount: "333333333333" },
          { connectionName: "lag-sv5-a", ownerAccount: "555555555555" },
          { connectionName: "lag-sv5-b", ownerAccount: "555555555555" },
        ],
      },
      interconnects: { nodes: [{ interconnectName: "ic-sv5", locationDetails: { locationCode: "EqSV5" } }] },
      lags: { nodes: [{ lagName: "lag-sv5" }], unavailable: [] },
    },
  ]);
  const calls = gateway.calls();
  for (const operation of ["DescribeConnections", "DescribeInterconnects", "DescribeLags"]) {
    expect(calls.filter((call) => call.endsWith(` us-west-1 ${operation}`))).toHaveLength(6);
  }
  expect(calls).toHaveLength(3 * 6 + 1);
});
