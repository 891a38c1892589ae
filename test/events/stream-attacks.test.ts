import { WebSocket } from "ws";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { startIssuer } from "../auth/issuer";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { WATCHING } from "./watching";

/*
 * What is sent to harm by way of streams, each with its refusal. Keys that are revoked and grants that shrink while a stream
 * is open stand in streams.test.ts; bodies, budgets and registered documents in
 * stream-steps.test.ts, tokens that expire in every-form.test.ts.
 */
const CHANGES = "subscription { changes { id } }";
const CONNECTIONS = 50;

const acme = makeApiKey(new Date(Date.now() + 3_600_000));
const KEY = { "x-api-key": acme.key };

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let gateway: GatewayUnderTest;
beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startGatewayUnderTest({
    access: {
      issuers: [{ issuer: issuer.url, audience: "gateway", algorithms: ["RS256"] }],
      callers: [
        {
          ...{ name: "acme", roles: ["operator"], accounts: [{ account: "acme" }] },
          ...{ apiKeys: [acme.stored], limits: { batch: 10, cost: 500 } },
        },
        {
          ...{ name: "flood", roles: ["viewer"], accounts: [{ account: "blue-harbor" }] },
          tokens: [{ issuer: issuer.url, claims: { azp: "flood" }, personClaim: "sub" }],
        },
      ],
      watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] },
    },
    settings: { ...WATCHING, MAX_CONNECTIONS: String(CONNECTIONS) },
  });
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
});

const opened: AbortController[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.abort();
});

function open(body: unknown, headers: Record<string, string> = KEY): Promise<Response> {
  const controller = new AbortController();
  opened.push(controller);
  return fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify(body),
    signal: controller.signal,
  });
}

/** The codes of the errors that an answer, or each answer of a stream that ends, has. */
const codesIn = (text: string) => [...text.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
/** The first answer of a stream, as text. */
async function firstEventIn(body: Response["body"]): Promise<string> {
  let text = "";
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.slice(text.indexOf("event: next")).includes("\n\n")) break;
  }
  return text.slice(text.indexOf("event: next"));
}
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");

const JSON_TOO = { accept: "application/json, text/event-stream" };
const MUTATION = `mutation { updateConnection(input: { connectionId: "dxcon-ffacdc2a", connectionName: "x" }) { connectionId } }`;

test.each<[string, unknown, Record<string, string>, status: number, code: string]>([
  [
    "very many aliases",
    { query: `subscription { changes { ${times(500, (index) => `a${index}: id`)} } }` },
    {},
    400,
    "LIMIT_EXCEEDED",
  ],
  [
    "two roots",
    { query: "subscription { a: changes { id } b: changes { id } }" },
    {},
    200,
    "GRAPHQL_VALIDATION_FAILED",
  ],
  [
    "the schema as a root",
    { query: "subscription { __schema { types { name } } }" },
    {},
    200,
    "GRAPHQL_VALIDATION_FAILED",
  ],
  [
    "deep fields",
    {
      query: `subscription { changes { resource { ${"... on Connection { lag { connections { nodes { ".repeat(8)}id${" } } } }".repeat(8)} } } }`,
    },
    {},
    400,
    "LIMIT_EXCEEDED",
  ],
  [
    "a cost beyond the limit",
    {
      query: `subscription { changes { resource { ${times(3, (index) => `... on DirectConnectGateway { a${index}: attachments(first: 1000) { nodes { virtualInterface { bgpPeers { bgpPeerId } connection { virtualInterfaces(first: 1000) { nodes { virtualInterfaceId } } } } } } }`)} } } }`,
    },
    {},
    200,
    "LIMIT_EXCEEDED",
  ],
  [
    "many directives",
    { query: `subscription { changes { id ${"@skip(if: false) ".repeat(6)} } }` },
    {},
    400,
    "LIMIT_EXCEEDED",
  ],
  ["a mutation", { query: MUTATION }, {}, 406, "BAD_REQUEST"],
  [
    "a mutation beside a subscription",
    {
      query: `subscription S { changes { id } } ${MUTATION.replace("mutation", "mutation M")}`,
      operationName: "M",
    },
    {},
    406,
    "BAD_REQUEST",
  ],
  [
    "no operation of the name",
    { query: "subscription S { changes { id } }", operationName: "T" },
    {},
    200,
    "OPERATION_RESOLUTION_FAILURE",
  ],
  ["a subscription in a batch", [{ query: CHANGES }], {}, 406, "BAD_REQUEST"],
  [
    "a subscription in a batch, where JSON is taken too",
    [{ query: CHANGES }, { query: CHANGES }],
    JSON_TOO,
    200,
    "BAD_REQUEST",
  ],
  ["a subscription without a stream", { query: CHANGES }, { accept: "application/json" }, 406, "BAD_REQUEST"],
])("%s", async (_name, body, headers, status, code) => {
  gateway.emulator.requests.clear();
  gateway.logged.splice(0);
  const response = await open(body, { ...KEY, ...headers });
  const text = await response.text();
  expect({ status: response.status, codes: [...new Set(codesIn(text))] }).toEqual({ status, codes: [code] });
  expect(gateway.calls().filter((call) => !/ (Describe|List)/.test(call))).toEqual([]); // what is watched is read
  expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test.each(["text/event-stream", "application/json, text/event-stream"])(
  "a subscription by GET is none, and opens no stream: %s",
  async (accept) => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(CHANGES)}`;
    const response = await fetch(url, { headers: { ...KEY, accept } });
    expect([405, 406]).toContain(response.status);
    expect(codesIn(await response.text())).toEqual(["BAD_REQUEST"]);
  },
);

test("another tenant's resource is as one that does not exist", async () => {
  const answerFor = async (connectionId: string) => {
    const id = `arn:aws:directconnect:us-east-1:333333333333:dxcon/${connectionId}`;
    const { status, body } = await open({ query: `subscription { resource(id: "${id}") { id } }` });
    return [status, (await firstEventIn(body)).replace(/"(left|resetsIn)":\d+/g, "")];
  };
  const foreign = await answerFor(fixtureIds["blue-pending"]);
  expect(foreign).toEqual(await answerFor("dxcon-00000000"));
  expect(foreign).toEqual([200, expect.stringContaining('"data":{"resource":null}')]);
});

test("WebSockets without a known caller leave connections for those of callers who are known", async () => {
  const opened: WebSocket[] = [];
  const openSocket = async (headers: Record<string, string>) => {
    const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers,
    });
    opened.push(socket);
    return await new Promise<number>((resolve) => {
      socket.on("error", () => resolve(0));
      socket.once("open", () => resolve(101));
      socket.once("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
    });
  };
  expect((await gateway.ask("{ __typename }", {}, KEY)).status).toBe(200);
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => openSocket({})));
  expect(new Set(outcomes)).toEqual(new Set([101, 503]));
  expect(await openSocket(KEY)).toBe(101);
  for (const socket of opened) socket.terminate();
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // those that were refused are closed then
});

test("persons without end of one caller leave streams for others", async () => {
  const outcomes: number[] = [];
  for (let person = 0; person < CONNECTIONS; person += 1) {
    const token = await issuer.token({ azp: "flood", sub: `person-${person}` });
    const { status, body } = await open({ query: CHANGES }, { authorization: `Bearer ${token}` });
    outcomes.push(status);
    if (status !== 200) await body?.cancel();
  }
  expect(new Set(outcomes)).toEqual(new Set([200, 503]));
  const ofFlood = outcomes.filter((status) => status === 200).length;
  expect(ofFlood).toBeLessThanOrEqual(27); // two thirds of four fifths of the connections
  expect((await open({ query: CHANGES })).status).toBe(200);
  expect((await gateway.ask("{ __typename }", {}, KEY)).status).toBe(200);
});
