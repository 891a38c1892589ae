import fc from "fast-check";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { arnOf, type ResourceKind } from "../../src/directconnect/accounts/arn";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { expectPromptly } from "../promptly";
import { schema, Writer } from "./generated";
import { idsIn, shownTo, type Tenant, tenants } from "./tenants";

const { access, headers } = tenants();
const accountOf = {
  acme: "222222222222",
  "blue-harbor": "333333333333",
  enterprise: "555555555555",
} as const;
type Owner = keyof typeof accountOf;

/** What is generated is large, and it is not its size that is tested. */
const WIDE = {
  tokens: 20_000,
  depth: 100,
  aliases: 5000,
  rootFields: 1000,
  directives: 1000,
  directivesAtOnePlace: 1000,
  cost: 2_147_483_647,
  costPerMinute: null,
  concurrent: null,
};

let gateway: GatewayUnderTest;
/** What Direct Connect shows to each account, and to any of them. */
const shown = {} as Record<Owner, Set<string>>;
let everything: string[];
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    access: { ...access, limits: WIDE },
    settings: { LOG_LEVEL: "warn" },
  });
  const all = new Set<string>();
  for (const { accountId } of emulatedAccounts()) {
    for (const id of await shownTo(accountId, gateway.emulator.url)) all.add(id);
  }
  everything = [...all];
  for (const name of Object.keys(accountOf) as Owner[]) {
    // gateways are global: a grant of one region shows them with all that hangs on them
    shown[name] = await shownTo(accountOf[name], gateway.emulator.url);
  }
});
afterAll(() => gateway.stop());
afterEach(() =>
  expectPromptly(async () => {
    const { data } = await gateway.ask("{ viewer { name } }", {}, headers.acme);
    expect(data).toMatchObject({ viewer: { name: expect.any(String) } });
  }),
);

/** The ids of an answer that neither the caller sent nor Direct Connect shows to its account. */
function leaked(owner: Owner, document: string, answer: unknown): string[] {
  // the example of an ARN that the rule for ARNs gives
  const sent = idsIn(
    `${document} 111111111111`.slice(0, document.includes("Arn") ? undefined : document.length),
  );
  return [...idsIn(JSON.stringify(answer))].filter(
    (id) => everything.includes(id) && !sent.has(id) && !shown[owner].has(id),
  );
}

const names = () => [...emulatedAccounts().map(({ alias }) => alias), ...Object.values(accountOf)];

test("there is something to leak", () => {
  for (const owner of Object.keys(accountOf) as Owner[]) {
    expect(everything.filter((id) => !shown[owner].has(id)).length).toBeGreaterThan(20);
  }
});

test("whatever is asked, no object of another tenant is in the answer", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Owner>("acme", "blue-harbor", "enterprise"),
      fc.gen(),
      async (owner, gen) => {
        const choose = (bound: number) => gen(fc.nat, { max: bound - 1 });
        const document = new Writer(choose, everything, names()).query();
        const { status, data, errors } = await gateway.ask(document, {}, headers[owner]);
        expect(errors.filter(({ extensions }) => extensions["code"] === "GRAPHQL_VALIDATION_FAILED")).toEqual(
          [],
        );
        expect(errors.filter(({ extensions }) => extensions["code"] === "INTERNAL_SERVER_ERROR")).toEqual([]);
        expect([status, leaked(owner, document, [data, errors])]).toEqual([200, []]);
        if (idsIn(JSON.stringify(data)).size > 0) answered += 1;
      },
    ),
    { numRuns: 60, seed: 7 },
  );
  expect(answered).toBeGreaterThan(5); // it is no proof to be answered nothing
});

describe("ids of other tenants in every argument", () => {
  const roots = (["query", "mutation"] as const).flatMap((keyword) => {
    const type = keyword === "query" ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {})
      .filter(({ args }) => args.length > 0)
      .map((field) => [`${keyword} ${field.name}`, keyword, field] as const);
  });

  test.each(roots)("%s", async (_name, keyword, field) => {
    const foreign = everything.filter((id) => !shown.acme.has(id));
    for (let from = 0; from < 4; from += 1) {
      let next = from * 7;
      const choose = (bound: number) => (next += 1) % bound;
      const document = new Writer(choose, foreign, names()).root(field, keyword);
      const { data, errors } = await gateway.ask(document, {}, headers.acme);
      expect(
        errors.filter(({ extensions }) => /VALIDATION|INTERNAL/.test(String(extensions["code"]))),
      ).toEqual([]);
      expect(leaked("acme", document, [data, errors])).toEqual([]);
      // nothing is ever sent as another account than the caller's
      expect(gateway.calls().filter((call) => !call.startsWith(accountOf.acme))).toEqual([]);
    }
  });
});

test("another tenant's node is not found, as one that does not exist is not", async () => {
  const kinds: Record<string, ResourceKind> = { dxcon: "dxcon", dxlag: "dxlag", dxvif: "dxvif" };
  for (const id of everything.filter((one) => !shown.acme.has(one) && !one.startsWith("dxcon-ff00"))) {
    const kind = kinds[id.split("-")[0] ?? ""] ?? (/^[0-9a-f]{8}-/.test(id) ? "dx-gateway" : undefined);
    if (kind === undefined) continue;
    for (const account of ["111111111111", "222222222222"]) {
      const arn = arnOf({ kind, account, region: kind === "dx-gateway" ? "" : "us-east-1", resourceId: id });
      const { data, errors } = await gateway.ask(
        "query($id: ID!) { node(id: $id) { id } }",
        { id: arn },
        headers.acme,
      );
      expect([arn, data, errors]).toEqual([arn, { node: null }, []]);
    }
  }
});

test("other tenants' accounts are as ones that the gateway does not have, and none is listed", async () => {
  const execute = async (account: string, tenant: Tenant) =>
    (await gateway.ask(`{ connections(accounts: ["${account}"]) { totalCount } }`, {}, headers[tenant]))
      .errors[0];
  const existing = await execute("enterprise", "acme");
  const unknown = await execute("no-such", "acme");
  expect(existing?.extensions["code"]).toBe("BAD_USER_INPUT");
  expect(existing?.message.replace("enterprise", "no-such")).toBe(unknown?.message);
  expect(existing?.message).toContain("222222222222 (acme)");
  expect(existing?.message).not.toMatch(/1{12}|3{12}|5{12}|blue/);
});
