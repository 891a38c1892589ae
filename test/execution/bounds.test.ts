import {
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
} from "graphql";
import { BoundExceeded, type Bounds } from "../../src/execution/bounds";
import { type PreparationOptions, PreparedOperation } from "../../src/execution/prepared-operation";
import type { TextResult } from "../../src/execution/prepared-operation";

/** How often each resolver was called. */
let calls: { item: number; fails: number };
beforeEach(() => (calls = { item: 0, fails: 0 }));

const rows = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

const Item: GraphQLObjectType = new GraphQLObjectType({
  name: "Item",
  fields: () => ({
    number: { type: GraphQLInt },
    items: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Item))),
      args: { count: { type: GraphQLInt } },
      resolve: (_item, { count }: { count: number }) => rows(count),
    },
    counted: {
      type: GraphQLInt,
      resolve: ({ number }: { number: number }) => {
        calls.item += 1;
        return number;
      },
    },
    fails: {
      type: GraphQLInt,
      args: { why: { type: GraphQLInt } },
      resolve: () => {
        calls.fails += 1;
        throw new GraphQLError("No.");
      },
    },
    failsLater: {
      type: GraphQLInt,
      resolve: async () => {
        await Promise.resolve();
        throw new GraphQLError("No, later.");
      },
    },
    works: {
      type: GraphQLInt,
      resolve: () => {
        work += 1000;
        return 1;
      },
    },
  }),
});
const schema = new GraphQLSchema({ query: Item });
let work = 0;

async function execute(
  query: string,
  bounds: Partial<Bounds>,
  options: PreparationOptions = {},
): Promise<TextResult> {
  const operation = PreparedOperation.of(schema, parse(query), undefined, options);
  if (operation === undefined) throw new Error("It was not prepared.");
  return operation.execute({
    variableValues: {},
    contextValue: {},
    rootValue: { number: 1 },
    bounds: { objects: Infinity, bytes: Infinity, errors: Infinity, ...bounds },
  });
}

function boundIn({ data, errors }: TextResult): string | undefined {
  if (errors === undefined) return undefined;
  const [error] = errors;
  if (!(error instanceof BoundExceeded)) return undefined;
  expect(errors).toHaveLength(1);
  expect(data).toBeNull();
  return error.bound;
}

const SQUARE = "{ items(count: 300) { items(count: 300) { counted } } }"; // 90,300 objects

test("an execution within its bounds is whole", async () => {
  const { errors } = await execute(SQUARE, { objects: 90_300, bytes: 10_000_000, errors: 0 });
  expect(errors).toBeUndefined();
  expect(calls.item).toBe(90_000);
});

test("no more objects are completed than the bound says", async () => {
  expect(boundIn(await execute(SQUARE, { objects: 1_000 }))).toBe("objects");
  expect(calls.item).toBeLessThanOrEqual(1_000);
});

test("objects that are written at once count a tenth", async () => {
  const plain = "{ items(count: 3000) { number } }";
  expect(boundIn(await execute(plain, { objects: 301 }))).toBeUndefined();
  expect(boundIn(await execute(plain, { objects: 250 }))).toBe("objects");
});

test("no more bytes are written", async () => {
  const name = "a".repeat(100);
  const query = `{ items(count: 20000) { ${name}: number ${name}1: counted } }`;
  expect(boundIn(await execute(query, { bytes: 100_000 }))).toBe("bytes");
  expect(calls.item).toBeLessThanOrEqual(500);
});

test.each(["fails", "failsLater"])("no more errors are made: %s", async (field) => {
  const query = `{ items(count: 20000) { ${field} } }`;
  expect(boundIn(await execute(query, { errors: 100 }))).toBe("errors");
  expect(calls.fails).toBeLessThanOrEqual(101);
  const { errors } = await execute(`{ items(count: 100) { ${field} } }`, { errors: 100 });
  expect(errors).toHaveLength(100); // none is left out
});

test("the texts of errors and their paths count as bytes", async () => {
  const name = "a".repeat(100);
  const query = `{ ${name}: items(count: 5000) { ${name}: fails } }`;
  expect(boundIn(await execute(query, { bytes: 700_000 }))).toBe("bytes");
});

test("it stops with the slice in which the client has disconnected", async () => {
  let slices = 0;
  const isStopped = () => (slices += 1) >= 3;
  expect(boundIn(await execute(SQUARE, { isStopped }))).toBe("stopped");
  expect(calls.item).toBeLessThanOrEqual(3 * 500);
});

test("what a field's arguments are refused with is found out once for all rows", async () => {
  let checks = 0;
  const checkArguments = () => {
    checks += 1;
    if (checks > 1) throw new GraphQLError("Refused.");
  };
  const { errors } = await execute("{ items(count: 50) { fails(why: 1) } }", {}, { checkArguments });
  expect(errors?.map(({ message }) => message)).toEqual(Array.from({ length: 50 }, () => "Refused."));
  expect(checks).toBe(2);
  expect(calls.fails).toBe(0);
});

test("what resolvers do by themselves ends a slice, between fields of one object too", async () => {
  const aliases = Array.from({ length: 200 }, (_, index) => `a${index}: works`).join(" ");
  let slices = 0;
  await execute(`{ ${aliases} }`, { isStopped: () => ((slices += 1), false) }, { work: () => work });
  // 200 × 1,000 units are 4,000 steps of 50 units: 8 slices of 500
  expect(slices).toBeGreaterThanOrEqual(7);
});
