import { buildSchema, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  excerpt,
  holdsCredential,
  isSecretMember,
  LONGEST_TEXT,
  maySecretBeMeant,
  quoted,
  redactLine,
  redactText,
} from "../../src/observability/secrets";

const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const WEBHOOK_SECRET = `whsec_${"wH+/".repeat(10)}a1=`;
const KEY = `dxgql_0123456789abcdef_${"k".repeat(43)}`;
const HALF = "5ec4e7ab".repeat(8);
/** What people call what the schema calls `authKey`, `ckn` and `cak`. */
const NEAR_NAMES = [
  ...[
    "authKey",
    "authKye",
    "cak",
    "authenticationKey",
    "bgpKey",
    "md5",
    "md5Key",
    "key",
    "Key",
    "preSharedKey",
  ],
  ...["password", "bgp_password", "passwd", "passphrase", "psk", "secret", "apiToken"],
];
const MEGABYTE = 1_000_000;

describe("secrets are found in any position", () => {
  test.each([
    ["a signed token", `no key for ${TOKEN}`, TOKEN],
    ["an API key", `unknown ${KEY}.`, KEY],
    ["the secret of a webhook", `unknown ${WEBHOOK_SECRET}.`, WEBHOOK_SECRET],
    ["an API key in a header that is quoted", JSON.stringify({ "user-agent": KEY }), KEY],
    ["a password with a slash", "connect postgres://app:pass/word@db:5432/x", "pass/word"],
    ["a password with a colon", "connect postgres://app:a:b@db:5432/x", "a:b"],
    ["a text without its colon", 'Syntax Error: Expected ":", found String "abc def".', "abc def"],
    ["half of a MACsec pair", `found "${HALF}".`, HALF],
    ["a member in words", `{ ckn: "1", cak: "a b c" }`, "a b c"],
    ["a member in words that was cut", `{ ckn: "1", cak: "a b c`, "a b c"],
    ["a member with separators", `{"auth_key": "abc def"}`, "abc def"],
    ["an API key behind a letter", `order_${KEY}`, KEY],
    ["a signed token behind a letter", `order_${TOKEN}`, TOKEN],
    ["an encrypted token", `no key for eyJhbGciOiJkaXIifQ..aXY.c2VjcmV0IQ.dGFn`, "c2VjcmV0IQ"],
    ["key material of 128 bits", `found "${HALF.slice(0, 32)}".`, HALF.slice(0, 32)],
    ["key material with a digit too few", `found "${HALF.slice(1)}".`, HALF.slice(1)],
    ["key material behind a letter", `found key_${HALF}`, HALF],
    ["key material in pairs", `found "${HALF.replace(/../g, "$& ")}"`, "5e c4 e7"],
    [
      "a text instead of an object",
      String.raw`Expected value of type "NewBGPPeer", found "{\"x\":\"abc def\"}".`,
      "abc",
    ],
    ["an object instead of a number", `Int cannot represent non-integer value: { x: "abc def" }`, "abc"],
    ["a list instead of an id", `ID cannot represent value: ["abc def"]`, "abc"],
    ...NEAR_NAMES.flatMap((name): [string, string, string][] => [
      [`${name} in an object`, `found {asn: 1, ${name}: "abc, def"}; no`, "abc"],
      [`${name} in JSON`, `found ${JSON.stringify(`{"${name}":"abc, def"}`)}; no`, "abc"],
      [`${name} in JSON in JSON`, `found ${JSON.stringify(JSON.stringify(`{"${name}":"abc"}`))}; no`, "abc"],
      [`${name} in words`, `Value "${name}=abc def" does not exist`, "def"],
    ]),
  ])("%s", (_name, text, secret) => {
    const redact = text.startsWith('{"') ? redactLine : redactText;
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain("[redacted]");
  });

  test("what is cut shows no half of a secret", () => {
    for (const secret of [TOKEN, KEY, HALF]) {
      const before = "x ".repeat((LONGEST_TEXT - 20) / 2);
      const input = redactText(`${before}${secret} and more`);
      expect(input.length).toBeLessThanOrEqual(LONGEST_TEXT + 1);
      expect(input).not.toContain(secret.slice(0, 12));
      const short = quoted(`${"x ".repeat(95)}${secret} and more`);
      expect(short.length).toBeLessThan(300);
      expect(short).not.toContain(secret.slice(6, 20));
    }
  });

  test.each(NEAR_NAMES)("texts that callers send are quoted without what they assign to %s", (name) => {
    for (const text of [
      `{"${name}":"abc, def"}`,
      String.raw`{\"${name}\": \"abc, def\"}`,
      `${name}=abc, def`,
      `${name}: abc, def`,
      `asn 1, '${name}' : 'abc, def'`,
    ]) {
      for (const sent of [text, [text], { vlan: text }]) {
        expect(quoted(sent)).not.toMatch(/abc|def/);
        expect(quoted(sent)).toContain("[redacted]");
      }
      expect(excerpt(text)).not.toMatch(/abc|def/);
    }
  });

  test("key material is not quoted, wherever it was mistyped", () => {
    for (const length of [32, 62, 63, 64, 65, 128]) {
      const digits = "5ec4e7ab".repeat(16).slice(0, length);
      for (const sent of [
        digits,
        digits.toUpperCase(),
        `${digits}!`,
        `0x${digits}`,
        digits.replace(/../g, "$&:"),
      ])
        expect([sent, quoted(sent)]).toEqual([sent, expect.not.stringMatching(/5e:?c4|5EC4/i)]);
    }
  });

  test("members that are misspelt are not quoted", () => {
    for (const name of ["authKye", "authkey", "AuthKey", "auth_key", "autKey", "cAK", "ca", "cka"]) {
      expect([name, quoted({ [name]: "abc" })]).toEqual([name, `{"${name}":"[redacted]"}`]);
    }
  });
});

test("API keys and tokens are distinguished from other texts, in any position", () => {
  for (const text of [
    KEY,
    TOKEN,
    WEBHOOK_SECRET,
    `order-${KEY}`,
    `order_${TOKEN}`,
    KEY.toUpperCase(),
    KEY.slice(0, 40),
  ])
    expect([text, holdsCredential(text)]).toEqual([text, true]);
  for (const text of [
    "order-17",
    "dxgraphql",
    "dxgql",
    "eyJ",
    "eyJhbGci",
    "eyjafjalla.example.com",
    "a.b.c",
    HALF,
  ])
    expect([text, holdsCredential(text)]).toEqual([text, false]);
});

test("no member of the schema is taken for a misspelt secret", () => {
  const schema = buildSchema(readFileSync(join(__dirname, "../../schema.graphql"), "utf8"));
  const names = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInputObjectType(type) || isInterfaceType(type))
    .flatMap((type) => Object.keys(type.getFields()));
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => maySecretBeMeant(name) && !isSecretMember(name))).toEqual([]);
});

test("what is no secret stays as it was", () => {
  for (const text of [
    "Say who you are: with a Bearer token in `Authorization`.",
    "https://example.com/path?x=1 answered 503",
    'Cannot query field "cak" on type "Query".',
    "eyJ is how a token begins",
    "Duplicate tag key: team",
    "There is no dxgraphql_requests_total, and no eyJafjallajokull.",
    "arn:aws:secretsmanager:us-east-1:555555555555:secret:directconnect",
    "request 5c38ff0a-6f0e-4b1f-9d2a-0123456789ab, dxcon-0123456789abcdef01234",
    'Value "keyboard" does not exist in "Type" enum.',
  ])
    expect(redactText(text)).toBe(text);
  expect(quoted({ ckn: "1", vlan: 3, list: [null, true] })).toBe('{"ckn":"1","vlan":3,"list":[null,true]}');
  const plain = [
    "arn:aws:secretsmanager:us-east-1:555555555555:secret:x",
    "2001:db8::1/64",
    "uplink-1",
    "keys",
  ];
  for (const text of plain) expect([quoted(text), excerpt(text)]).toEqual([JSON.stringify(text), text]);
  expect(quoted({ key: "team", value: "x" })).toBe('{"key":"team","value":"x"}');
  for (const length of [201, MEGABYTE]) expect(quoted("z".repeat(length))).toBe(`"${"z".repeat(200)}…"`);
  expect(quoted("z".repeat(200))).toBe(`"${"z".repeat(200)}"`);
});

test("a text is cut before it is searched, and not only before it is shown", () => {
  const tail = "what comes after it";
  // what replaces these digits is short, so the tail would fit
  expect(redactText(`${"0123456789abcdef ".repeat(LONGEST_TEXT)}${tail}`)).not.toContain(tail);
  expect(redactText(`${"0123456789abcdef".repeat(LONGEST_TEXT)} ${tail}`)).not.toContain(tail);
});

/** Each would take hours if its time grew with the square of the text. */
test.each([
  "eyJ-",
  "eyJ-.",
  "eyJa.b",
  "Bearer ",
  "Basic a",
  "dxgql_",
  "whsec_",
  "://a:",
  "://",
  "Signature=",
  '"cak"',
  '"cak":"',
  '"cak"  ',
  "\\",
  '\\"cak\\":\\"',
  "cak: ",
  'cak: "\\',
  "got invalid value ",
  ' at "x.cak"; ',
  "String cannot represent a non string value: ",
  'Syntax Error: String "',
  "0123456789abcdef",
  "01 ",
  "0123456789abcdef0123456789abcde ",
  "a ",
  "key",
  "key:",
  "key=",
  'key\\"',
  "key   ",
  "eyJa.b.c.d.e.f.",
])("a megabyte of %j is searched in one pass", (piece) => {
  const text = piece.repeat(MEGABYTE / piece.length);
  expect(redactText(text).length).toBeLessThanOrEqual(LONGEST_TEXT + 1);
  expect(quoted(text).length).toBeLessThan(1_000);
  expect(redactLine(`${JSON.stringify({ msg: text, cak: "secret" })}\n`)).not.toContain('"secret"');
});
