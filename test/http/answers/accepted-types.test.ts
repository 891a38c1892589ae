import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** What cannot be answered in a form that the caller takes is refused before anything is done of it. */

const MUTATION = `mutation Rename($id: ID!) {
  updateConnection(account: "acme", input: { connectionId: $id, connectionName: "renamed" }) { connectionId }
}`;
const variables = { id: fixtureIds["acme-dc2"] };
const UNACCEPTABLE = [
  "image/png",
  "multipart/mixed",
  "multipart/mixed; deferSpec=20220824",
  "application/json; q=0",
  "application/json; q=0, application/graphql-response+json; q=0, */*; q=0",
  "application/json; charset=latin-1",
  "text/html",
  "nonsense",
];
const ACCEPTABLE = [
  "",
  "*/*",
  "application/*",
  "application/json",
  "application/graphql-response+json",
  "image/png, */*;q=0.1",
];

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access: { limits: { batch: 3 } } });
});
afterAll(() => gateway.stop());

const send = async (body: unknown, accept: string) => {
  gateway.emulator.requests.clear();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
};

const BODIES = {
  alone: { query: MUTATION, variables },
  "in a batch": [{ query: "{ accounts { alias } }" }, { query: MUTATION, variables }],
};

describe.each(Object.entries(BODIES))("%s", (_way, body) => {
  test.each(UNACCEPTABLE)("a mutation that accepts %j makes no call of AWS", async (accept) => {
    const { status, text } = await send(body, accept);
    expect(gateway.calls()).toEqual([]);
    expect(status).toBe(406);
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: `Accept: ${JSON.stringify(accept)} was sent, allowed is what takes application/graphql-response+json or application/json. Nothing was executed.`,
          extensions: { code: "BAD_REQUEST", retryable: false },
        },
      ],
    });
  });

  test.each(ACCEPTABLE)("one that accepts %j is made", async (accept) => {
    const { status } = await send(body, accept);
    expect(status).toBe(200);
    expect(gateway.calls().filter((call) => call.endsWith(" UpdateConnection"))).toHaveLength(1);
  });

  test("nor does one that was made before", async () => {
    for (let time = 0; time < 3; time += 1) await send(body, "application/json");
    expect((await send(body, "image/png")).status).toBe(406);
    expect(gateway.calls()).toEqual([]);
  });
});

test("a query by GET is shown to a browser as a page, and refused to whom takes neither", async () => {
  const get = (accept: string) =>
    fetch(`${gateway.url}/graphql?query=${encodeURIComponent("{ accounts { alias } }")}`, {
      headers: { accept },
    });
  const page = await get("text/html");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  await page.text();
  expect((await get("image/png")).status).toBe(406);
});
