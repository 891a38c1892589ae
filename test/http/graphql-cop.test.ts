import { createHash, randomBytes } from "node:crypto";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { sendRaw } from "./edge/raw";

/*
 * The checks of graphql-cop 1.14 (https://github.com/dolevf/graphql-cop), each with the condition of a finding. It calls a
 * gateway that others can reach, by its name there, once as a caller and once without credentials.
 */

interface Answered {
  status: number;
  text: string;
  // As in the tool, each check searches for members that must not exist.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

type Execute = (method: "GET" | "POST", path: string, body?: unknown) => Promise<Answered>;

const query = (execute: Execute, text: string) => execute("POST", "/graphql", { query: text });
const repeated = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");
const inAddress = (text: string) => `/graphql?query=${encodeURIComponent(text)}`;

/** Whether each check finds something. */
const CHECKS: Record<string, (execute: Execute) => Promise<boolean>> = {
  introspection: async (execute) =>
    (await query(execute, "query cop { __schema { types { name fields { name } } } }")).json?.data?.__schema
      ?.types !== undefined,
  "alias overloading": async (execute) =>
    Boolean(
      (await query(execute, `query cop { ${repeated(101, (index) => `alias${index}:__typename`)} }`)).json
        ?.data?.alias100,
    ),
  "array-based query batching": async (execute) => {
    const batch = Array.from({ length: 11 }, () => ({ query: "query cop { __typename }" }));
    const { json } = await execute("POST", "/graphql", batch);
    return Array.isArray(json) && json.length >= 10;
  },
  "directive overloading": async (execute) =>
    (await query(execute, `query cop { __typename ${repeated(10, () => "@aa").replaceAll(" ", "")} }`)).json
      ?.errors?.length >= 5,
  "field duplication": async (execute) =>
    Boolean(
      (await query(execute, `query cop { ${repeated(500, () => "__typename")} }`)).json?.data?.__typename,
    ),
  "introspection-based circular query": async (execute) =>
    (
      await query(
        execute,
        "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }",
      )
    ).json?.data?.__schema?.types?.length > 25,
  "circular fragment": async (execute) =>
    (
      await query(
        execute,
        "query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }",
      )
    ).json?.errors === undefined,
  "field suggestions": async (execute) =>
    (await query(execute, "query cop { __schema { directive } }")).text.includes("Did you mean"),
  "GET method query support": async (execute) =>
    Boolean((await execute("GET", inAddress("query cop {__typename}"))).json?.data?.__typename),
  "mutation over GET": async (execute) =>
    Boolean((await execute("GET", inAddress("mutation cop {__typename}"))).json?.data?.__typename),
  "POST with the query in the address": async (execute) =>
    Boolean((await execute("POST", inAddress("query cop {__typename}"))).json?.data?.__typename),
  "trace mode": async (execute) => {
    const { json, text } = await query(execute, "query cop { __typename }");
    return json?.extensions?.tracing !== undefined || /stacktrace|"exception"/i.test(text);
  },
  "unhandled errors": async (execute) =>
    /stacktrace|"exception"/i.test((await query(execute, "qwerty cop { abc }")).text),
  "a GraphQL IDE": async (execute) => {
    const pages = await Promise.all(
      ["/graphiql", "/playground", "/console", "/graphql"].map((path) => execute("GET", path)),
    );
    return pages.some(({ text }) =>
      /graphiql\.min\.css|GraphQL Playground|GraphiQL|graphql-playground/.test(text),
    );
  },
};

const keyFor = (id: string) => `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const [seeing, blind] = [1, 2].map(() => keyFor(randomBytes(8).toString("hex"))) as [string, string];
const caller = (name: string, key: string, roles: readonly string[]) => ({
  name,
  roles,
  accounts: "all",
  apiKeys: [
    {
      id: key.slice(6, 22),
      sha256: createHash("sha256").update(key).digest("hex"),
      expires: "2099-01-01T00:00:00Z",
    },
  ],
});

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: { ANONYMOUS_INTROSPECTION: "true" },
    access: {
      roles: { blind: ["read"] },
      callers: [caller("seeing", seeing, ["viewer"]), caller("blind", blind, ["blind"])],
    },
  });
});
afterAll(() => gateway.stop());

/** Asks by the name of another host, as the tool sends it. */
const executingAs =
  (key?: string): Execute =>
  async (method, path, body) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const head = [
      `${method} ${path} HTTP/1.1`,
      "Host: gateway.example",
      "Accept: */*",
      "User-Agent: graphql-cop/1.14",
      "Connection: close",
      ...(key === undefined ? [] : [`X-Api-Key: ${key}`]),
      ...(body === undefined ? [] : ["Content-Type: application/json"]),
      `Content-Length: ${Buffer.byteLength(text)}`,
    ];
    const answer = await sendRaw(gateway.url, `${head.join("\r\n")}\r\n\r\n${text}`);
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch {
      json = undefined;
    }
    return { status: answer.status, text: answer.body, json };
  };

async function findings(execute: Execute): Promise<string[]> {
  const found: string[] = [];
  for (const [name, check] of Object.entries(CHECKS)) if (await check(execute)) found.push(name);
  return found;
}

test("a caller without credentials who may read the schema finds that, and nothing else", async () => {
  expect(await findings(executingAs())).toEqual(["introspection"]);
});

/** With credentials, a GET is no forged one, and is served: only a query, by GraphQL over HTTP. */
const BY_GET = "GET method query support";

test("a caller who may look at the schema finds that, and that a proven GET is served", async () => {
  expect(await findings(executingAs(seeing))).toEqual(["introspection", BY_GET]);
});

test("a caller who may not finds nothing, but that a proven GET is served", async () => {
  expect(await findings(executingAs(blind))).toEqual([BY_GET]);
});
