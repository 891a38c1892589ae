import {
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from "graphql";
import { JsonText } from "../../src/execution/json-text";
import { Slices } from "../../src/execution/slices";
import { createExecute } from "./execute";

/** As many steps as a slice has. */
const SLICE = 500;

/** Counts what is done between two turns of the event loop; the most of them is what others waited for. */
class Stretches {
  longest = 0;
  #current = 0;
  #isOver = false;

  constructor() {
    const next = () => {
      this.longest = Math.max(this.longest, this.#current);
      this.#current = 0;
      if (!this.#isOver) setImmediate(next);
    };
    setImmediate(next);
  }

  step(): void {
    this.#current += 1;
    this.longest = Math.max(this.longest, this.#current);
  }

  end(): void {
    this.#isOver = true;
  }
}

let stretches: Stretches;
beforeEach(() => (stretches = new Stretches()));
afterEach(() => stretches.end());

const numbers = (count: number) => Array.from({ length: count }, (_, number) => ({ number, name: "x" }));

/** Each item or field that is completed is a step. */
const Item: GraphQLObjectType<{ number: number }> = new GraphQLObjectType<{ number: number }>({
  name: "Item",
  fields: () => ({
    number: { type: GraphQLInt },
    name: { type: GraphQLString },
    counted: {
      type: GraphQLInt,
      resolve: ({ number }: { number: number }) => {
        stretches.step();
        return number;
      },
    },
    later: {
      type: Item,
      resolve: async (item: object) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return item;
      },
    },
    items: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Item))),
      args: { count: { type: GraphQLInt } },
      resolve: (_item, { count }: { count: number }) => numbers(count),
    },
    /** No resolver: written straight from the row. */
    read: { type: GraphQLString },
  }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: "Query",
    fields: Item.toConfig().fields as GraphQLFieldConfigMap<unknown, unknown>,
  }), // asked of nothing
});

async function answer(
  query: string,
  rootValue?: object,
): Promise<{ data: Record<string, unknown>; segments: number }> {
  const execute = createExecute();
  const { data, errors } = await execute({ schema, document: parse(query), rootValue });
  expect(errors).toBeUndefined();
  if (!(data instanceof JsonText)) throw new Error("It was not executed here.");
  return { data: JSON.parse(data.text) as Record<string, unknown>, segments: data.chunks.length };
}

test.each([
  ["one list", "{ items(count: 20000) { counted } }", 20_000],
  ["lists in a list", "{ items(count: 200) { items(count: 200) { counted } } }", 40_000],
  [
    "many lists beside each other",
    `{ ${Array.from({ length: 20 }, (_, at) => `a${at}: items(count: 1000) { counted }`).join(" ")} }`,
    20_000,
  ],
  [
    "values that are awaited, and come at the same time",
    "{ items(count: 3000) { later { items(count: 5) { counted } } } }",
    15_000,
  ],
])("however long an answer is, few steps are taken between two turns: %s", async (_what, query, steps) => {
  const { data } = await answer(query);
  expect(JSON.stringify(data).match(/"counted":/g)).toHaveLength(steps);
  expect(stretches.longest).toBeGreaterThan(10);
  expect(stretches.longest).toBeLessThanOrEqual(SLICE);
});

test("rows that are written without a resolver are in slices, too", async () => {
  const items = numbers(5_000).map((item) =>
    Object.defineProperty({ ...item }, "read", {
      get: () => {
        stretches.step();
        return "read";
      },
    }),
  );
  const PlainItem = new GraphQLObjectType({ name: "PlainItem", fields: { read: { type: GraphQLString } } });
  const plain = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { items: { type: new GraphQLList(PlainItem) } } }),
  });
  const execute = createExecute();
  const { data } = await execute({
    schema: plain,
    document: parse("{ items { read } }"),
    rootValue: { items },
  });
  expect(data instanceof JsonText && data.text.match(/"read"/g)).toHaveLength(10_000);
  expect(stretches.longest).toBeGreaterThan(100);
  expect(stretches.longest).toBeLessThanOrEqual(SLICE + 100); // a short list is written in one go
});

test("a short answer is made at once", () => {
  const execute = createExecute();
  expect(execute({ schema, document: parse("{ items(count: 100) { counted } }") })).not.toBeInstanceOf(
    Promise,
  );
});

test("what rejects while others wait for their slice ends nothing", async () => {
  const Fails = new GraphQLObjectType({ name: "Fails", fields: { number: { type: GraphQLInt } } });
  const failing = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: {
        items: {
          type: new GraphQLList(new GraphQLNonNull(Fails)),
          resolve: () => numbers(3_000).map(({ number }) => Promise.reject(new Error(`${number} fails.`))),
        },
      },
    }),
  });
  const { data, errors } = await createExecute()({
    schema: failing,
    document: parse("{ items { number } }"),
  });
  expect(data instanceof JsonText && data.text).toBe('{"items":null}');
  expect(errors?.map(({ message }) => message)).toEqual(["0 fails."]);
});

test("who waits is served in order, and never more than a slice at once", async () => {
  const slices = new Slices({ steps: 3 });
  const served: number[] = [];
  const all = Array.from({ length: 10 }, (_, index) => {
    const next = slices.step();
    if (next === undefined) served.push(index);
    else void next.then(() => served.push(index));
    return next;
  });
  expect(served).toEqual([0, 1, 2]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(served).toEqual([0, 1, 2, 3, 4, 5]);
  await Promise.all(all.filter((next) => next !== undefined));
  expect(served).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
