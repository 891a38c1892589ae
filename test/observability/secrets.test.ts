import { buildSchema, isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  isSecretMember,
  LONGEST_TEXT,
  maySecretBeMeant,
  quoted,
  redactLine,
  redactText,
} from "../../src/observability/secrets";

const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
const KEY = `dxgql_0123456789abcdef_${"k".repeat(43)}`;
const HALF = "5ec4e7ab".repeat(8);
const MEGABYTE = 1_000_000;

describe("secrets are found wherever they stand", () => {
  test.each([
    ["a signed token", `no key for ${TOKEN}`, TOKEN],
    ["an API key", `unknown ${KEY}.`, KEY],
    ["an API key in a header that is quoted", JSON.stringify({ "user-agent": KEY }), KEY],
    ["a password with a slash", "connect postgres://app:pass/word@db:5432/x", "pass/word"],
    ["a password with a colon", "connect postgres://app:a:b@db:5432/x", "a:b"],
    ["a text without its colon", 'Syntax Error: Expected ":", found String "abc def".', "abc def"],
    ["half of a MACsec pair", `found "${HALF}".`, HALF],
    ["a member in words", `{ ckn: "1", cak: "a b c" }`, "a b c"],
    ["a member in words that was cut", `{ ckn: "1", cak: "a b c`, "a b c"],
    ["a member with separators", `{"auth_key": "abc def"}`, "abc def"],
  ])("%s", (_name, text, secret) => {
    const redact = text.startsWith('{"') ? redactLine : redactText;
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain("[redacted]");
  });

  test("what is cut shows no half of a secret", () => {
    for (const secret of [TOKEN, KEY, HALF]) {
      const before = "x ".repeat((LONGEST_TEXT - 20) / 2);
      const given = redactText(`${before}${secret} and more`);
      expect(given.length).toBeLessThanOrEqual(LONGEST_TEXT + 1);
      expect(given).not.toContain(secret.slice(0, 12));
      const short = quoted(`${"x ".repeat(95)}${secret} and more`);
      expect(short.length).toBeLessThan(300);
      expect(short).not.toContain(secret.slice(6, 20));
    }
  });

  test("members that are misspelt are not quoted", () => {
    for (const name of ["authKye", "authkey", "AuthKey", "auth_key", "autKey", "cAK", "ca", "cka"]) {
      expect([name, quoted({ [name]: "abc" })]).toEqual([name, `{"${name}":"[redacted]"}`]);
    }
  });
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
  ])
    expect(redactText(text)).toBe(text);
  expect(quoted({ ckn: "1", vlan: 3, list: [null, true] })).toBe('{"ckn":"1","vlan":3,"list":[null,true]}');
  expect(quoted("z".repeat(MEGABYTE))).toBe(`"${"z".repeat(200)}…"`);
});

/** Each would take hours if its time grew with the square of the text. */
test.each([
  "eyJ-",
  "eyJ-.",
  "eyJa.b",
  "Bearer ",
  "Basic a",
  "dxgql_",
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
  "a ",
])("a megabyte of %j is looked through in one pass", (piece) => {
  const text = piece.repeat(MEGABYTE / piece.length);
  expect(redactText(text).length).toBeLessThanOrEqual(LONGEST_TEXT + 1);
  expect(quoted(text).length).toBeLessThan(1_000);
  expect(redactLine(`${JSON.stringify({ msg: text, cak: "secret" })}\n`)).not.toContain('"secret"');
});
