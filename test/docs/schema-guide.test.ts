import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const guide = readFileSync(join(__dirname, "..", "..", "docs", "schema-guide.md"), "utf8");
const documents = [...guide.matchAll(/```graphql\n(.*?)```/gs)].map(([, document = ""]) => document);
const named = documents.map((document) => [/^\w+ (\w+)/.exec(document)?.[1] ?? "", document] as const);
const estate = named.find(([name]) => name === "WholeEstate")?.[1] ?? "";

/** Those of the fixtures, of `emulatedAccounts`. */
const accounts = 6;
const pairs = accounts * 5;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

/** How often each operation was called, and how often with the same input. */
function counts() {
  const requests = gateway.emulator.requests.list();
  const byOperation: Record<string, number> = {};
  for (const { operation } of requests) byOperation[operation] = (byOperation[operation] ?? 0) + 1;
  const calls = requests.map(({ operation, account, region, input }) =>
    JSON.stringify([operation, account, region, input]),
  );
  return { byOperation, repeated: calls.filter((one, index) => calls.indexOf(one) !== index) };
}

test("the guide has documents, each with a name of its own", () => {
  expect(documents.length).toBeGreaterThan(5);
  expect(new Set(named.map(([name]) => name)).size).toBe(documents.length);
});

test("the whole estate costs what the guide says, and asks nothing twice", async () => {
  gateway.emulator.reset();
  const { data, errors } = await gateway.ask(estate);
  expect(errors).toEqual([]);
  for (const list of ["connections", "lags", "interconnects", "directConnectGateways"]) {
    expect(data[list].unavailable).toEqual([]);
    expect(data[list].nodes).not.toHaveLength(0);
  }
  const ports = [...data.connections.nodes, ...data.lags.nodes] as { id: string }[];
  const placesWithPorts = new Set(ports.map(({ id }) => id.split(":").slice(3, 5).join()));
  const { byOperation, repeated } = counts();
  expect(repeated).toEqual([]);
  expect(byOperation).toEqual({
    DescribeConnections: pairs + 1, // Cobalt has more than a hundred
    DescribeLags: pairs,
    DescribeInterconnects: pairs,
    DescribeVirtualInterfaces: placesWithPorts.size,
    DescribeDirectConnectGateways: accounts,
    DescribeDirectConnectGatewayAssociations: data.directConnectGateways.nodes.length,
  });
});

test("the estate is whole: ports, virtual interfaces with peers, gateways, associations, tags", async () => {
  const { data } = await gateway.ask(estate);
  const { connections, lags, directConnectGateways } = data;
  const carriers = [...connections.nodes, ...lags.nodes] as { virtualInterfaces: { nodes: object[] } }[];
  const interfaces = carriers.flatMap(({ virtualInterfaces }) => virtualInterfaces.nodes);
  expect(interfaces).toContainEqual(
    expect.objectContaining({
      vlan: 301,
      bgpPeers: expect.arrayContaining([expect.objectContaining({ bgpStatus: "UP" })]) as unknown,
      directConnectGateway: expect.objectContaining({ directConnectGatewayName: "vpc-gw" }) as unknown,
    }),
  );
  expect(JSON.stringify([connections, lags])).toMatch(/"key":"/);
  expect(JSON.stringify(directConnectGateways)).toMatch(/"associationState":"ASSOCIATED"/);
});
