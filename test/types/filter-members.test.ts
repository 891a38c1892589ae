import type { FilterOf } from "../../src/types/graph/list";

interface Row {
  vlan?: number;
  states: string[];
}

/** Compiles only for a filter whose members are those of the row. */
function accept<Filter extends FilterOf<Row, Filter>>(filter: Filter): Filter {
  return filter;
}

test("a filter's members are those of the row, checked by the compiler", () => {
  expect(accept({ vlan: [100], states: ["available"], nameContains: "x", tags: [] })).toBeDefined();
  // @ts-expect-error the row has no such member: the filter would match nothing
  expect(accept({ vlanId: [100] })).toBeDefined();
  // @ts-expect-error the row's member has another type: the filter would match nothing
  expect(accept({ vlan: ["100"] })).toBeDefined();
});
