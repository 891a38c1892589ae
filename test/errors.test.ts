import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ReadDoor } from "../src/directconnect/read/read-door";
import { fixtureIds } from "../src/emulator/fixtures/names";
import { ERROR_CODES } from "../src/errors";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const READ = `query ($id: ID!) { connection(connectionId: $id, account: "acme") { connectionName } }`;
const id = fixtureIds["acme-dc2"];

describe("an unexpected error", () => {
  /** A fault of ours: nothing that AWS or a caller sends is one. */
  const surprise = async () => {
    gateway.logged.length = 0;
    jest.spyOn(ReadDoor.prototype, "find").mockRejectedValueOnce(new TypeError("rows is not iterable"));
    return gateway.ask(READ, { id });
  };

  test("is masked, and reported with an id", async () => {
    const { data, errors } = await surprise();
    expect(data).toEqual({ connection: null });
    expect(errors).toEqual([
      {
        message: expect.stringMatching(
          /^Something unexpected went wrong\. It is in the gateway's log as [0-9a-f-]{36}\.$/,
        ) as string,
        path: ["connection"],
        locations: [expect.anything()],
        extensions: {
          code: "INTERNAL_SERVER_ERROR",
          retryable: false,
          errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        },
      },
    ]);
  });

  test("is in the log under that id, with what went wrong", async () => {
    const { errors } = await surprise();
    expect(gateway.logged).toContainEqual(
      expect.objectContaining({
        level: "error",
        errorId: errors[0]?.extensions["errorId"],
        err: expect.objectContaining({
          message: "rows is not iterable",
          stack: expect.any(String) as string,
        }) as object,
      }),
    );
  });

  test("leaves no stack in the answer", async () => {
    expect(JSON.stringify(await surprise())).not.toMatch(/stack|\.(ts|js):\d/);
  });
});

test("an error of AWS leaves no stack in the answer, and no line of its own in the log", async () => {
  gateway.logged.length = 0;
  const answer = await gateway.ask(
    `mutation ($id: ID!) { confirmConnection(account: "acme", input: { connectionId: $id }) { id } }`,
    { id },
  );
  expect(answer.errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
  expect(JSON.stringify(answer)).not.toMatch(/stack|\.(ts|js):\d/);
  expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test.each([
  ["a syntax error", "{ connections(", "GRAPHQL_PARSE_FAILED"],
  ["an unknown field", "{ connections { wings } }", "GRAPHQL_VALIDATION_FAILED"],
  [
    "an operation too many",
    "query A { accounts { alias } } query B { accounts { alias } }",
    "OPERATION_RESOLUTION_FAILURE",
  ],
  [
    "a value of a wrong type",
    `query { connections(first: 1.5) { totalCount } }`,
    "GRAPHQL_VALIDATION_FAILED",
  ],
])("%s keeps its own code", async (_what, document, code) => {
  const { errors } = await gateway.ask(document);
  expect(errors).toMatchObject([{ extensions: { code } }]);
  expect(ERROR_CODES).toContain(code);
});

test("docs/errors.md explains every code, and no other", () => {
  const page = readFileSync(join(__dirname, "..", "docs", "errors.md"), "utf8");
  const explained = [...page.matchAll(/^(?:#+ +|\| *)`?([A-Z_]{5,})`? *(?:\||$)/gm)].map(([, code]) => code);
  expect(explained.sort()).toEqual([...ERROR_CODES].sort());
});
