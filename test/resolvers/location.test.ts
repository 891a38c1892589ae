import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("a region that does not exist is refused before AWS is asked", async () => {
  const { data, errors } = await gateway.ask(`{ locations(regions: ["atlantis"]) { totalCount } }`);
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    {
      message: 'Not accepted: regions: "atlantis" was sent, allowed is a region\'s code, such as us-east-1.',
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

test("one location by its code; null for a code that the region does not list", async () => {
  const { data } = await gateway.ask(`{
    here: location(locationCode: "EqDC2") { locationName }
    elsewhere: location(locationCode: "EqSV5") { locationName }
  }`);
  expect(data).toEqual({ here: { locationName: "Equinix DC2/DC11, Ashburn, VA" }, elsewhere: null });
  expect(gateway.calls()).toEqual(["111111111111 us-east-1 DescribeLocations"]);
});
