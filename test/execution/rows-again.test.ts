import { buildSchema, executeSync, parse } from "graphql";
import { JsonText } from "../../src/execution/json-text";
import { createExecute } from "./execute";

const schema = buildSchema(`
  type Row { id: ID! name: String }
  type Page { nodes: [Row]! edges: [Edge!]! totalCount: Int! note: String }
  type Edge { node: Row! }
  type Query { page: Page! rows: [Row!]! last: String }
`);
const document = parse(`{
  rows { id name }
  page { totalCount nodes { id name } again: nodes { name } edges { node { id } } note }
  last
}`);

const names = ["Zürich", "東京", 'qu"oted', "", "plain", "😀"];
const all = Array.from({ length: 100 }, (_, index) => ({ id: String(index), name: names[index % 6] }));

/** Each time others of them, long lists and short ones by turns, with gaps. */
function rootOf(next: number) {
  const count = next % 5 === 0 ? next % 3 : 16 + (next % 60);
  const rows = Array.from({ length: count }, (_, index) => all[(index * 7 + next) % all.length]);
  const nodes = rows.map((row, index) => (index % 9 === next % 9 ? null : row));
  const edges = rows.map((node) => ({ node }));
  return { rows, last: "ends", page: { nodes, edges, totalCount: count, note: "«»" } };
}

test("rows of long lists that come again are written as graphql-js writes them", () => {
  const execute = createExecute();
  for (let next = 0; next < 400; next += 1) {
    const rootValue = rootOf(next >> 1); // a page comes again as well
    const result = execute({ schema, document, rootValue });
    const data = result instanceof Promise ? undefined : result.data;
    if (!(data instanceof JsonText)) throw new Error("This was not written here.");
    expect(data.text).toBe(JSON.stringify(executeSync({ schema, document, rootValue }).data));
  }
});
