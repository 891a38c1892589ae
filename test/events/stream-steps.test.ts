import * as sdk from "@aws-sdk/client-direct-connect";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { eventLike, eventsOf, moment, readAgain, WATCHING } from "./watching";

/** A stream goes along the steps that every request goes along. */
const BLUE = "333333333333";
const PORT = `arn:aws:directconnect:us-east-1:${BLUE}:dxcon/${fixtureIds["blue-pending"]}`;
/** It ends at once, as this is no ARN. */
const ENDS = 'subscription Ends { resource(id: "x") { id } }';

const viewer = makeApiKey(new Date(Date.now() + 3_600_000));
const writer = makeApiKey(new Date(Date.now() + 3_600_000));
const KEY = { "x-api-key": viewer.key };

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function start(limits: object = {}, options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    access: {
      callers: [
        { name: "viewer", roles: ["viewer"], accounts: "all", apiKeys: [viewer.stored], limits },
        { name: "writer", roles: ["operator"], accounts: "all", apiKeys: [writer.stored] },
      ],
      watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] },
    },
    ...options,
    settings: { ...WATCHING, ...options.settings },
  });
  running.push(gateway);
  return gateway;
}

function open({ url }: GatewayUnderTest, body: object, headers: Record<string, string> = KEY) {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify(body),
  });
}

interface Sent {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  readonly extensions?: {
    readonly cost?: { readonly requested: number };
    readonly deprecations?: readonly { readonly coordinate: string }[];
  };
}

/** All answers of a stream that ends. */
async function answersOf(response: Response): Promise<Sent[]> {
  const text = await response.text();
  expect(text).toMatch(/\n\nevent: complete\ndata:\n\n$/);
  return [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json ?? "") as Sent);
}
const codesOf = (answers: readonly Sent[]) => answers.map(({ errors }) => errors?.[0]?.extensions.code);

/** Waits until a stream has sent a text. */
async function sent({ body }: Response, isWanted: (text: string) => boolean): Promise<string> {
  if (body === null) throw new Error("A stream has a body.");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!isWanted(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`It ended after: ${text}`);
    text += value;
  }
  await reader.cancel();
  return text;
}

test("a caller held to registered documents opens a stream with one of these alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "streams-"));
  running.push({ stop: () => rmSync(folder, { recursive: true }) });
  const manifest = join(folder, "manifest.json");
  writeFileSync(manifest, JSON.stringify({ ends: ENDS }));
  const gateway = await start({ trustedDocumentsOnly: true }, { settings: { TRUSTED_DOCUMENTS: manifest } });
  const refusalOf = async (body: object) => {
    const response = await open(gateway, body);
    return [response.status, ...codesOf([(await response.json()) as Sent])];
  };
  expect(await refusalOf({ query: "subscription { changes { id } }" })).toEqual([403, "UNTRUSTED_DOCUMENT"]);
  expect(await refusalOf({ query: `${ENDS} ` })).toEqual([403, "UNTRUSTED_DOCUMENT"]);
  for (const body of [{ query: ENDS }, { documentId: "ends" }])
    expect(codesOf(await answersOf(await open(gateway, body)))).toEqual(["BAD_USER_INPUT"]);
});

test("a stream is read by pages of the origins that are configured, and by no others", async () => {
  const own = "https://portal.example.com";
  const gateway = await start({}, { settings: { CORS_ORIGINS: own } });
  const allowedFor = async (origin: string) => {
    const response = await open(gateway, { query: ENDS }, { ...KEY, origin });
    await response.text();
    return response.headers.get("access-control-allow-origin");
  };
  expect(await allowedFor("https://elsewhere.example.com")).toBeNull();
  expect(await allowedFor(own)).toBe(own);
});

test("what is no document costs the tokens before the error, until nothing is left", async () => {
  const gateway = await start({ costPerMinute: 100 }, { store: {} });
  const query = `subscription { ${"nothing ".repeat(29)}`; // 32 tokens with the end
  for (let time = 0; time < 4; time += 1)
    expect(codesOf(await answersOf(await open(gateway, { query })))).toEqual(["GRAPHQL_PARSE_FAILED"]);
  const refused = await open(gateway, { query });
  expect(refused.status).toBe(429);
  expect(codesOf([(await refused.json()) as Sent])).toEqual(["RATE_LIMITED"]);
});

test("a body that is larger than its caller may send is refused", async () => {
  const gateway = await start({ body: 200 });
  expect((await open(gateway, { query: ENDS })).status).toBe(200);
  const refused = await open(gateway, { query: `${ENDS} ${"#".repeat(200)}` });
  expect(refused.status).toBe(413);
  expect(codesOf([(await refused.json()) as Sent])).toEqual(["LIMIT_EXCEEDED"]);
});

test.each([
  ["of a query that is answered as JSON", "{ __typename }"],
  ["of a subscription", ENDS],
])("the body %s is parsed once, whatever its caller takes", async (_what, query) => {
  const gateway = await start();
  const body = { query };
  const parse = jest.spyOn(JSON, "parse");
  const accept = "application/json, text/event-stream";
  const response = await open(gateway, body, { ...KEY, accept });
  const parsed = parse.mock.calls.filter(([text]) => text === JSON.stringify(body));
  parse.mockRestore();
  expect([response.status, parsed.length]).toEqual([200, 1]);
  await response.text();
});

test("what ends a stream is in the line of the log", async () => {
  const gateway = await start();
  await answersOf(await open(gateway, { query: ENDS }));
  const line = () => gateway.logged.find(({ operationName }) => operationName === "Ends");
  while (line() === undefined) await moment();
  expect(line()).toMatchObject({
    operationType: "subscription",
    caller: "viewer",
    errorCodes: ["BAD_USER_INPUT"],
  });
});

test("a deprecated element of a stream is reported with each answer, and noted once", async () => {
  const gateway = await start();
  const query = `subscription Old { resource(id: "${PORT}") { ... on Connection { awsDevice } } }`;
  const text = await sent(await open(gateway, { query }), (all) => all.includes("event: next"));
  expect(text).toContain('"coordinate":"Connection.awsDevice"');
  const line = () => gateway.logged.find(({ operationName }) => operationName === "Old");
  while (line() === undefined) await moment();
  expect(line()?.["deprecations"]).toEqual(["Connection.awsDevice"]);
});

test("opening is paid for, and so is each event: the last answer is RATE_LIMITED when the budget is used up", async () => {
  const allowed = 40;
  const gateway = await start({ costPerMinute: allowed }, { store: {} });
  const asWriter = { "x-api-key": writer.key };
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  const client = new sdk.DirectConnectClient({
    ...{ region: "us-east-1", endpoint: gateway.emulator.url },
    credentials: { accessKeyId: BLUE, secretAccessKey: "x" },
  });
  const connectionId = fixtureIds["blue-pending"];
  for (const connectionName of ["one", "two", "three", "four"]) {
    await client.send(new sdk.UpdateConnectionCommand({ connectionId, connectionName }));
    await eventLike(gateway, ({ changes }) => changes[0]?.after === connectionName, {}, asWriter);
  }
  client.destroy();
  const [first] = await eventsOf(gateway, {}, asWriter);
  const query =
    "subscription ($after: String) { changes(after: $after) { id resource { ... on Connection { id } } } }";
  const oldest = Buffer.from("event:0").toString("base64url");
  const answers = await answersOf(await open(gateway, { query, variables: { after: oldest } }));
  const events = answers.slice(0, -1);
  expect(codesOf(answers)).toEqual([...events.map(() => undefined), "RATE_LIMITED"]);
  expect(events[0]?.data).toMatchObject({ changes: { id: first?.id } });
  const [cost = 0] = events.map(({ extensions }) => extensions?.cost?.requested);
  expect(cost).toBeGreaterThanOrEqual(10); // the resource may take a call
  expect(events).toHaveLength(Math.floor(allowed / cost) - 1);
});

test("a comment is sent again and again while nothing happens", async () => {
  const gateway = await start();
  const response = await open(gateway, { query: "subscription { changes { id } }" });
  expect(await sent(response, (text) => text.length >= ":\n\n:\n\n".length)).toBe(":\n\n:\n\n");
});
