import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { mutationDocument } from "../mutation-document";

/** Two gateways over the same resources: one of them is answered in spellings that AWS was seen to use. */
let usual: GatewayUnderTest;
let other: GatewayUnderTest;
beforeAll(async () => {
  usual = await startGatewayUnderTest();
  other = await startGatewayUnderTest({ emulator: { rules: { otherSpellings: true } } });
});
afterAll(async () => {
  await usual.stop();
  await other.stop();
});

const queryBoth = async (query: string, variables = {}) => {
  const [one, two] = [await usual.ask(query, variables), await other.ask(query, variables)];
  expect([one.errors, two.errors]).toEqual([[], []]);
  return { data: one.data, otherData: two.data };
};

test("AWS answers other spellings there", async () => {
  const { otherData } = await queryBoth(`{ locations { nodes { locationCode } } }`);
  expect(JSON.stringify(otherData)).toContain("EQDC2");
  expect(JSON.stringify(otherData)).not.toContain("EqDC2");
});

test.each([
  ["a filter by location", `connections(filter: { location: ["LOCATION"] }) { totalCount }`, "EqDC2"],
  ["virtual interfaces", `virtualInterfaces(filter: { location: ["LOCATION"] }) { totalCount }`, "EqDC2"],
  ["the list of locations", `locations(filter: { locationCode: ["LOCATION"] }) { totalCount }`, "EqDC2"],
])("%s", async (_what, field, code) => {
  for (const spelling of [code, code.toLowerCase(), code.toUpperCase()]) {
    const { data, otherData } = await queryBoth(`{ list: ${field.replace("LOCATION", spelling)} }`);
    expect(data.list.totalCount).toBeGreaterThan(0);
    expect(otherData).toEqual(data);
  }
});

test.each(["EqDC2", "eqdc2", "EQDC2"])("a location by the code %s, with what is there", async (code) => {
  const query = `{ location(locationCode: "${code}", region: "us-east-1") {
    locationName
    connections { totalCount } lags { totalCount } interconnects { totalCount }
  } }`;
  const { data, otherData } = await queryBoth(query);
  expect(data.location.lags.totalCount).toBeGreaterThan(0);
  expect(data.location.interconnects.totalCount).toBeGreaterThan(0);
  expect(otherData).toEqual(data);
});

test("the location of a port", async () => {
  const { data, otherData } = await queryBoth(
    `{ lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") { locationDetails { locationName } } }`,
  );
  expect(data.lag.locationDetails).not.toBeNull();
  expect(otherData).toEqual(data);
});

test("types of attachments, also as a filter", async () => {
  const query = `{ directConnectGatewayAttachments(
    directConnectGatewayId: "${fixtureIds["global-transit"]}", filter: { attachmentType: [TRANSIT_VIRTUAL_INTERFACE] }
  ) { nodes { attachmentType virtualInterfaceId } } }`;
  const { data, otherData } = await queryBoth(query);
  expect(JSON.stringify(data)).toContain("TRANSIT_VIRTUAL_INTERFACE");
  expect(otherData).toEqual(data);
});

test("the time of a letter of authorization as text", async () => {
  const { data, errors } = await other.ask(
    `{ connection(account: "enterprise", connectionId: "${fixtureIds["lag-dc2-a"]}") { loaIssueTime } }`,
  );
  expect(errors).toEqual([]);
  const issued = other.emulator.clock.now() - 300 * 24 * 3_600_000;
  // text has whole seconds
  expect(Date.parse(data.connection.loaIssueTime as string)).toBe(Math.floor(issued / 1000) * 1000);
});

test("what carries a hosted connection", async () => {
  const { data, otherData } = await queryBoth(
    `{ connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { parentInterconnect { interconnectId } } }`,
  );
  expect(data.connection.parentInterconnect).toEqual({ interconnectId: fixtureIds["ic-dc2"] });
  expect(otherData).toEqual(data);
});

test("a port that is ordered at a location in another case, and whose answer is lost, is found once", async () => {
  const order = mutationDocument("CreateConnection");
  const input = { connectionName: "ordered", location: "eqdc2", bandwidth: "10Gbps" };
  other.emulator.faults.add({
    kind: "resetAfterExecution",
    operation: "CreateConnection",
    count: 1,
  });
  const variables = { account: "enterprise", region: "us-east-1", input };
  const { data, errors } = await other.ask(order, variables);
  expect(errors).toEqual([]);
  expect(data.change).toMatchObject({ connectionName: "ordered", location: "EQDC2" });
  expect(other.calls().filter((call) => call.endsWith(" CreateConnection"))).toHaveLength(1);
});
