import { RowSet } from "../../../src/directconnect/lists/row-set";
import { pageOfRows, select } from "../../../src/directconnect/lists/select";
import { unionOf } from "../../../src/directconnect/lists/union";
import { MOST_UNIONS, rememberedBytes, weightOf } from "../../../src/directconnect/read/weight";
import type { ListOf } from "../../../src/types/graph/list";

interface Row {
  id: string;
  account: string;
  ownerAccount: string;
  name: string;
  state: string;
  location: string;
  vlan: number;
  tags: { key: string; value?: string }[];
}

const shape = { key: "id", nameMember: "name" } as const;
const COUNT = 10_000;

/** Rows that count how often a member of one of them is read. */
function counted(from = 0, account = "1") {
  const looks = { count: 0 };
  const rows = Array.from({ length: COUNT }, (_, index): Row => {
    const n = from + index;
    const row: Row = {
      id: `row-${n}`,
      account,
      ownerAccount: n % 2 === 0 ? "1" : "2",
      name: `link ${(n * 7919) % COUNT}`,
      state: n % 100 === 0 ? "down" : "available",
      location: `site ${n % 50}`,
      vlan: n % 4000,
      tags: [{ key: "team", value: `team ${n % 200}` }],
    };
    return new Proxy(row, {
      get: (target, member, receiver): unknown => {
        looks.count += 1;
        return Reflect.get(target, member, receiver) as unknown;
      },
    });
  });
  return { rows, looks };
}

const queries: [string, ListOf<Partial<Record<keyof Row, unknown>>>][] = [
  ["everything", {}],
  ["by state", { filter: { state: ["available"] } }],
  ["by several locations", { filter: { location: ["site 3", "site 4"] } }],
  ["by VLAN", { filter: { vlan: [77] } }],
  ["by tag", { filter: { tags: [{ key: "team", values: ["team 7"] }] } }],
  ["by tag and state", { filter: { tags: [{ key: "team" }], state: ["down"] } }],
  ["by name, last first", { orderBy: { field: "name", direction: "desc" }, filter: { ownerAccount: ["2"] } }],
];

describe("10,000 rows", () => {
  const { rows, looks } = counted();
  const set = new RowSet(rows, shape);

  test.each(queries)("a second page of 50 %s looks at no row but its own", (_what, args) => {
    const first = pageOfRows(set, { ...args, first: 50 });
    expect(first.nodes).toEqual(select(rows, shape, { ...args, first: 50 }).nodes);
    const after = first.pageInfo.endCursor;
    looks.count = 0;
    const second = pageOfRows(set, { ...args, first: 50, after });
    expect(second.totalCount).toBe(first.totalCount);
    expect(second.edges.length).toBe(Math.max(0, Math.min(50, first.totalCount - 50)));
    expect(looks.count).toBe(0);
  });

  test("a filter that was not asked before looks at the rows of its smallest part alone", () => {
    pageOfRows(set, { filter: { location: ["site 1"], vlan: [1] } });
    looks.count = 0;
    expect(
      pageOfRows(set, { filter: { location: ["site 2"], vlan: [2], state: ["available"] } }).totalCount,
    ).toBe(3);
    expect(looks.count).toBeLessThanOrEqual(3 * 2);
  });

  test("what belongs to a parent is looked up", () => {
    set.having("location", "site 1");
    looks.count = 0;
    expect(set.having("location", "site 9")).toHaveLength(COUNT / 50);
    expect(looks.count).toBe(0);
  });

  test("after a change of a few rows only these are put in order anew", () => {
    const changed = [...rows.slice(0, -1), { ...rows[COUNT - 1], name: "link x" } as Row];
    pageOfRows(set, { orderBy: { field: "name", direction: "asc" } });
    looks.count = 0;
    const next = new RowSet(changed, shape, set);
    expect(pageOfRows(next, { orderBy: { field: "name", direction: "asc" }, last: 1 }).nodes[0]?.name).toBe(
      "link x",
    );
    expect(looks.count).toBe(0);
  });
});

describe("rows of several places", () => {
  // the second place lists half of the first one's rows, too
  const places = [counted(0, "1"), counted(COUNT / 2, "2")];
  const sets = places.map(({ rows }) => new RowSet(rows, shape));
  const union = () => unionOf(sets as [RowSet<Row>, ...RowSet<Row>[]]);

  test.each(queries)("%s, each once", (_what, args) => {
    const all = places.flatMap(({ rows }) => rows);
    const owned = new Map<string, Row>();
    for (const row of all) if (!owned.has(row.id) || row.account === row.ownerAccount) owned.set(row.id, row);
    const expected = select([...owned.values()], shape, { ...args, first: 1000 });
    const page = pageOfRows(union(), { ...args, first: 1000 });
    expect(page.totalCount).toBe(expected.totalCount);
    expect(page.nodes.map(({ id, account }) => `${id} ${account}`)).toEqual(
      expected.nodes.map(({ id, account }) => `${id} ${account}`),
    );
  });

  test.each(queries)("%s, asked again, looks at no row", (_what, args) => {
    pageOfRows(union(), args);
    for (const { looks } of places) looks.count = 0;
    pageOfRows(union(), args);
    expect(places.map(({ looks }) => looks.count)).toEqual([0, 0]);
  });
});

describe("what is remembered of selections", () => {
  const { rows } = counted();

  test("is bounded in bytes, whatever the filters are", () => {
    const set = new RowSet(rows.slice(0, 1_000), shape);
    for (let round = 0; round < 500; round += 1) {
      const location = Array.from({ length: 40 }, (_, index) => `site ${round}-${index}-${"x".repeat(20)}`);
      pageOfRows(set, { filter: { location } });
      pageOfRows(set, { filter: { location: [`site ${round % 50}`, "site 3", "site 4"] } });
      expect(set.selectionBytes).toBeLessThanOrEqual(rememberedBytes(1_000));
    }
    expect(set.selectionBytes).toBeGreaterThan(0);
  });

  test("is nothing of a filter by a long text", () => {
    const set = new RowSet(rows.slice(0, 1_000), shape);
    pageOfRows(set, { filter: { nameContains: "x".repeat(4_000) } });
    expect(set.selectionBytes).toBe(0);
  });

  test("has a share of the weight of the rows", () => {
    const some = rows.slice(0, 1_000);
    expect(weightOf(some)).toBeGreaterThan(rememberedBytes(1_000) * (1 + MOST_UNIONS));
  });
});

test("the values of a filter are scanned once, however many parents it is applied to", () => {
  const { rows } = counted();
  const set = new RowSet(rows, shape);
  let reads = 0;
  const location = new Proxy(
    Array.from({ length: 900 }, (_, index) => `site ${index}`),
    {
      get: (target, member, receiver): unknown => {
        reads += 1;
        return Reflect.get(target, member, receiver) as unknown;
      },
    },
  );
  const args = { filter: { location } };
  for (let vlan = 0; vlan < 500; vlan += 1) {
    const { totalCount } = pageOfRows(set, args, { vlan });
    expect(totalCount).toBe(vlan < COUNT % 4_000 ? 3 : 2);
  }
  expect(reads).toBeLessThan(900 * 10);
});
