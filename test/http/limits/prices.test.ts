import { Client } from "pg";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { COUNT_COST } from "../../../src/types/graph/call-cost";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** What an operation costs beside the objects of its answer. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access: { limits: { cost: 200_000 } } });
});
afterAll(() => gateway.stop());

async function costOf(query: string, variables: Record<string, unknown> = {}): Promise<number> {
  const { errors, extensions } = await gateway.ask(query, variables);
  expect(errors).toEqual([]);
  return (extensions["cost"] as { requested: number }).requested;
}

describe("counting the audit trail", () => {
  const entries = (selected: string) => `{ auditEntries(first: 10) { ${selected} } }`;

  test("costs a good deal, once for each page", async () => {
    const page = await costOf(entries("nodes { key }"));
    expect(await costOf(entries("nodes { key } totalCount"))).toBe(page + COUNT_COST);
    expect(
      await costOf(
        entries("nodes { key } ...Count").concat("fragment Count on JournalEntryPage { totalCount }"),
      ),
    ).toBe(page + COUNT_COST);
  });

  test("is refused where it comes to more than an operation may cost", async () => {
    const many = Array.from({ length: 20 }, (_, index) => `a${index}: auditEntries(first: 1) { totalCount }`);
    const { status, errors } = await gateway.ask(`{ ${many.join(" ")} }`);
    expect({ status, errors }).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: "LIMIT_EXCEEDED", limit: { name: "cost", allowed: 200_000 } } }],
    });
  });

  test("under several names is done once", async () => {
    const query = jest.spyOn(Client.prototype, "query") as unknown as jest.SpyInstance<unknown, unknown[]>;
    const { data } = await gateway.ask(
      "{ auditEntries(first: 1) { a: totalCount b: totalCount c: totalCount } }",
    );
    const counts = query.mock.calls.filter(([text]) => String(text).includes("count(*)"));
    query.mockRestore();
    expect(counts).toHaveLength(1);
    expect(data).toEqual({ auditEntries: { a: 0, b: 0, c: 0 } });
  });

  test("of other lists costs nothing: their rows are in memory", async () => {
    const page = await costOf("{ connections(first: 10) { nodes { connectionId } } }");
    expect(await costOf("{ connections(first: 10) { nodes { connectionId } totalCount } }")).toBe(page);
  });
});

describe("a page", () => {
  test("costs what it has beside its items once", async () => {
    const page = (selected: string) => `{ connections(first: 1000) { nodes { connectionId } ${selected} } }`;
    const bare = await costOf(page(""));
    expect(await costOf(page("pageInfo { hasNextPage }"))).toBe(bare + 1);
    expect(await costOf(page("unavailable { region }"))).toBe(bare + 3);
  });

  test("of a relation costs no more items than AWS lets there be", async () => {
    const interfaces = (first: number) =>
      `{ connections(first: 10) { nodes { virtualInterfaces(first: ${first}) { nodes { virtualInterfaceId } } } } }`;
    const small = await costOf(interfaces(10));
    expect(await costOf(interfaces(60))).toBe(small + 10 * 50);
    expect(await costOf(interfaces(1000))).toBe(small + 10 * 50);
  });
});

describe("a change", () => {
  const UPDATE = (name: string) => `updateConnection(account: "enterprise", input: $input) { ${name} }`;
  const declared = "mutation ($input: UpdateConnectionInput!)";
  const input = { connectionId: fixtureIds["enterprise-100g"], connectionName: "renamed" };

  test("costs a call beside its answer, each that a document makes", async () => {
    expect(await costOf(`${declared} { ${UPDATE("connectionName")} }`, { input })).toBe(1 + 10 + 1);
    expect(
      await costOf(`${declared} { a: ${UPDATE("connectionName")} b: ${UPDATE("connectionName")} }`, {
        input,
      }),
    ).toBe(1 + 2 * (10 + 1));
    expect(await costOf("mutation { __typename }")).toBe(1);
  });
});
