import { randomUUID } from "node:crypto";
import { makeApiKey } from "../../src/auth/api-keys";
import type { Grants } from "../../src/auth/grants";
import { RULES } from "../../src/auth/permissions";
import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { auditFilter, cutOf } from "../../src/journal/audit";
import { Journal } from "../../src/journal/journal";
import { type GrantableEntry, isVisibleEntry } from "../../src/journal/visible-entries";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";

const PARTNER = "111111111111";
const ACME = "222222222222";
const BLUE = "333333333333";
const dc2 = fixtureIds["ic-dc2"];
const va1 = fixtureIds["ic-va1"];

const NAMED = {
  /** Makes the changes that are read. */
  operator: { roles: ["admin"], accounts: "all" },
  reseller: {
    roles: ["partner", "auditor"],
    accounts: [{ account: "partner", interconnects: [dc2], ownerAccounts: [ACME] }],
  },
  everything: { roles: ["auditor"], accounts: "all" },
  "all-of-partner": { roles: ["auditor"], accounts: [{ account: "partner" }] },
  "all-of-acme": { roles: ["auditor"], accounts: [{ account: "acme" }] },
  "partner-elsewhere": { roles: ["auditor"], accounts: [{ account: "partner", regions: ["eu-west-1"] }] },
  "port-of-partner": { roles: ["auditor"], accounts: [{ account: "partner", interconnects: [dc2] }] },
  "customer-of-partner": { roles: ["auditor"], accounts: [{ account: "partner", ownerAccounts: [ACME] }] },
  /** Has only the permission to read the schema. */
  stranger: { roles: ["nobody"], accounts: "all" },
  looker: { roles: ["viewer"], accounts: "all" },
} as const;
type Name = keyof typeof NAMED;

const headers = {} as Record<Name, Record<string, string>>;
const callers = (Object.keys(NAMED) as Name[]).map((name) => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
  headers[name] = { "x-api-key": key };
  return { name, ...NAMED[name], apiKeys: [stored] };
});
const access = { callers, roles: { nobody: ["introspect"] } };

const AUDIT = `query ($filter: AuditFilter, $first: Int) {
  auditEntries(filter: $filter, first: $first) { totalCount nodes { key account } pageInfo { hasNextPage endCursor } }
}`;
const OUTCOME = "query ($key: String!) { mutationOutcome(key: $key) { state account } }";
const ALLOCATE = `mutation ($port: ID!, $owner: ID!, $vlan: Int!, $key: String) {
  allocateHostedConnection(
    account: "partner"
    idempotencyKey: $key
    input: { connectionId: $port, ownerAccount: $owner, connectionName: "x", bandwidth: "50Mbps", vlan: $vlan }
  ) { connectionId }
}`;
const DELETE = `mutation ($id: ID!, $key: String) {
  deleteConnection(account: "partner", idempotencyKey: $key, input: { connectionId: $id }) { connectionId }
}`;
const RENAME = `mutation ($account: ID!, $id: ID!, $key: String) {
  updateConnection(account: $account, idempotencyKey: $key, input: { connectionId: $id, connectionName: "y" }) { connectionId }
}`;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ access });
  const change = async (name: Name, document: string, variables: Record<string, unknown>) => {
    const { data, errors } = await gateway.ask(document, variables, headers[name]);
    expect(errors).toEqual([]);
    return data;
  };
  await change("operator", ALLOCATE, { port: dc2, owner: ACME, vlan: 3001, key: "acme-on-dc2" });
  await change("operator", ALLOCATE, { port: dc2, owner: BLUE, vlan: 3002, key: "blue-on-dc2" });
  await change("operator", ALLOCATE, { port: va1, owner: ACME, vlan: 3003, key: "acme-on-va1" });
  await change("operator", RENAME, { account: "acme", id: fixtureIds["acme-dc2"], key: "own-of-acme" });
  const { allocateHostedConnection: own } = await change("reseller", ALLOCATE, {
    ...{ port: dc2, owner: ACME, vlan: 3004, key: "by-reseller" },
  });
  await change("reseller", DELETE, { id: own.connectionId, key: "deleted-by-reseller" });
});
afterAll(() => gateway.stop());

const keysOf = async (name: Name, filter: object = {}) => {
  const { data, errors } = await gateway.ask(AUDIT, { filter }, headers[name]);
  expect(errors).toEqual([]);
  const { nodes, totalCount } = data.auditEntries as { nodes: { key: string }[]; totalCount: number };
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ key }) => key).sort();
};

describe("auditEntries", () => {
  test.each(["looker", "stranger"] as const)(
    "is not for %s, who may not see what callers do",
    async (name) => {
      const { data, errors } = await gateway.ask(AUDIT, {}, headers[name]);
      expect(data).toEqual({ auditEntries: null });
      expect(errors[0]?.message).toMatch(/auditEntries needs the permission AUDIT/);
    },
  );

  test.each<[Name, string[]]>([
    ["partner-elsewhere", []],
    ["all-of-acme", ["own-of-acme"]],
    ["reseller", ["acme-on-dc2", "by-reseller", "deleted-by-reseller"]],
    ["port-of-partner", ["acme-on-dc2", "blue-on-dc2", "by-reseller", "deleted-by-reseller"]],
    ["customer-of-partner", ["acme-on-dc2", "acme-on-va1", "by-reseller", "deleted-by-reseller"]],
    ["all-of-partner", ["acme-on-dc2", "acme-on-va1", "blue-on-dc2", "by-reseller", "deleted-by-reseller"]],
    [
      "everything",
      ["acme-on-dc2", "acme-on-va1", "blue-on-dc2", "by-reseller", "deleted-by-reseller", "own-of-acme"],
    ],
  ])("shows %s what is granted, and nothing else", async (name, keys) => {
    expect(await keysOf(name)).toEqual(keys);
  });

  test("shows another's account as one where nothing happened", async () => {
    expect(await keysOf("all-of-acme", { account: [PARTNER] })).toEqual([]);
    expect(await keysOf("all-of-acme", { account: [PARTNER, ACME] })).toEqual(["own-of-acme"]);
    expect(await keysOf("all-of-acme", { caller: ["reseller"] })).toEqual([]);
  });

  test("refuses text that no entry can hold, naming it", async () => {
    for (const filter of [
      { caller: ["a\u0000b"] },
      { account: ["\ud800"] },
      { operation: ["ok", "\u0000"] },
    ]) {
      const { errors } = await gateway.ask(AUDIT, { filter }, headers.everything);
      const member = Object.keys(filter).join();
      expect(errors).toMatchObject([
        {
          extensions: {
            code: "BAD_USER_INPUT",
            fields: [{ argument: expect.stringContaining(`filter.${member}.`) }],
          },
        },
      ]);
    }
    expect(gateway.logged.filter(({ msg }) => String(msg).includes("the store cannot be used"))).toEqual([]);
  });

  test("takes times of any year", async () => {
    expect(await keysOf("all-of-acme", { since: "0000-01-01T00:00:00Z" })).toEqual(["own-of-acme"]);
    expect(await keysOf("all-of-acme", { until: "0000-01-01T00:00:00Z" })).toEqual([]);
    expect(await keysOf("all-of-acme", { since: "9999-12-31T23:59:59Z" })).toEqual([]);
  });

  test("refuses a cursor that is none", async () => {
    for (const after of ["", "x".repeat(1000), Buffer.from("entry:1").toString("base64url")]) {
      const document = "query ($after: String) { auditEntries(after: $after) { nodes { key } } }";
      const { errors } = await gateway.ask(document, { after }, headers.everything);
      expect(errors).toMatchObject([
        { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "after" }] } },
      ]);
    }
  });

  test("is read page by page, both ways, each entry once", async () => {
    const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
      auditEntries(first: $first, after: $after, last: $last, before: $before, filter: { caller: ["operator", "reseller"] }) {
        nodes { key } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`;
    const read = async (variables: object) => {
      const { data } = await gateway.ask(PAGE, { ...variables }, headers.everything);
      const { nodes, pageInfo } = data.auditEntries;
      return { keys: (nodes as { key: string }[]).map(({ key }) => key), pageInfo };
    };
    const newestFirst = [
      "deleted-by-reseller",
      "by-reseller",
      "own-of-acme",
      "acme-on-va1",
      "blue-on-dc2",
      "acme-on-dc2",
    ];
    const first = await read({ first: 4 });
    expect(first.keys).toEqual(newestFirst.slice(0, 4));
    const second = await read({ first: 4, after: first.pageInfo.endCursor });
    expect(second.keys).toEqual(newestFirst.slice(4));
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const last = await read({ last: 2 });
    expect(last.keys).toEqual(newestFirst.slice(4));
    const before = await read({ last: 3, before: last.pageInfo.startCursor });
    expect(before.keys).toEqual(newestFirst.slice(1, 4));
    expect([last.pageInfo.hasPreviousPage, before.pageInfo.hasPreviousPage]).toEqual([true, true]);
  });
});

test("entries are counted where that is requested, and not otherwise", async () => {
  const counted = jest.spyOn(Journal.prototype, "count");
  await gateway.ask("{ auditEntries { nodes { key } } }", {}, headers.everything);
  expect(counted).not.toHaveBeenCalled();
  const { data } = await gateway.ask("{ auditEntries(first: 1) { totalCount } }", {}, headers.everything);
  expect(data.auditEntries.totalCount).toBe(6);
  expect(counted).toHaveBeenCalledTimes(1);
  counted.mockRestore();
});

describe("mutationOutcome", () => {
  test("is not for those who may not read", async () => {
    const { data, errors } = await gateway.ask(OUTCOME, { key: "x" }, headers.stranger);
    expect(data).toEqual({ mutationOutcome: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/mutationOutcome needs the permission READ/),
        extensions: { code: "FORBIDDEN" },
      },
    ]);
  });

  test("does not show another's key", async () => {
    expect((await gateway.ask(OUTCOME, { key: "by-reseller" }, headers.everything)).data).toEqual({
      mutationOutcome: null,
    });
  });

  test.each(["", "two words", "nul\u0000", "half \ud800", "x".repeat(256)])(
    "refuses %j, which can be no key",
    async (key) => {
      const { errors } = await gateway.ask(OUTCOME, { key }, headers.everything);
      expect(errors).toMatchObject([
        { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "key" }] } },
      ]);
    },
  );

  test("shows what is granted now, and nothing that was granted once", async () => {
    const outcomes = async () => {
      const keys = ["by-reseller", "deleted-by-reseller"];
      const answers = await Promise.all(keys.map((key) => gateway.ask(OUTCOME, { key }, headers.reseller)));
      return answers.map(({ data, errors }) => {
        expect(errors).toEqual([]);
        return data.mutationOutcome?.state ?? null;
      });
    };
    const grant = (accounts: unknown) => {
      gateway.configure({
        ...access,
        callers: callers.map((one) => (one.name === "reseller" ? { ...one, accounts } : one)),
      });
      gateway.reload();
    };
    expect(await outcomes()).toEqual(["APPLIED", "APPLIED"]);
    for (const accounts of [
      [{ account: "acme" }],
      [],
      [{ account: "partner", regions: ["eu-west-1"] }],
      [{ account: "partner", interconnects: [va1] }],
      [{ account: "partner", ownerAccounts: [BLUE] }],
      [{ account: "partner", interconnects: [dc2], ownerAccounts: [BLUE] }],
    ]) {
      grant(accounts);
      expect([accounts, await outcomes()]).toEqual([accounts, [null, null]]);
    }
    grant("all");
    expect(await outcomes()).toEqual(["APPLIED", "APPLIED"]);
    grant(NAMED.reseller.accounts);
  });
});

test("each operation is shown to a narrow grant just where such a grant covers it", async () => {
  const postgres = await borrowSharedDatabase();
  const logger = createLogger({ level: "silent", pretty: false });
  const store = new Store({ timeoutMilliseconds: 10_000, postgres }, logger);
  const journal = new Journal(store, { ...changeTimesOf(readConfig({})), retentionHours: 24 });
  const grants: Grants = new Map([[PARTNER, { ports: new Set([dc2]), ownerAccounts: new Set([ACME]) }]]);
  const entries = new Map<string, GrantableEntry>();
  const changes = Object.entries(RULES).filter(([name]) => !/^(Describe|List)/.test(name));
  for (const [operation] of changes) {
    for (const [resources, owners] of [
      [[dc2, "dxvif-1"], [ACME]],
      [[va1], [ACME]],
      [[dc2], [ACME, BLUE]],
      [[dc2], []],
      [[], [ACME]],
    ] as const) {
      const lease = journal.lease(randomUUID());
      entries.set(lease.entryId, {
        ...{ account: PARTNER, region: "us-east-1", operation },
        concerned: { resources, owners },
      });
      await journal.open({
        lease,
        ...{ id: lease.entryId, marker: randomUUID(), caller: "portal", key: randomUUID(), operation },
        ...{
          account: PARTNER,
          region: "us-east-1",
          input: {},
          fingerprint: "f",
          before: null,
          requestId: "r",
        },
        concerned: { resources, owners },
      });
    }
  }
  const { rows } = await journal.list(auditFilter({}, grants), cutOf({ first: 1000 }));
  const inRegion: Grants = new Map([[PARTNER, { regions: new Set(["us-east-1"]) }]]);
  const elsewhere: Grants = new Map([[PARTNER, { regions: new Set(["another"]) }]]);
  const shownIn = async (regions: Grants) =>
    (await journal.list(auditFilter({}, regions), cutOf({ first: 1000 }))).rows.map(
      ({ entry }) => entry.operation,
    );
  const shown = await shownIn(inRegion);
  const hidden = await shownIn(elsewhere);
  // The two forms of the rule agree.
  const owned = { ownerAccounts: new Set([ACME]) };
  for (const each of [
    ...([grants, inRegion, elsewhere, "all", new Map([[ACME, {}]]), new Map([[PARTNER, {}]])] as const),
    ...[new Map([[PARTNER, owned]]), new Map([[PARTNER, { ports: new Set([dc2]) }]])],
    new Map([[PARTNER, { regions: new Set(["us-east-1"]), ...owned }]]),
    new Map([[PARTNER, { regions: new Set(["another"]), ...owned }]]),
  ]) {
    const listed = await journal.list(auditFilter({}, each), cutOf({ first: 1000 }));
    const visible = [...entries].filter(([, entry]) => isVisibleEntry(entry, each, "hidden"));
    expect(listed.rows.map(({ entry }) => entry.id).sort()).toEqual(visible.map(([id]) => id).sort());
  }
  await store.close();
  const ofAllRegions = changes.filter(
    ([, rule]) => "acrossRegions" in rule && rule.acrossRegions === "refused",
  );
  expect(ofAllRegions.length).toBeGreaterThan(5);
  expect([...new Set(shown)].sort()).toEqual(
    changes
      .filter((change) => !ofAllRegions.includes(change))
      .map(([operation]) => operation)
      .sort(),
  );
  expect(hidden).toEqual([]);
  const covered = changes.filter(([, { on }]) => typeof on === "object").map(([operation]) => operation);
  expect(covered.length).toBeGreaterThan(10);
  expect(rows.map(({ entry }) => entry.operation).sort()).toEqual(covered.sort());
});
