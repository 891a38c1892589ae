import { buildSchema, type DocumentNode, parse } from "graphql";
import { DEFAULT_LIMITS } from "../../../src/auth/caller-limits";
import { KnownDocuments } from "../../../src/http/pipeline/known-documents";

const schema = buildSchema("type Query { a: Int, b: Int }");
const existing = () => new KnownDocuments(schema, {});

/** As Apollo Server does with a document that it has found valid. */
async function put(documents: KnownDocuments, text: string): Promise<DocumentNode> {
  const ast = parse(text);
  await documents.store.set(`schema:${text}`, ast);
  return ast;
}

test("a document has one object: by its text, its hash, and its syntax tree in Apollo", async () => {
  const documents = existing();
  const text = "query A { a } query B { b }";
  const ast = await put(documents, text);
  const document = documents.find(text);
  expect(document?.ast).toBe(ast);
  expect(documents.of(ast)).toBe(document);
  expect(await documents.store.get(`schema:${text}`)).toBe(ast);
  const [a, b] = [document?.operation("A"), document?.operation("B")];
  expect([a?.name, b?.name]).toEqual(["A", "B"]);
  expect(document?.operation("A")).toBe(a);
  expect(document?.operation("C")).toBeUndefined();
  expect(document?.operation(undefined)).toBeUndefined();
});

test("an operation that is named and the only one are one operation", async () => {
  const documents = existing();
  await put(documents, "query A { a }");
  const document = documents.find("query A { a }");
  expect(document?.operation("A")).toBe(document?.operation(undefined));
});

test("the cache is bounded: each document counts as often as it has operations, and the oldest go first", async () => {
  const documents = existing();
  const texts = Array.from(
    { length: 100 },
    (_, index) => `query A { a } query B { b } # ${index} ${"x".repeat(15_000)}`,
  );
  for (const text of texts) await put(documents, text);
  const kept = texts.filter((text) => documents.find(text) !== undefined);
  expect(kept).toEqual(texts.slice(-kept.length));
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.length * 2 * 15_000).toBeLessThanOrEqual(1024 * 1024);
  const hashes = await Promise.all(texts.map((text) => documents.store.get(`schema:${text}`)));
  expect(hashes.filter((ast) => ast !== undefined)).toHaveLength(kept.length);
});

test("a document that is not valid is measured, and not kept", () => {
  const documents = existing();
  expect(documents.measure({}, "{ nothing\r\n{ deeper }\n}\r# the end", DEFAULT_LIMITS)).toMatchObject({
    shape: { depth: 2, tokens: 6, lines: 4 },
  });
  expect(documents.find("{ nothing { deeper } }")).toBeUndefined();
  expect(documents.measure({}, "{ nothing )", DEFAULT_LIMITS)).toMatchObject({
    syntaxError: { message: 'Syntax Error: Expected Name, found ")".' },
    tokens: 3,
  });
});
