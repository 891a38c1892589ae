import { makeApiKey } from "../../../src/auth/api-keys";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { startEdge, stopEdges } from "../edge";

const partner = "111111111111";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.emulator.requests.clear());
afterEach(stopEdges);

const download = (path: string) => fetch(`${gateway.url}${path}`);

test.each([
  ["of a port that is not there", `/loa/${partner}/us-east-1/dxcon-00000000`, 404, "NOT_FOUND"],
  ["of a port in another region", `/loa/${partner}/us-west-1/${fixtureIds["ic-dc2"]}`, 404, "NOT_FOUND"],
  ["of another account's port", `/loa/acme/us-east-1/${fixtureIds["ic-dc2"]}`, 404, "NOT_FOUND"],
  ["that AWS has not issued", `/loa/partner/us-east-1/${fixtureIds["ic-new"]}`, 409, "CONFLICT"],
  ["of a hosted connection", `/loa/acme/us-east-1/${fixtureIds["acme-dc2"]}`, 409, "REJECTED"],
])("a letter %s: no file, an error in GraphQL's form", async (_, path, status, code) => {
  const response = await download(path);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
});

test.each([
  ["an account that the gateway does not have", `/loa/999999999999/us-east-1/${fixtureIds["ic-dc2"]}`],
  ["a region that cannot be one", `/loa/${partner}/atlantis/${fixtureIds["ic-dc2"]}`],
  ["an id that cannot be one", `/loa/${partner}/us-east-1/dxcon-..%22%0d%0ax`],
])("%s is refused before AWS is asked", async (_, path) => {
  const response = await download(path);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
  expect(gateway.calls()).toEqual([]);
});

test("an unexpected failure is masked", async () => {
  const edge = await startEdge({ loa: () => Promise.reject(new Error("kaboom")) });
  const response = await fetch(`${edge.url}/loa/${partner}/us-east-1/${fixtureIds["ic-dc2"]}`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("kaboom");
});

test("a parameter is as long as an argument of a query at most, and nothing is read for a longer one", async () => {
  const path = `/loa/${partner}/us-east-1/${fixtureIds["ic-dc2"]}?providerName=`;
  const response = await download(`${path}${"x".repeat(4_097)}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "providerName" }] } }],
  });
  expect(gateway.emulator.requests.list()).toEqual([]);
});

test("a caller of registered documents alone may download, unless it lacks the permission", async () => {
  const keys = ["with", "without"].map(() => makeApiKey(new Date(Date.now() + 3_600_000)));
  const limited = await startGatewayUnderTest({
    access: {
      roles: { with: ["read", "letters"], without: ["read"] },
      callers: ["with", "without"].map((name, index) => ({
        name,
        roles: [name],
        accounts: "all",
        apiKeys: [keys[index]?.stored],
        limits: { trustedDocumentsOnly: true },
      })),
    },
  });
  try {
    const sent = keys.map(({ key }) => ({ headers: { "x-api-key": key } }));
    const path = `${limited.url}/loa/${partner}/us-east-1/${fixtureIds["ic-dc2"]}`;
    const statuses = await Promise.all(sent.map(async (init) => (await fetch(path, init)).status));
    expect(statuses).toEqual([200, 403]);
    expect((await limited.ask("{ viewer { name } }", undefined, sent[0]?.headers)).errors).toMatchObject([
      { extensions: { code: "UNTRUSTED_DOCUMENT" } },
    ]);
  } finally {
    await limited.stop();
  }
});

test("the path that the graph names gives the PDF, never cached, with one call", async () => {
  const { data } = await gateway.ask(`{
    loa(connectionId: "${fixtureIds["ic-dc2"]}", providerName: "Fibre & Sons") { loaContent downloadPath }
  }`);
  gateway.emulator.requests.clear();
  const response = await download(data.loa.downloadPath);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="LOA-CFA-${fixtureIds["ic-dc2"]}.pdf"`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  const file = Buffer.from(await response.arrayBuffer());
  expect(file.toString("base64")).toBe(data.loa.loaContent);
  expect(gateway.calls()).toEqual([`${partner} us-east-1 DescribeLoa`]);
});
