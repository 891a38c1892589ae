import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/*
 * Direct Connect gateways and what hangs on them are the same from every region: an inventory that called each region
 * would list each of them as often as it has regions.
 * @see https://github.com/cloudquery/cloudquery/issues/7984
 */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

const accounts = 6;
const countOf = (operation: string) =>
  gateway.calls().filter((call) => call.endsWith(` ${operation}`)).length;
const repeated = (ids: string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

test.each([
  ["directConnectGateways", "id", "DescribeDirectConnectGateways"],
  [
    "directConnectGatewayAssociationProposals",
    "proposalId",
    "DescribeDirectConnectGatewayAssociationProposals",
  ],
])("%s are read once for each account, whatever regions are named", async (list, id, operation) => {
  for (const regions of ["", `(regions: ["us-east-1", "us-west-2", "eu-west-1"])`]) {
    const { data, errors } = await gateway.ask(
      `{ ${list}${regions} { nodes { ${id} } unavailable { code } } }`,
    );
    expect(errors).toEqual([]);
    const ids = (data[list].nodes as Record<string, string>[]).map((node) => node[id] ?? "");
    expect(ids.length).toBeGreaterThan(0);
    expect(repeated(ids)).toEqual([]);
    expect(countOf(operation)).toBe(accounts);
    expect(gateway.calls()).toHaveLength(accounts);
  }
});

test.each([
  ["directConnectGatewayAssociations", "associationId", "DescribeDirectConnectGatewayAssociations"],
  [
    "directConnectGatewayAttachments",
    "directConnectGatewayId virtualInterfaceId",
    "DescribeDirectConnectGatewayAttachments",
  ],
])("%s are read once for each gateway, and for none twice", async (list, members, operation) => {
  const all = await gateway.ask(`{ directConnectGateways { totalCount } }`);
  const { data, errors } = await gateway.ask(`{ ${list} { nodes { ${members} } unavailable { code } } }`);
  expect(errors).toEqual([]);
  expect(data[list].unavailable).toEqual([]);
  const ids = (data[list].nodes as object[]).map((node) => JSON.stringify(node));
  expect(ids.length).toBeGreaterThan(0);
  expect(repeated(ids)).toEqual([]);
  expect(countOf(operation)).toBe(all.data.directConnectGateways.totalCount);
  expect(countOf("DescribeDirectConnectGateways")).toBe(accounts);
});

test("where an account's first region is dark, the account is unavailable once", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    account: "222222222222",
    error: { name: "AccessDeniedException", message: "no" },
  });
  const { data } = await gateway.ask(
    `{ directConnectGateways { nodes { account } unavailable { account code } } }`,
  );
  gateway.emulator.faults.clear();
  expect(data.directConnectGateways.unavailable).toEqual([{ account: "222222222222", code: "FORBIDDEN" }]);
  expect(data.directConnectGateways.nodes).toContainEqual({ account: "555555555555" });
});
