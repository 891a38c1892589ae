import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await startGatewayUnderTest()));
afterAll(() => gateway.stop());

/** The same relation in several ways, of each row of a list. */
const WAYS = `query ($some: VirtualInterfaceFilter) {
  directConnectGateways {
    nodes {
      all: virtualInterfaces { totalCount nodes { virtualInterfaceId } }
      first: virtualInterfaces(first: 1) { nodes { virtualInterfaceId } }
      last: virtualInterfaces(first: 1, orderBy: { field: ID, direction: DESC }) { nodes { virtualInterfaceId } }
      none: virtualInterfaces(filter: { virtualInterfaceId: [] }) { totalCount }
      some: virtualInterfaces(filter: $some) { totalCount }
    }
  }
}`;

test("relations say the same whether their arguments are new or were accepted before", async () => {
  const execute = async () => {
    const { data, errors } = await gateway.ask(WAYS, { some: null });
    expect(errors).toEqual([]);
    return data.directConnectGateways.nodes as Record<
      "all" | "first" | "last" | "none" | "some",
      { totalCount: number; nodes: { virtualInterfaceId: string }[] }
    >[];
  };
  const rows = await execute();
  expect(await execute()).toEqual(rows);
  expect(rows.some(({ all }) => all.totalCount > 1)).toBe(true);
  for (const { all, first, last, none, some } of rows) {
    expect(first.nodes).toEqual(all.nodes.slice(0, 1));
    expect(last.nodes).toEqual(all.nodes.slice(-1));
    expect([none.totalCount, some.totalCount]).toEqual([0, all.totalCount]);
  }
});

test("arguments that are refused are refused each time, and those beside them are not", async () => {
  const document = `{ connections(accounts: ["acme"], first: 1) { nodes {
    fine: virtualInterfaces(first: 1, filter: { virtualInterfaceId: [] }) { totalCount }
    wrong: virtualInterfaces(first: 0, filter: { virtualInterfaceId: [] }) { totalCount }
  } } }`;
  for (const time of [1, 2]) {
    const { errors } = await gateway.ask(document);
    expect({ time, codes: errors.map(({ extensions }) => extensions["code"]) }).toEqual({
      time,
      codes: ["BAD_USER_INPUT"],
    });
    expect(errors[0]?.path).toEqual(["connections", "nodes", 0, "wrong"]);
  }
});
