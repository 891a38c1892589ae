import { parse } from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { limitsOf } from "../../../src/auth/caller-limits";
import { Concurrency } from "../../../src/http/limits/concurrency";
import { keyedMutationsOf } from "../../../src/http/limits/keyed-mutations";

const calls = (query: string, rest: object = {}) => ({ members: { query, ...rest }, document: parse(query) });
const ARGUMENT = `mutation ($k: String) { a: accept(idempotencyKey: $k) }`;

test.each<[string, ReturnType<typeof calls>[], string | undefined]>([
  ["nothing", [], "k"],
  ["a query", [calls("{ accept }")], "k"],
  ["a mutation without a key", [calls("mutation { accept }")], undefined],
  ["an empty header", [calls("mutation { accept }")], ""],
  ["two mutations and a header", [calls("mutation { accept b: accept }")], "k"],
  ["a key that is null", [calls("mutation { accept(idempotencyKey: null) }")], undefined],
  ["a variable without a value", [calls(ARGUMENT)], undefined],
  ["a variable that is null", [calls(ARGUMENT, { variables: { k: null } })], undefined],
  [
    "null in place of a default",
    [calls('mutation ($k: String = "k") { accept(idempotencyKey: $k) }', { variables: { k: null } })],
    undefined,
  ],
  ["one key for two", [calls('mutation { accept(idempotencyKey: "k") b: accept }')], undefined],
  ["fields in a fragment", [calls('mutation { ... { accept(idempotencyKey: "k") } }')], "k"],
  ["a query beside it", [calls('mutation { accept(idempotencyKey: "k") }'), calls("{ accept }")], undefined],
  [
    "another operation",
    [calls(`${ARGUMENT} query Q { accept }`.replace("mutation", "mutation M"), { operationName: "Q" })],
    "k",
  ],
])("%s is no mutation under a key", (_name, requests, header) => {
  expect(keyedMutationsOf(requests, header)).toBeUndefined();
});

test("a mutation under a key is equal to itself alone", () => {
  const literal = 'mutation { accept(idempotencyKey: "k") }';
  const all = [
    keyedMutationsOf([calls(literal)], undefined),
    keyedMutationsOf([calls(literal.replace('"k"', '"l"'))], undefined),
    keyedMutationsOf([calls("mutation { accept }")], "k"),
    keyedMutationsOf([calls("mutation { accept }")], "l"),
    keyedMutationsOf([calls(ARGUMENT, { variables: { k: "k" } })], undefined),
    keyedMutationsOf([calls(ARGUMENT, { variables: { k: "l" } })], undefined),
    keyedMutationsOf([calls('mutation ($k: String = "k") { accept(idempotencyKey: $k) }')], undefined),
    keyedMutationsOf([calls(literal), calls(literal.replace('"k"', '"l"'))], undefined),
  ];
  expect(all).not.toContain(undefined);
  expect(new Set(all).size).toBe(all.length);
  expect(keyedMutationsOf([calls(ARGUMENT, { variables: { k: "k" } })], undefined)).toBe(all[4]);
});

describe("equal changes in progress", () => {
  const limits = { ...limitsOf(OPEN_CALLER), concurrent: 1, callerConcurrent: 2 };
  const caller = (name: string) => ({ name, configuredName: "acme" });
  const change = (text?: string) => ({ isChange: true, change: text });

  test("count as one request, until the last one has ended", () => {
    const concurrency = new Concurrency();
    const enter = (text?: string) => concurrency.enter(caller("a"), limits, change(text));
    const [first, second] = [enter("order"), enter("order")];
    expect([first.joins, second.joins]).toEqual([false, true]);
    expect(() => enter("another")).toThrow(/allowed at the same time are 1\./);
    expect(() => enter()).toThrow(/allowed at the same time are 1\./);
    first.leave();
    expect(() => enter()).toThrow(/allowed at the same time are 1\./);
    second.leave();
    enter().leave();
    const next = enter("order");
    expect(next.joins).toBe(false);
    next.leave();
  });

  test("of another person are others", () => {
    const concurrency = new Concurrency();
    for (const name of ["a", "b"])
      expect(concurrency.enter(caller(name), limits, change("order")).joins).toBe(false);
    expect(() => concurrency.enter(caller("c"), limits, change("order"))).toThrow(/all persons of acme/);
  });
});

describe("a tenth of a caller's places is for changes alone", () => {
  const caller = { name: "a", configuredName: "a" };
  /** How many enter, reads first and then changes, where so many may run. */
  const entered = (concurrent: number) => {
    const concurrency = new Concurrency();
    const limits = { ...limitsOf(OPEN_CALLER), concurrent };
    const count = (isChange: boolean) => {
      for (let running = 0; ; running += 1) {
        try {
          concurrency.enter(caller, limits, { isChange });
        } catch {
          return running;
        }
      }
    };
    return [count(false), count(true)];
  };

  test.each([
    [1, [1, 0]],
    [2, [1, 1]],
    [10, [9, 1]],
    [11, [9, 2]],
    [100, [90, 10]],
  ])("of %s", (concurrent, expected) => expect(entered(concurrent)).toEqual(expected));
});
