import { parse } from "graphql";
import { PreparedQueries } from "../../src/http/lane/prepared-queries";

const text = `query A { a } query B { b } # ${"x".repeat(15_000)}`;
const prepared = (name: string) => ({ document: parse(text), name, lasts: true });

test("each operation of a document is prepared for itself", () => {
  const queries = new PreparedQueries();
  const [a, b] = [prepared("A"), prepared("B")];
  queries.set(text, "A", a);
  expect(queries.get(text, "B")).toBeUndefined();
  queries.set(text, "B", b);
  expect([queries.get(text, "A"), queries.get(text, "B"), queries.get(text, undefined)]).toEqual([
    a,
    b,
    undefined,
  ]);
  expect(queries.get(text, "A")).toBe(a);
});

test("a document counts as often as it has operations that are known", () => {
  const queries = new PreparedQueries();
  const names = Array.from({ length: 40 }, (_, index) => `Q${index}`);
  for (const name of names) queries.set(text, name, prepared(name));
  const known = names.filter((name) => queries.get(text, name) !== undefined);
  expect(known.length).toBeGreaterThan(0);
  expect(known.length * text.length).toBeLessThanOrEqual(512 * 1024);
});
