import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const partner = "111111111111";
const enterprise = "555555555555";
const day = 24 * 60 * 60_000;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const isPdf = (base64: string) => Buffer.from(base64, "base64").toString("latin1").startsWith("%PDF-");

test.each([
  ["that AWS has not issued", "partner", fixtureIds["ic-new"], "CONFLICT"],
  ["of a port that is not there", "partner", "dxcon-00000000", "NOT_FOUND"],
  ["of another account's port", "acme", fixtureIds["ic-dc2"], "NOT_FOUND"],
  ["of a hosted connection", "acme", fixtureIds["acme-dc2"], "REJECTED"],
])("a letter %s is refused in AWS's words", async (_, account, connectionId, code) => {
  const { data, errors } = await gateway.ask(
    `query ($account: ID!, $connectionId: ID!) { loa(account: $account, connectionId: $connectionId) { resourceId } }`,
    { account, connectionId },
  );
  expect(data).toEqual({ loa: null });
  expect(errors).toMatchObject([{ extensions: { code, aws: { operation: "DescribeLoa" } } }]);
});

test("a letter by its port's id, with its 90 days", async () => {
  const { data, errors } = await gateway.ask(`{
    loa(connectionId: "${fixtureIds["ic-dc2"]}", providerName: "Fibre & Sons", loaContentType: APPLICATION_PDF) {
      resourceId loaContent loaContentType loaIssueTime expiresAt daysLeft downloadPath
    }
  }`);
  expect(errors).toEqual([]);
  const { loaContent, loaIssueTime, expiresAt, ...rest } = data.loa;
  expect(isPdf(loaContent)).toBe(true);
  expect(Buffer.from(loaContent, "base64").toString("latin1")).toContain("Fibre & Sons");
  expect(Date.parse(expiresAt) - Date.parse(loaIssueTime)).toBe(90 * day);
  expect(rest).toEqual({
    resourceId: fixtureIds["ic-dc2"],
    loaContentType: "APPLICATION_PDF",
    daysLeft: 49, // issued 40 days and a moment ago
    downloadPath: `/loa/${partner}/us-east-1/${fixtureIds["ic-dc2"]}?providerName=Fibre+%26+Sons`,
  });
  expect(gateway.calls()).toEqual([
    `${partner} us-east-1 DescribeConnections`,
    `${partner} us-east-1 DescribeInterconnects`,
    `${partner} us-east-1 DescribeLoa`,
  ]);
});

test("without its clock a letter costs one call", async () => {
  await gateway.ask(`{ loa(connectionId: "${fixtureIds["ic-dc2"]}") { loaContent downloadPath } }`);
  expect(gateway.calls()).toEqual([`${partner} us-east-1 DescribeLoa`]);
});

test("LOAs as fields of ports: none is requested where there can be none", async () => {
  const { data, errors } = await gateway.ask(`{
    interconnects(accounts: ["partner"], regions: ["us-east-1"], orderBy: { field: NAME },
      filter: { interconnectId: ["${fixtureIds["ic-dc2"]}", "${fixtureIds["ic-new"]}"] }) {
      nodes { interconnectName loa { resourceId daysLeft } }
    }
    hosted: connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { loa { resourceId } }
    lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") { loa { resourceId loaContent daysLeft } }
  }`);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    interconnects: {
      nodes: [
        { interconnectName: "ic-dc2", loa: { resourceId: fixtureIds["ic-dc2"], daysLeft: 49 } },
        { interconnectName: "ic-new", loa: null },
      ],
    },
    hosted: { loa: null },
    lag: { loa: { resourceId: fixtureIds["lag-dc2"], daysLeft: 0 } },
  });
  expect(isPdf(data.lag.loa.loaContent)).toBe(true);
  expect(gateway.calls().filter((call) => call.endsWith("Loa"))).toEqual([
    `${partner} us-east-1 DescribeLoa`,
    `${enterprise} us-east-1 DescribeLoa`,
  ]);
  expect(gateway.calls()).toHaveLength(5);
});

test("both old forms answer the same type, and say what to use instead", async () => {
  const { data, errors, extensions } = await gateway.ask(`{
    connectionLoa(account: "enterprise", region: "eu-west-1", connectionId: "${fixtureIds["enterprise-ld5"]}") {
      loaContent loaContentType daysLeft
    }
    interconnectLoa(interconnectId: "${fixtureIds["ic-va1"]}") { loaContent resourceId }
  }`);
  expect(errors).toEqual([]);
  expect(data.connectionLoa).toMatchObject({ loaContentType: "APPLICATION_PDF", daysLeft: 0 });
  expect(data.interconnectLoa).toMatchObject({ resourceId: fixtureIds["ic-va1"] });
  expect(isPdf(data.connectionLoa.loaContent) && isPdf(data.interconnectLoa.loaContent)).toBe(true);
  expect(gateway.calls()).toEqual([
    `${partner} us-east-1 DescribeInterconnectLoa`,
    `${enterprise} eu-west-1 DescribeConnectionLoa`,
    `${enterprise} eu-west-1 DescribeConnections`,
  ]);
  expect(extensions["deprecations"]).toMatchObject([
    { coordinate: "Query.connectionLoa", replacement: "Query.loa" },
    { coordinate: "Query.interconnectLoa", replacement: "Query.loa" },
  ]);
});
