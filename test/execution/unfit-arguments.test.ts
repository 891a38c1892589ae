import { buildSchema, executeSync, type GraphQLSchema, parse } from "graphql";
import { createExecute } from "./execute";

/*
 * What the gateway's own schema cannot reach, and graphql-js decides: what is selected is collected where an object is met,
 * and arguments are read where their field is.
 */

const schema = buildSchema(`
  interface Thing { name: String }
  type Lamp implements Thing { name: String, inside: Part!, maybe: Part, parts: [Part] }
  type Part { name: String!, made: Maker }
  type Maker { name: String }
  input Size { of: Int! }
  type Mutation { change(to: Int!): Int!, fail: Int!, next: Int }
  type Query { thing: Thing, things: [Thing], argued(size: Int! = 1): String, sized(size: Size): String, all: Lamp! }
`);
const chunk = { name: "a", made: { name: "m" } };
const lamp = { __typename: "Lamp", name: "lamp", inside: chunk, maybe: chunk, chunks: [chunk, null, chunk] };
const rootValue = {
  thing: lamp,
  things: [lamp, { __typename: "Lamp", name: "dark", inside: chunk, maybe: null, chunks: null }],
  argued: "plain",
  sized: "plain",
  all: lamp,
};

function expectAlike(
  query: string,
  variableValues: Record<string, unknown>,
  of: GraphQLSchema = schema,
): void {
  const args = { schema: of, document: parse(query), rootValue, variableValues };
  const execute = createExecute();
  const expected = JSON.stringify(executeSync(args));
  for (let time = 0; time < 3; time += 1) expect(JSON.stringify(execute(args))).toBe(expected);
}

const NULL = [{ on: null }, { on: true }, { on: false }, {}];

test.each([
  "{ thing { name ... on Lamp { maybe { name made { name @include(if: $on) } } } } }",
  "{ thing { ... on Lamp { name inside { made { name @skip(if: $on) } name } } } }",
  "{ things { name ... on Lamp { maybe { name @include(if: $on) } } } }",
  "{ things { ... on Lamp { parts { name made { name @include(if: $on) } } } } all { name } }",
  "{ all { name maybe { name @include(if: $on) } } }",
  "{ all { name inside { name @include(if: $on) } } }",
  "{ thing { name @include(if: $on) } all { name } }",
  "{ argued @include(if: $on) all { name } }",
])("a condition that is null fails at its position: %s", (selection) => {
  for (const variables of NULL) expectAlike(`query ($on: Boolean = true) ${selection}`, variables);
});

test.each([
  "query ($size: Int = 2) { argued(size: $size) all { name } }",
  "query ($size: Int = 2) { sized(size: { of: $size }) argued }",
])("a field with arguments is never read as a plain member: %s", (query) => {
  for (const variables of [{ size: null }, { size: 3 }, {}]) expectAlike(query, variables);
});

test.each([
  "mutation { change(to: 1) next }",
  "mutation { a: change(to: 1) fail next }",
  "mutation ($to: Int = 1) { next change(to: $to) }",
  "mutation { ...All } fragment All on Mutation { next again: next }",
])("changes are executed one after the other: %s", (query) => {
  for (const variables of [{}, { to: null }]) {
    const called: string[] = [];
    const root = (log: string[]) => ({
      change: ({ to }: { to: number }) => log.push(`change ${to}`) && to,
      fail: () => {
        log.push("fail");
        throw new Error("It fails.");
      },
      next: () => log.push("next") && 2,
    });
    const theirs: string[] = [];
    const args = { schema, document: parse(query), variableValues: variables };
    const expected = JSON.stringify(executeSync({ ...args, rootValue: root(theirs) }));
    expect(JSON.stringify(createExecute()({ ...args, rootValue: root(called) }))).toBe(expected);
    expect(called).toEqual(theirs);
  }
});

test("a change that is awaited ends before the next one begins, and of many combinations each is planned", async () => {
  const log: string[] = [];
  const slow = async (name: string) => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`${name} ends`);
    return 1;
  };
  const document = parse("mutation { change(to: 1) next }");
  await createExecute()({
    schema,
    document,
    rootValue: { change: () => slow("change"), next: () => slow("next") },
  });
  expect(log).toEqual(["change begins", "change ends", "next begins", "next ends"]);

  const names = ["a", "b", "c", "d", "e", "f"];
  const query = `query (${names.map((name) => `$${name}: Boolean!`).join()}) { ${names
    .map((name) => `${name}: argued @include(if: $${name})`)
    .join(" ")} }`;
  for (let bits = 0; bits < 2 ** names.length; bits += 1) {
    expectAlike(query, Object.fromEntries(names.map((name, index) => [name, (bits >> index) % 2 === 1])));
  }
});

test("of several errors that could null one place, the first in the document is reported, whichever occurs first", async () => {
  const failing = (milliseconds: number, name: string) => async () => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    throw new Error(`${name} fails.`);
  };
  const racing = buildSchema(
    "type Query { outer: Outer, later: String } type Outer { a: String!, b: String!, c: String }",
  );
  const document = parse("{ outer { c a b } later }");
  const reported = async (a: number, b: number, c: number, later: number) => {
    const rootValue = {
      outer: { a: failing(a, "a"), b: failing(b, "b"), c: failing(c, "c") },
      later: failing(later, "later"),
    };
    const { errors } = await createExecute()({ schema: racing, document, rootValue });
    return errors?.map(({ message }) => message);
  };
  for (const [a, b, c, later] of [
    [1, 20, 10, 5],
    [20, 1, 10, 5],
    [10, 5, 20, 1],
  ] as const)
    expect(await reported(a, b, c, later)).toEqual(["c fails.", "a fails.", "later fails."]);
});
