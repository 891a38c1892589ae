import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/*
 * The content of a change is stored, shown to auditors and sent to AWS; a credential in it by mistake is refused
 * before any of that, and not repeated.
 */

const expires = new Date(Date.now() + 3_600_000);
const changer = makeApiKey(expires);
const auditor = makeApiKey(expires);
const access = {
  callers: [
    { name: "changer", roles: ["admin"], accounts: "all", apiKeys: [changer.stored] },
    { name: "auditor", roles: ["auditor"], accounts: "all", apiKeys: [auditor.stored] },
  ],
};

const SIGNATURE = "c2lnbmF0dXJlIG9mIHRoZSB0b2tlbg";
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.${SIGNATURE}`;
const KEY = changer.key;
const [, secretOfKey = ""] = /^dxgql_[^_]+_(.+)$/.exec(KEY) ?? []; // it may hold further underscores
/** What of them must come out nowhere. */
const SECRETS = [secretOfKey.slice(0, 20), SIGNATURE];

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access });
});
afterAll(() => gateway.stop());

const connectionId = fixtureIds["enterprise-100g"];
const resourceArn = `arn:aws:directconnect:us-east-1:555555555555:dxcon/${connectionId}`;
const RENAME = `mutation ($connectionName: String!, $key: String) {
  updateConnection(account: "enterprise", idempotencyKey: $key, input: {
    connectionId: "${connectionId}", connectionName: $connectionName
  }) { connectionName }
}`;
const CREATE = `mutation ($input: CreateConnectionInput!) {
  createConnection(account: "enterprise", input: $input) { connectionId }
}`;
const connection = { location: "EqDC2", bandwidth: "1Gbps", connectionName: "uplink" };
const TAG = `mutation ($tags: [TagInput!]!) {
  tagResource(input: { resourceArn: "${resourceArn}", tags: $tags }) { resourceArn }
}`;
const UNTAG = `mutation ($tagKeys: [String!]!) {
  untagResource(input: { resourceArn: "${resourceArn}", tagKeys: $tagKeys }) { resourceArn }
}`;

const PLACES: Readonly<
  Record<string, (text: string) => [document: string, variables: object, argument: string]>
> = {
  "an idempotency key": (key) => [RENAME, { connectionName: "uplink", key }, "idempotencyKey"],
  "a name": (connectionName) => [RENAME, { connectionName }, "input.connectionName"],
  "the name of what is created": (connectionName) => [
    CREATE,
    { input: { ...connection, connectionName } },
    "input.connectionName",
  ],
  "a provider": (providerName) => [CREATE, { input: { ...connection, providerName } }, "input.providerName"],
  "the key of a tag": (key) => [TAG, { tags: [{ key: "team" }, { key }] }, "input.tags.1.key"],
  "the value of a tag": (value) => [TAG, { tags: [{ key: "team", value }] }, "input.tags.0.value"],
  "the key of a tag that is removed": (key) => [UNTAG, { tagKeys: ["team", key] }, "input.tagKeys.1"],
};

async function everywhere(): Promise<string> {
  const { data } = await gateway.ask(
    "{ auditEntries(first: 1000) { nodes { key requestId input output error { message } } } }",
    {},
    { "x-api-key": auditor.key },
  );
  return JSON.stringify([data, gateway.logged]);
}

describe.each([
  ["an API key", KEY],
  ["a part of an API key", KEY.slice(0, 50)],
  ["an API key behind other letters", `order_${KEY}`],
  ["a token", TOKEN],
  ["a token behind other letters", `order-17/${TOKEN}`],
])("%s", (what, credential) => {
  test.each(Object.entries(PLACES))("is refused as %s", async (_place, of) => {
    const [document, variables, argument] = of(credential);
    const { errors, data, extensions, headers } = await gateway.ask(
      document,
      { ...variables },
      {
        "x-api-key": changer.key,
      },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", retryable: false } }]);
    // a name that has dots is refused as no name
    expect(errors[0]?.message).toContain(`Not accepted: ${argument}: `);
    const answer = JSON.stringify([errors, extensions, [...headers]]);
    for (const secret of SECRETS)
      expect([answer, await everywhere()]).not.toContainEqual(expect.stringContaining(secret));
    expect(gateway.calls()).toEqual([]);
  });

  test("is refused as a header with the idempotency key, and requested as one", async () => {
    const by = { "x-api-key": changer.key };
    const sent = await gateway.ask(
      RENAME,
      { connectionName: "uplink" },
      { ...by, "idempotency-key": credential },
    );
    const requests = await gateway.ask(
      "query ($key: String!) { mutationOutcome(key: $key) { state } }",
      { key: credential },
      by,
    );
    for (const { errors, headers } of [sent, requests]) {
      expect(errors[0]?.message).toMatch(
        /^Not accepted: (Idempotency-Key|key): allowed is text that holds no API key of this gateway, no secret of a webhook and no token/,
      );
      for (const secret of SECRETS) expect(JSON.stringify([errors, [...headers]])).not.toContain(secret);
    }
    expect(gateway.calls()).toEqual([]);
  });

  test("is not taken for the id of a request", async () => {
    const { headers, errors } = await gateway.ask(
      RENAME,
      { connectionName: `as ${what}` },
      { "x-api-key": changer.key, "x-request-id": credential },
    );
    expect(errors).toEqual([]);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    for (const secret of SECRETS) expect(await everywhere()).not.toContain(secret);
  });
});

test("what only resembles them is taken", async () => {
  for (const key of ["dxgql", "dxgraphql_1", "eyJhbGciOiJSUzI1NiJ9", "a.b.c", "5ec4e7ab".repeat(8)]) {
    const { errors, extensions } = await gateway.ask(
      RENAME,
      { connectionName: "uplink", key },
      {
        "x-api-key": changer.key,
      },
    );
    expect([key, errors, extensions["idempotency"]]).toMatchObject([key, [], [{ key }]]);
  }
});

test("a secret member may have the form of one: it is not stored", async () => {
  const { errors } = await gateway.ask(
    `mutation ($authKey: String!) {
      createBGPPeer(account: "enterprise", input: {
        virtualInterfaceId: "${fixtureIds["vif-302"]}", newBGPPeer: { asn: 65001, addressFamily: IPV6, authKey: $authKey }
      }) { virtualInterfaceId }
    }`,
    { authKey: TOKEN.slice(0, 80) },
    { "x-api-key": changer.key },
  );
  expect(errors).toEqual([]);
  expect(await everywhere()).not.toContain("eyJhbGciOiJSUzI1NiJ9.eyJz");
});
