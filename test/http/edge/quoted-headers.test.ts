import { randomBytes } from "node:crypto";
import { type Edge, startEdge, stopEdges } from "../edge";

/** The value of a header is returned, and logged, without the secrets that it may contain. */
let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(stopEdges);

const TOKEN = `eyJhbGciOiJub25lIn0.${randomBytes(20).toString("base64url")}.${randomBytes(20).toString("base64url")}`;
const SECRETS = {
  "an API key": `dxgql_0123456789abcdef_${randomBytes(32).toString("base64url")}`,
  "a token": TOKEN,
  "half of a MACsec pair": randomBytes(32).toString("hex"), // not in an id, which may well be a hash
};

describe.each(Object.entries(SECRETS))("%s", (what, secret) => {
  const ids = what.startsWith("half") ? [] : [secret, `trace:${secret}`];
  test.each([
    ...ids.map((id) => ["x-request-id", id]),
    ["content-encoding", secret],
    ["content-type", `application/json; charset=${secret}`],
    ["content-type", `application/json; charset="${secret}"`],
    ["content-type", secret],
  ])("in %s: %s", async (header = "", value = "") => {
    edge.logged.splice(0);
    const response = await edge.post({ query: "{ hello }" }, { [header]: value });
    const answer = JSON.stringify([...response.headers]) + (await response.text());
    expect(response.status).toBe(header === "x-request-id" ? 200 : 415);
    expect(answer).not.toContain(secret);
    if (header === "x-request-id") expect(response.headers.get(header)).toMatch(/^[0-9a-f-]{36}$/);
    await new Promise(setImmediate);
    expect(edge.logged.map(({ requestId }) => requestId)).toEqual([response.headers.get("x-request-id")]);
    expect(JSON.stringify(edge.logged)).not.toContain(secret);
  });
});

test("a caller's own id comes back", async () => {
  const response = await edge.post(
    { query: "{ hello }" },
    { "x-request-id": "4bf92f3577b34da6a3ce929d0e0e4736" },
  );
  expect(response.headers.get("x-request-id")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
});
