import { parse } from "graphql";
import { errorFormatter } from "../../../src/errors";
import { comparisonsIn } from "../../../src/http/limits/comparisons";
import { createLogger } from "../../../src/observability/logging";
import { startEdge, stopEdges } from "../edge";

afterEach(stopEdges);

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");
const count = (document: string) => comparisonsIn(parse(document));

test.each<[what: string, document: string, pairs: number]>([
  ["fields of different names", "{ a b c { d e } }", 0],
  ["one name three times", "{ a a a }", 3],
  ["one name by alias", "{ x: a x: b }", 1],
  ["a name within an inline fragment too", "{ a ... { a } }", 1],
  [
    "a name in two fragments: it, and the two",
    "{ ...F ...G } fragment F on Q { a } fragment G on Q { a }",
    2,
  ],
  ["names below equal names", "{ a { b } a { b } }", 2],
  [
    "names below equal names, in fragments",
    "{ n { ...F ...G } } fragment F on N { a { b } } fragment G on N { a { b } }",
    3,
  ],
  ["what is spread in two places counts once", "{ x { ...F } y { ...F } } fragment F on N { a a }", 1],
  ["a fragment that nothing spreads", "{ a } fragment F on N { a a a }", 3],
  ["fragments in a circle", "{ ...F } fragment F on Q { a { ...F } }", 0],
])("%s", (_what, document, pairs) => {
  expect(count(document)).toBe(pairs);
});

test("fragments beside each other: all pairs", () => {
  const document = `{ n { ${times(330, (index) => `...F${index}`)} } } ${times(330, (index) => `fragment F${index} on N { a { b } }`)}`;
  expect(count(document)).toBe((3 * 330 * 329) / 2);
});

test("what would never end to be counted is as large as can be", () => {
  const circle =
    "{ a { ...A } a { ...B } } fragment A on N { a { ...B } a { ...C } } fragment B on N { a { ...A } a { ...C } } fragment C on N { a { ...A } a { ...B } }";
  expect(count(circle)).toBe(Number.MAX_SAFE_INTEGER);
});

test("a document within the limit is answered, one beyond it is refused before it is validated", async () => {
  const edge = await startEdge();
  const calls = (fields: number) => ({ query: `{ ${times(fields, () => "__typename")} }` });
  const refused = await edge.post({
    query: `{ hello { ${times(250, (index) => `...F${index}`)} } } ${times(250, (index) => `fragment F${index} on Nothing { a }`)}`,
  });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    errors: [
      {
        extensions: {
          code: "LIMIT_EXCEEDED",
          limit: { name: "comparisons", sent: 250 * 249, allowed: 20_000 },
        },
      },
    ],
  });
  expect((await edge.post(calls(20))).status).toBe(200);
});

test("where graphql-js gives up, the error says why", () => {
  const logger = createLogger({ level: "info", pretty: false, destination: { write: () => undefined } });
  const reported = errorFormatter(logger)(
    { message: "Validation aborted.", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    undefined,
  );
  expect(reported).toMatchObject({
    message: expect.stringMatching(/more than 500,000 steps/) as string,
    extensions: { code: "GRAPHQL_VALIDATION_FAILED", retryable: false },
  });
});
