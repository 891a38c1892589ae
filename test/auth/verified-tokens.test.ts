import { OPEN_CALLER } from "../../src/auth/caller";
import { MOST_OF_A_PERSON, MOST_TOKENS, VerifiedTokens } from "../../src/auth/verified-tokens";

const of = (configuredName: string, person: string) => ({
  caller: { ...OPEN_CALLER, configuredName, name: `${configuredName}:${person}#issuer` },
  until: Infinity,
  expires: Infinity,
});

test("tokens of a caller with persons without end push out its own, and none of another caller", () => {
  const tokens = new VerifiedTokens();
  for (let at = 0; at < 50; at += 1) tokens.set(`honest ${at}`, of("honest", `${at}`));
  for (let at = 0; at < 2 * MOST_TOKENS; at += 1) tokens.set(`many ${at}`, of("many", `${at}`));
  expect(tokens.size).toBe(MOST_TOKENS);
  for (let at = 0; at < 50; at += 1) expect(tokens.get(`honest ${at}`)).toBeDefined();
  expect(tokens.get("many 0")).toBeUndefined();
  expect(tokens.get(`many ${2 * MOST_TOKENS - 1}`)).toBeDefined();
});

test("tokens of one person push out its own, and none of another person of its caller", () => {
  const tokens = new VerifiedTokens();
  tokens.set("other", of("caller", "other"));
  for (let at = 0; at < 2 * MOST_OF_A_PERSON; at += 1) tokens.set(`one ${at}`, of("caller", "one"));
  expect(tokens.size).toBe(MOST_OF_A_PERSON + 1);
  expect(tokens.get("other")).toBeDefined();
  expect(tokens.get("one 0")).toBeUndefined();
});

test("nothing is left of tokens that are removed, and one that is verified again is the newest", () => {
  const tokens = new VerifiedTokens(2);
  tokens.set("one", of("a", "x"));
  tokens.set("two", of("a", "y"));
  tokens.set("one", of("a", "x"));
  tokens.set("three", of("a", "z"));
  expect(["one", "two", "three"].map((hash) => tokens.get(hash) !== undefined)).toEqual([true, false, true]);
  for (const hash of ["one", "three", "never"]) tokens.delete(hash);
  expect(tokens.size).toBe(0);
});

test("callers who share the cache evenly lose the oldest token of the caller that adds one", () => {
  const tokens = new VerifiedTokens(4);
  for (const name of ["a", "b"]) for (const at of [1, 2]) tokens.set(`${name}${at}`, of(name, `${at}`));
  tokens.set("b3", of("b", "3"));
  expect(["a1", "a2", "b1", "b2", "b3"].filter((hash) => tokens.get(hash) !== undefined)).toEqual([
    "a1",
    "a2",
    "b2",
    "b3",
  ]);
});
