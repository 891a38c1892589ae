import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/*
 * A null that comes to a non-null argument through a variable with a default passes validation, and is an error at its
 * field alone. The fields beside it are executed, and so they are counted.
 */

const DOCUMENT = `query Nulls($n: ID = "x", $on: Boolean! = true) {
  connection(connectionId: $n) @include(if: $on) { connectionId }
  big: connections(first: 1000) { nodes { connectionId virtualInterfaces(first: 100) { nodes { vlan } } } }
}`;
/** A read in each of the five regions of six accounts. */
const FAN_OUT = 6 * 5 * 10;
/** The operation, the connection, the page, and a thousand connections with a page each, of 60 at most. */
const COST = 1 + 1 + 1 + FAN_OUT + 1000 * (1 + 1 + 60);
const NULL = { variables: { n: null } };

interface Answered {
  errors: { path: unknown; message: string; extensions: { code: string } }[];
  data: { connection: null; big: object } | null;
  extensions: { cost: { requested: number; perMinute?: { left: number } } };
}

let gateway: GatewayUnderTest;
afterEach(() => gateway.stop());

const post = (body: unknown) =>
  fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

function expectCounted({ errors, data, extensions }: Answered): void {
  expect(errors).toEqual([
    expect.objectContaining({
      path: ["connection"],
      message: 'Argument "connectionId" of non-null type "ID!" must not be null.',
      extensions: { code: "BAD_USER_INPUT", retryable: false },
    }),
  ]);
  expect(data?.connection).toBeNull();
  expect(data?.big).not.toBeNull();
  expect(extensions.cost.requested).toBe(COST);
}

const WAYS: [string, () => Promise<Answered>][] = [
  ["POST", async () => (await post({ query: DOCUMENT, ...NULL })).json() as Promise<Answered>],
  [
    "GET",
    async () => {
      const { variables } = NULL;
      const search = new URLSearchParams({ query: DOCUMENT, variables: JSON.stringify(variables) });
      const headers = { "apollo-require-preflight": "1" };
      return (
        await fetch(`${gateway.url}/graphql?${search.toString()}`, { headers })
      ).json() as Promise<Answered>;
    },
  ],
  [
    "a batch",
    async () => {
      const answers = (await (
        await post([{ query: "{ __typename }" }, { query: DOCUMENT, ...NULL }])
      ).json()) as [unknown, Answered];
      return answers[1];
    },
  ],
  [
    "a direct answer",
    async () => {
      for (let time = 0; time < 2; time += 1) await post({ query: DOCUMENT, variables: { on: false } });
      gateway.emulator.requests.clear();
      return (await post({ query: DOCUMENT, ...NULL })).json() as Promise<Answered>;
    },
  ],
];

test.each(WAYS)("is counted, by %s", async (_way, execute) => {
  gateway = await startGatewayUnderTest({ store: {}, access: { limits: { batch: 2 } } });
  expectCounted(await execute());
});

test.each(WAYS)("is refused while the budget is used up, by %s", async (_way, execute) => {
  gateway = await startGatewayUnderTest({
    store: {},
    access: { limits: { batch: 2, costPerMinute: COST - 1 } },
  });
  const { errors } = await execute();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["RATE_LIMITED"]);
  expect(gateway.calls().filter((call) => call.includes("VirtualInterfaces"))).toEqual([]);
});

test("a condition that is null is an error of its field, and the fields beside it are counted", async () => {
  gateway = await startGatewayUnderTest();
  const { data, errors, extensions } = await gateway.ask(
    `query ($on: Boolean = true) {
      connections(first: 100) { totalCount pageInfo { hasNextPage @include(if: $on) } }
      accounts { accountId }
    }`,
    { on: null },
  );
  expect(errors).toEqual([
    expect.objectContaining({
      message: 'Argument "if" of non-null type "Boolean!" must not be null.',
      extensions: { code: "BAD_USER_INPUT", retryable: false },
    }),
  ]);
  expect(data).toEqual({ connections: null, accounts: expect.any(Array) }); // pageInfo may not be null
  expect(extensions["cost"]).toMatchObject({ requested: 1 + (1 + FAN_OUT + 1) + 3 });
});

test.each([
  ["no number", "query ($n: Int) { connections(first: $n) { nodes { vlan } } }", { n: "x" }],
  ["a deep list", "query ($n: Int) { connections(first: $n) { nodes { vlan } } }", { n: [[[1]]] }],
])(
  "variables that cannot be coerced are counted as the operation alone: %s",
  async (_what, query, variables) => {
    gateway = await startGatewayUnderTest({ store: {}, access: { limits: { costPerMinute: 1000 } } });
    const { errors, extensions } = await gateway.ask(query.replace("vlan", "connectionId"), variables);
    expect(errors[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
    expect(extensions["cost"]).toMatchObject({ requested: 1, perMinute: { left: 999 } });
  },
);
