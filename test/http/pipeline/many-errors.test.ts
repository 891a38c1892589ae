import {
  buildSchema,
  GraphQLError,
  type GraphQLFormattedError,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
} from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { GatewayError } from "../../../src/errors";
import { ERRORS_IN_A_SLICE } from "../../../src/http/pipeline/later-errors";
import { startEdge, stopEdges } from "../edge";

/** However many errors an answer has, few are formatted, or counted, between two turns of the event loop. */
afterEach(stopEdges);

const MANY = 5_000;

/** Counts what is done between two turns of the event loop. */
class Stretch {
  longest = 0;
  all = 0;
  #current = 0;
  #isOver = false;

  constructor() {
    const turn = () => {
      this.#current = 0;
      if (!this.#isOver) setImmediate(turn);
    };
    setImmediate(turn);
  }

  step(): void {
    this.all += 1;
    this.#current += 1;
    this.longest = Math.max(this.longest, this.#current);
  }

  end(): void {
    this.#isOver = true;
  }
}

function failing() {
  const schema = buildSchema(
    "type Item { fails: Int } type Query { items(count: Int!): [Item!]! none: Int }",
  );
  const items = (_source: unknown, { count }: { count: number }) =>
    Array.from({ length: count }, (_item, number) => ({ number }));
  Object.assign(schema.getQueryType()?.getFields()["items"] ?? {}, { resolve: items });
  const fields = (schema.getType("Item") as GraphQLObjectType).getFields();
  Object.assign(fields["fails"] ?? {}, {
    resolve: ({ number }: { number: number }) => {
      throw new GatewayError("NOT_FOUND", `${number} "is" nowhere.`);
    },
  });
  return schema;
}

interface Answer {
  errors: GraphQLFormattedError[];
  data: { items: { fails: null }[] };
  extensions: { cost: object };
}

async function execute(count: number, body: (query: string) => unknown = (query) => ({ query })) {
  const stretch = new Stretch();
  const formatError = (formatted: GraphQLFormattedError) => {
    stretch.step();
    return formatted;
  };
  const limits = { ...OPEN_CALLER.limits, batch: 2, cost: 1_000_000 };
  const edge = await startEdge({
    schema: failing(),
    formatError,
    authenticate: () => ({ ...OPEN_CALLER, limits }),
  });
  const response = await edge.post(body(`{ items(count: ${count}) { fails } }`));
  const answers = [(await response.json()) as Answer | Answer[]].flat();
  stretch.end();
  return { status: response.status, answers, stretch, logged: edge.logged };
}

const expectAll = ({ errors = [], data, extensions }: Partial<Answer> = {}, count: number) => {
  expect(errors.map(({ message, path }) => [message, path])).toEqual(
    Array.from({ length: count }, (_, number) => [`${number} "is" nowhere.`, ["items", number, "fails"]]),
  );
  for (const error of errors)
    expect(error).toMatchObject({
      extensions: { code: "NOT_FOUND", retryable: false },
      locations: [{ line: 1, column: expect.any(Number) as number }],
    });
  expect(data?.items).toHaveLength(count);
  expect(extensions?.cost).toBeDefined();
};

test.each([1, ERRORS_IN_A_SLICE, ERRORS_IN_A_SLICE + 1, 3 * ERRORS_IN_A_SLICE + 7, MANY])(
  "%d errors of fields are all reported, few at a time",
  async (count) => {
    const { status, answers, stretch, logged } = await execute(count);
    expect(status).toBe(200);
    for (const answer of answers) expectAll(answer, count);
    expect(stretch.all).toBe(count);
    expect(stretch.longest).toBeLessThanOrEqual(2 * ERRORS_IN_A_SLICE); // the first slice is Apollo Server's
    expect(logged.filter(({ errorCodes }) => errorCodes !== undefined)).toMatchObject([
      { errorCodes: expect.arrayContaining(["NOT_FOUND"]) as string[] },
    ]);
  },
);

test("so are those of each request of a batch", async () => {
  const { answers } = await execute(120, (query) => [{ query }, { query: "{ none }" }]);
  expect(answers).toHaveLength(2);
  expectAll(answers[0], 120);
  expect(answers[1]).toMatchObject({ data: { none: null } });
});

test("errors of variables are counted at once, and therefore few of them", async () => {
  const stretch = new Stretch();
  const Fails = new GraphQLScalarType({
    name: "Fails",
    parseValue: () => {
      stretch.step();
      throw new GraphQLError("It fails.");
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: { none: { type: GraphQLInt, args: { all: { type: new GraphQLList(Fails) } } } },
    }),
  });
  const edge = await startEdge({ schema });
  const response = await edge.post({
    query: "query ($all: [Fails]) { none(all: $all) }",
    variables: { all: Array<number>(19_000).fill(1) },
  });
  const { errors } = (await response.json()) as Answer;
  stretch.end();
  expect(errors[5]?.message).toBe("At least 495 more errors were found.");
  expect(stretch.longest).toBeGreaterThan(ERRORS_IN_A_SLICE);
  expect(stretch.longest).toBeLessThanOrEqual(600);
});
