import { fixtureIds } from "../../src/emulator/fixtures/names";
import { fromJsonb, toJsonb } from "../../src/journal/stored-json";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** Text that PostgreSQL refuses in any column, and what looks like it and is harmless. */
const TEXTS = {
  "U+0000": "a\u0000b\u0000",
  "half a surrogate pair": "x\ud800y",
  "the other half": "\udc00",
  "an escape that was written out": "\\u0000 \\ud800",
  "a whole pair": "😀",
};

const operation = "UpdateConnection";
const RENAME = `mutation ($name: String!, $key: String) {
  updateConnection(account: "enterprise", idempotencyKey: $key, input: {
    connectionId: "${fixtureIds["enterprise-100g"]}", connectionName: $name
  }) { connectionName location }
}`;
/** Where the connection is; a name that was not sent would be the answer to another change. */
const LOCATION = "EqDC2";
const TAG = `mutation ($value: String!) {
  tagResource(input: {
    resourceArn: "arn:aws:directconnect:us-east-1:555555555555:dxcon/${fixtureIds["enterprise-100g"]}"
    tags: [{ key: "team", value: $value }]
  }) { __typename }
}`;
const OUTCOME = `query ($key: String!) {
  mutationOutcome(key: $key) { state output error { code message } }
  auditEntries(filter: { state: [OPEN, UNKNOWN] }) { totalCount }
}`;
const AUDIT = "query ($filter: AuditFilter) { auditEntries(filter: $filter) { totalCount } }";
const settings = { AWS_TIMEOUT_MS: "60000", STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" };

describe.each(["the embedded store", "PostgreSQL"])("with %s", (kind) => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest(kind === "PostgreSQL" ? { settings } : { store: {}, settings });
    expect((await gateway.ask(RENAME, { name: "opens the store" })).errors).toEqual([]);
  }, 90_000);
  afterEach(() => {
    expect(gateway.logged.filter(({ msg }) => msg === "the store cannot be used")).toEqual([]);
    gateway.emulator.faults.clear();
  });
  afterAll(() => gateway.stop());

  test.each(Object.entries(TEXTS))("%s in AWS's answer is stored, and given back", async (what, text) => {
    gateway.emulator.faults.add({ kind: "memberText", operation, member: "location", text, count: 1 });
    const key = `answer-${what.replaceAll(" ", "-")}`;
    const first = await gateway.ask(RENAME, { name: "uplink", key });
    expect([first.errors, first.data]).toEqual([
      [],
      { updateConnection: { connectionName: "uplink", location: `${LOCATION}${text}` } },
    ]);
    const again = await gateway.ask(RENAME, { name: "uplink", key });
    expect([again.errors, again.data]).toEqual([[], first.data]);
    expect(again.extensions["idempotency"]).toMatchObject([{ replayed: true }]);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
    expect((await gateway.ask(OUTCOME, { key })).data).toMatchObject({
      mutationOutcome: { state: "APPLIED", output: { location: `${LOCATION}${text}` } },
      auditEntries: { totalCount: 0 },
    });
  });

  test.each(Object.entries(TEXTS))("%s in AWS's refusal, too", async (what, text) => {
    const error = { name: "DirectConnectClientException", message: `No: ${text}`, status: 400 };
    gateway.emulator.faults.add({ kind: "error", operation, error, count: 1 });
    const key = `refusal-${what.replaceAll(" ", "-")}`;
    const first = await gateway.ask(RENAME, { name: "uplink", key });
    expect(first.errors).toHaveLength(1);
    const again = await gateway.ask(RENAME, { name: "uplink", key });
    expect(again.errors).toEqual(first.errors);
    expect(gateway.emulator.requests.list(operation)).toEqual([]);
    expect((await gateway.ask(OUTCOME, { key })).data).toMatchObject({
      mutationOutcome: { state: "REFUSED", error: { message: first.errors[0]?.message } },
      auditEntries: { totalCount: 0 },
    });
  });

  test.each(["U+0000", "half a surrogate pair", "the other half"] as const)(
    "%s that a caller sends is refused, naming the argument, and nothing is sent",
    async (what) => {
      for (const [document, variables] of [
        [RENAME, { name: TEXTS[what] }],
        [TAG, { value: TEXTS[what] }],
      ] as const) {
        const { errors } = await gateway.ask(document, variables);
        expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", retryable: false } }]);
        expect(gateway.calls()).toEqual([]);
      }
    },
  );

  describe.each(["U+0000", "half a surrogate pair", "the other half"] as const)("%s is refused", (what) => {
    const text = TEXTS[what];
    test.each<[string, string, string, object]>([
      ["the key of mutationOutcome", "key", OUTCOME, { key: text }],
      ["the key of a change", "idempotencyKey", RENAME, { name: "uplink", key: text }],
      ["a caller of auditEntries", "filter.caller.1", AUDIT, { filter: { caller: ["portal", text] } }],
      ["an operation of auditEntries", "filter.operation.0", AUDIT, { filter: { operation: [text] } }],
      ["an account of auditEntries", "filter.account.0", AUDIT, { filter: { account: [text] } }],
    ])("as %s", async (_, argument, document, variables) => {
      const { errors } = await gateway.ask(document, { ...variables });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", retryable: false } }]);
      expect(errors[0]?.message).toContain(argument);
      expect(gateway.calls()).toEqual([]);
    });
  });
});

test("JSON comes back as it was, whatever is in it", () => {
  const value = {
    ...{ plain: "x", list: ["\u0000", { deep: "\udfff" }, null, 1, true], $text: "theirs" },
    ...{ "a\u0000name": { "\ud800": "\u0000" }, date: { $date: "2026-01-01T00:00:00.000Z" }, "": [] },
  };
  const text = toJsonb(value);
  expect(text).not.toMatch(/(?<!\\)\\u(0000|d[89a-f])/);
  expect(fromJsonb(JSON.parse(text))).toEqual(value);
  const likeEncoded = [
    { $text: "theirs" },
    { $text: '"x"' },
    { $members: [["a", 1]] },
    { $members: 1, $text: 2 },
  ];
  for (const one of ["\u0000", "", 0, false, null, [], {}, ...likeEncoded, { deep: [{ $text: "\ud800" }] }])
    expect(fromJsonb(JSON.parse(toJsonb(one)))).toEqual(one);
});
