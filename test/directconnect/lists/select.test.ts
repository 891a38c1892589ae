import fc from "fast-check";
import { checkPage, select } from "../../../src/directconnect/lists/select";
import type { ListOf } from "../../../src/types/graph/list";
import type { Page } from "../../../src/types/graph/page";

interface Row {
  id: string;
  name: string | null;
  bandwidth: string;
  vlan?: number;
  since?: Date;
  speeds: string[];
  tags: { key: string; value?: string }[];
}

const shape = { key: "id", nameMember: "name" } as const;
const row = fc.record({
  id: fc.uuid(),
  // few values, so that many rows are equal in what they are ordered by
  name: fc.option(fc.constantFrom("a", "B", "b", "c 2", "c 10", "ä", "")),
  bandwidth: fc.constantFrom("50Mbps", "500Mbps", "1Gbps", "10Gbps", "odd"),
  vlan: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  since: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
  speeds: fc.constant<string[]>([]),
  tags: fc.constant<Row["tags"]>([]),
});
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 40 });
const order = fc.record({
  field: fc.constantFrom("id", "name", "bandwidth", "vlan", "since"),
  direction: fc.constantFrom("asc" as const, "desc" as const),
});
const size = fc.integer({ min: 1, max: 15 });

const all = (input: readonly Row[], args: ListOf<object> = {}) =>
  select(input, shape, { first: 1000, ...args }).nodes;

describe("walking pages", () => {
  function walk(
    input: readonly Row[],
    orderBy: ListOf<object>["orderBy"],
    limit: number,
    backwards: boolean,
  ) {
    const walked: Row[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages <= input.length + 1; pages += 1) {
      const page: Page<Row> = select(
        input,
        shape,
        backwards ? { orderBy, last: limit, before: cursor } : { orderBy, first: limit, after: cursor },
      );
      expect(page.totalCount).toBe(input.length);
      if (backwards) walked.unshift(...page.nodes);
      else walked.push(...page.nodes);
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
      if (!(backwards ? hasPreviousPage : hasNextPage)) return walked;
      cursor = backwards ? startCursor : endCursor;
    }
    throw new Error("The walk does not end.");
  }

  test.each([
    ["forwards", false],
    ["backwards", true],
  ])("%s gives each row exactly once, in order", (_name, backwards) => {
    fc.assert(
      fc.property(rows, order, size, (input, orderBy, limit) => {
        const walked = walk(input, orderBy, limit, backwards);
        expect(walked).toEqual(all(input, { orderBy }));
        expect(new Set(walked.map(({ id }) => id))).toEqual(new Set(input.map(({ id }) => id)));
        expect(walked).toHaveLength(input.length);
      }),
    );
  });

  test("does not depend on the order in which AWS listed the rows", () => {
    fc.assert(
      fc.property(rows, order, (input, orderBy) => {
        expect(all([...input].reverse(), { orderBy })).toEqual(all(input, { orderBy }));
      }),
    );
  });

  test("neither misses nor repeats what stays, when rows go between two pages", () => {
    fc.assert(
      fc.property(rows, order, size, fc.func(fc.boolean()), (input, orderBy, limit, stays) => {
        const { nodes, pageInfo } = select(input, shape, { orderBy, first: limit });
        const left = input.filter((each) => stays(each.id));
        const rest = all(left, { orderBy, after: pageInfo.endCursor });
        expect([...nodes.filter(({ id }) => stays(id)), ...rest]).toEqual(all(left, { orderBy }));
      }),
    );
  });
});

describe("order", () => {
  const made = (values: Partial<Row>[]): Row[] =>
    values.map((value, index) => ({
      ...{ id: `row-${index}`, name: null, bandwidth: "1Gbps", speeds: [], tags: [] },
      ...value,
    }));
  const by = (field: keyof Row, direction: "asc" | "desc", input: Row[]) =>
    all(input, { orderBy: { field, direction } }).map((each) => each[field]);

  test("of bandwidths is by size", () => {
    const input = made([{ bandwidth: "10Gbps" }, { bandwidth: "500Mbps" }, { bandwidth: "2Gbps" }]);
    expect(by("bandwidth", "asc", input)).toEqual(["500Mbps", "2Gbps", "10Gbps"]);
  });

  test("of texts counts their numbers", () => {
    const input = made([{ name: "link 10" }, { name: "link 9" }]);
    expect(by("name", "desc", input)).toEqual(["link 10", "link 9"]);
  });

  test("of dates is by time", () => {
    const [early, late] = [new Date(1_000), new Date(20_000)];
    expect(by("since", "asc", made([{ since: late }, { since: early }]))).toEqual([early, late]);
  });

  test("is by the key by default", () => {
    expect(all(made([{ id: "b" }, { id: "a" }])).map(({ id }) => id)).toEqual(["a", "b"]);
  });
});

describe("filters", () => {
  const input: Row[] = [
    {
      id: "1",
      name: "Acme West",
      bandwidth: "1Gbps",
      speeds: ["1G", "10G"],
      tags: [{ key: "env", value: "p" }],
    },
    { id: "2", name: "Acme East", bandwidth: "1Gbps", vlan: 0, speeds: ["1G"], tags: [{ key: "env" }] },
    { id: "3", name: null, bandwidth: "2Gbps", speeds: [], tags: [] },
  ];
  test.each([
    ["nothing given", {}, ["1", "2", "3"]],
    ["null, as if left out", { id: null }, ["1", "2", "3"]],
    ["one of several values", { id: ["1", "3"] }, ["1", "3"]],
    ["an empty list, which nothing is in", { id: [] }, []],
    ["one of a row's own values", { speeds: ["10G", "100G"] }, ["1"]],
    ["a falsy value", { vlan: [0] }, ["2"]],
    ["part of the name, whatever its case", { nameContains: "acme w" }, ["1"]],
    ["a tag with any value", { tags: [{ key: "env" }] }, ["1", "2"]],
    ["a tag with one of these values", { tags: [{ key: "env", values: ["p"] }] }, ["1"]],
    ["a tag with the empty value", { tags: [{ key: "env", values: [""] }] }, ["2"]],
    ["all members must fit", { bandwidth: ["1Gbps"], nameContains: "east" }, ["2"]],
  ])("%s", (_what, filter, ids) => {
    const { nodes, totalCount } = select(input, shape, { filter });
    expect(nodes.map(({ id }) => id)).toEqual(ids);
    expect(totalCount).toBe(ids.length);
  });
});

describe("refused", () => {
  const refusal = (argument: string) =>
    expect.objectContaining({
      extensions: expect.objectContaining({
        code: "BAD_USER_INPUT",
        fields: [expect.objectContaining({ argument })],
      }) as object,
    }) as Error;
  const cursorOf = (...chunks: unknown[]) => Buffer.from(JSON.stringify(chunks)).toString("base64url");

  test.each<[string, ListOf<object>, string]>([
    ["both ends at once", { first: 1, last: 1 }, "last"],
    ["a cursor that is none", { after: "nonsense" }, "after"],
    ["an empty cursor", { before: "" }, "before"],
    ["a cursor of another field", { after: cursorOf("name", "asc", "x", "1") }, "after"],
    ["a cursor of the other direction", { before: cursorOf("id", "desc", "x", "1") }, "before"],
    ["a cursor of a wrong form", { after: cursorOf("id", "asc", {}, "1") }, "after"],
  ])("%s", (_what, args, argument) => {
    expect(() => select<Row>([], shape, args)).toThrow(refusal(argument));
    expect(() => checkPage(args, "id")).toThrow(refusal(argument));
  });

  test("any text as a cursor is a page or a refusal, nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (after) => {
        expect(() => select<Row>([], shape, { after })).toThrow(refusal("after"));
      }),
    );
  });
});
