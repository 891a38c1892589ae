import { fixtureIds } from "../../src/emulator/fixtures/names";
import { virtualInterfaces } from "../../src/emulator/records/virtual-interfaces";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const HERE = 'account: "enterprise", region: "us-east-1"';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const ROUTE = `cidr routeDirection addressFamily asPath { pathType path } communities { text asn values }
  awsLogicalDeviceId routeInstalledAt`;
const routes = (virtualInterface: keyof typeof fixtureIds, args = "", selection = ROUTE) =>
  gateway.ask(`{
    virtualInterfaceRoutes(${HERE}, virtualInterfaceId: "${fixtureIds[virtualInterface]}"${args}) {
      nodes { ${selection} } pageInfo { hasNextPage endCursor }
    }
  }`);
const cidrs = async (virtualInterface: keyof typeof fixtureIds, filters: string) => {
  const { data, errors } = await routes(virtualInterface, `, filters: { ${filters} }`, "cidr");
  expect(errors).toEqual([]);
  return (data.virtualInterfaceRoutes.nodes as { cidr: string }[]).map(({ cidr }) => cidr);
};

test.each<readonly [string, string]>([
  ['filters: { cidrs: ["10.0.0.1/8"] }', "filters.cidrs"],
  ["filters: { cidrs: [] }", "filters.cidrs"],
  ...["no-export", "7224", "65536:1", "7224:08100", "1:2:4294967296", "1:2:3:4"].map(
    (community) => [`filters: { communities: ["${community}"] }`, "filters.communities"] as const,
  ),
  ["first: 0", "first"],
  ["first: 101", "first"],
])("%s is refused before AWS is asked", async (args, argument) => {
  const { errors } = await routes("vif-301", `, ${args}`);
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [{ argument: expect.stringMatching(new RegExp(`^${argument}`)) as string }],
      },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("of a virtual interface that is not there, AWS's error", async () => {
  const { data, errors } = await routes("vif-acme-dc2");
  expect(data.virtualInterfaceRoutes).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
});

test("accepted and advertised routes have typed paths and communities", async () => {
  const { data, errors } = await routes("vif-302");
  expect(errors).toEqual([]);
  const { nodes, pageInfo } = data.virtualInterfaceRoutes;
  expect(pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  const accepted = nodes.filter((route: { routeDirection: string }) => route.routeDirection === "ACCEPTED");
  expect(accepted).toHaveLength(3);
  expect(accepted[0]).toMatchObject({
    addressFamily: "IPV4",
    asPath: [{ pathType: "SEQ", path: [expect.any(Number)] }],
    communities: [
      { text: "7224:7300", asn: 7224, values: [7300] },
      { text: "65010:100:1", asn: 65010, values: [100, 1] },
    ],
    routeInstalledAt: expect.stringMatching(/Z$/) as string,
  });
  expect(accepted[1].communities).toEqual([]); // AWS leaves the member out
  const advertised = nodes.filter(
    (route: { routeDirection: string }) => route.routeDirection === "ADVERTISED",
  );
  expect(advertised).toMatchObject([{ cidr: "10.64.0.0/12", asPath: [{ path: [64513] }] }]);
});

test("filters are AWS's: direction, family, prefix, path and communities, each of which must fit", async () => {
  const all = await cidrs("vif-301", "");
  const [first = ""] = await cidrs("vif-301", "routeDirection: ACCEPTED, addressFamily: IPV4");
  expect(await cidrs("vif-301", `cidrs: ["${first}", "192.0.2.0/24"]`)).toEqual([first]);
  expect(await cidrs("vif-301", 'communities: ["7224:7300"], addressFamily: IPV4')).toEqual([first]);
  expect(await cidrs("vif-301", "asPath: [64512]")).toEqual(["10.10.0.0/16", "10.31.0.0/16"]);
  expect(await cidrs("vif-301", "asPath: [64512, 1]")).toEqual([]);
  expect(all.length).toBeGreaterThan(4);
});

test("a path fits where it has the numbers one after the other, in their order", async () => {
  const { data } = await gateway.ask(`{
    virtualInterface(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-301"]}") { asn }
  }`);
  const { asn } = data.virtualInterface;
  const IPV4 = "routeDirection: ACCEPTED, addressFamily: IPV4";
  const [, second] = await cidrs("vif-301", IPV4);
  expect(await cidrs("vif-301", `${IPV4}, asPath: [${asn}, 65021]`)).toEqual([second]);
  expect(await cidrs("vif-301", `${IPV4}, asPath: [65021, ${asn}]`)).toEqual([]);
  expect(await cidrs("vif-301", `${IPV4}, asPath: [${asn}]`)).toHaveLength(3);
});

test("prefixes are compared as prefixes, whatever their spelling", async () => {
  const [listed = ""] = await cidrs("vif-303", "routeDirection: ADVERTISED, addressFamily: IPV4");
  expect(await cidrs("vif-303", `cidrs: ["${listed}"]`)).toEqual([listed]);
  // The emulator writes all the digits.
  expect(await cidrs("vif-301", 'cidrs: ["FD00:0:2:D001::/64"]')).toEqual([
    "fd00:0000:0002:d001:0000:0000:0000:0000/64",
  ]);
  await cidrs("vif-301", 'cidrs: ["2001:DB8:0::/48"]');
  const [request] = gateway.emulator.requests.list();
  expect(request?.input).toMatchObject({ filters: { cidrs: ["2001:db8::/48"] } });
});

test("a large table is read page by page as asked, forwards", async () => {
  const id = fixtureIds["vif-302"];
  gateway.emulator.store.table(virtualInterfaces).update(id, { customerPrefixes: 250 });
  const visited = new Set<string>();
  let after = "";
  for (const size of [100, 100, 51]) {
    const { data, errors } = await routes("vif-302", `, first: 100${after}`, "cidr");
    expect(errors).toEqual([]);
    expect(gateway.calls()).toEqual(["555555555555 us-east-1 ListVirtualInterfaceRoutes"]);
    const { nodes, pageInfo } = data.virtualInterfaceRoutes;
    expect(nodes).toHaveLength(size);
    for (const { cidr } of nodes as { cidr: string }[]) visited.add(cidr);
    expect(pageInfo.hasNextPage).toBe(size === 100);
    after = `, after: ${JSON.stringify(pageInfo.endCursor)}`;
  }
  expect(visited.size).toBe(251);
});

test("a virtual interface shows its routes in its own region; one whose BGP is down has none", async () => {
  const { data, errors } = await gateway.ask(`{
    virtualInterfaces(accounts: ["enterprise"], filter: { virtualInterfaceId: ["${fixtureIds["vif-302"]}", "${fixtureIds["vif-308"]}"] }, orderBy: { field: ID }) {
      nodes { virtualInterfaceId routes(first: 2) { nodes { cidr } pageInfo { hasNextPage } } }
    }
  }`);
  expect(errors).toEqual([]);
  const [up, down] = data.virtualInterfaces.nodes;
  expect(up.routes).toMatchObject({ nodes: [{}, {}], pageInfo: { hasNextPage: true } });
  expect(down.routes).toEqual({ nodes: [], pageInfo: { hasNextPage: false } });
});
