import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { WATCHING } from "./watching";

const PORT = `arn:aws:directconnect:us-east-1:333333333333:dxcon/${fixtureIds["blue-pending"]}`;
const APOLLO =
  "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: WATCHING });
});
afterAll(() => gateway.stop());

function open(query: string, accept: string) {
  return fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify({ query }),
  });
}

const ENDS = 'subscription { resource(id: "x") { id } }';

test.each([
  ["a multipart answer of another protocol", "multipart/mixed;deferSpec=20220824, application/json"],
  ["one of another version", "multipart/mixed;subscriptionSpec=2.0, application/json"],
  ["one that is not wanted", "multipart/mixed;subscriptionSpec=1.0;q=0, application/json"],
])("%s is no stream", async (_what, accept) => {
  expect((await open(ENDS, accept)).status).toBe(406);
});

test.each([
  ["Apollo Client asks for", APOLLO],
  ["the documentation of the protocol has", "multipart/mixed;subscriptionSpec=1.0, application/json"],
  ["is quoted", 'application/json, multipart/mixed; subscriptionSpec="1.0"'],
])("what %s is answered with chunks, each with its end", async (_what, accept) => {
  const response = await open(ENDS, accept);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  );
  const [empty, open1, answer, end] = (await response.text()).split("\r\n--graphql");
  const head = "\r\ncontent-type: application/json\r\n\r\n";
  expect([empty, open1, end]).toEqual(["", `${head}{}`, "--\r\n"]);
  expect(answer?.slice(0, head.length)).toBe(head);
  expect(JSON.parse(answer?.slice(head.length) ?? "")).toMatchObject({
    payload: { errors: [{ extensions: { code: "BAD_USER_INPUT" } }] },
  });
});

test("a query is answered as ever, whatever streams its caller takes", async () => {
  const response = await open("{ __typename }", APOLLO);
  expect(response.headers.get("content-type")).toMatch(/^application\/graphql-response\+json/);
  expect(await response.json()).toMatchObject({ data: { __typename: "Query" } });
});

test("a gateway that stops cuts it without the end of the last chunk", async () => {
  const response = await open(`subscription { resource(id: "${PORT}") { id } }`, APOLLO);
  const chunks: string[] = [];
  const read = async () => {
    if (response.body === null) throw new Error("A stream has a body.");
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      chunks.push(chunk);
      if (chunks.join("").includes(`"payload"`)) void gateway.stopGateway();
    }
  };
  await expect(read()).rejects.toThrow("terminated");
  expect(chunks.join("")).not.toContain("--graphql--");
});
