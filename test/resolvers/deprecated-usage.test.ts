import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeApiKey } from "../../src/auth/api-keys";
import { holdsDatabase } from "../../src/store/data-folder";
import { USAGE_COST } from "../../src/types/graph/call-cost";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";

const OLD = '{ connectionLoa(connectionId: "dxcon-00000000") { loaContentType } }';
const OLDER = '{ interconnectLoa(interconnectId: "dxcon-00000000") { loaContentType } }';
const USAGE = `query ($filter: DeprecatedUsageFilter, $first: Int, $after: String, $orderBy: DeprecatedUsageOrder) {
  deprecatedUsage(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { element reason replacement caller clientName count firstUsed lastUsed }
  }
}`;

const keys = Object.fromEntries(
  ["portal", "shop", "auditor"].map((name) => [name, makeApiKey(new Date("2099-01-01"))]),
);
const access = {
  callers: Object.entries(keys).map(([name, { stored }]) => ({
    name,
    roles: [name === "auditor" ? "auditor" : "viewer"],
    accounts: "all",
    apiKeys: [stored],
  })),
};
const as = (name: string, client = "") => ({
  "x-api-key": keys[name]?.key ?? "",
  ...(client !== "" && { "apollographql-client-name": client }),
});

const running = new Set<GatewayUnderTest>();
afterEach(stopAll);

async function stopAll(): Promise<void> {
  for (const gateway of running) await stop(gateway);
}

async function start(options: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ access, ...options });
  running.add(gateway);
  return gateway;
}

async function stop(gateway: GatewayUnderTest): Promise<void> {
  running.delete(gateway);
  await gateway.stop();
}

async function usage(gateway: GatewayUnderTest, variables: Record<string, unknown> = {}) {
  const { data, errors } = await gateway.ask(USAGE, variables, as("auditor"));
  expect(errors).toEqual([]);
  return data.deprecatedUsage;
}

const counts = async (gateway: GatewayUnderTest) =>
  ((await usage(gateway)).nodes as { element: string; caller: string; count: number }[]).map(
    ({ element, caller, count }) => `${caller} ${element} ${count}`,
  );

test("is not for who may not see what callers do", async () => {
  const gateway = await start({});
  const { errors, data } = await gateway.ask(USAGE, {}, as("portal"));
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/deprecatedUsage needs the permission AUDIT/),
      extensions: { code: "FORBIDDEN" },
    },
  ]);
  expect(data).toEqual({ deprecatedUsage: null });
});

test("shows the uses of callers who are granted nothing that its reader is not", async () => {
  const grants = {
    reader: [{ account: "acme" }, { account: "partner", interconnects: ["dxcon-fgdc2000"] }],
    "of-acme": [{ account: "acme" }],
    "of-acme-there": [{ account: "acme", regions: ["us-east-1"] }],
    "of-the-port": [
      { account: "partner", interconnects: ["dxcon-fgdc2000"], ownerAccounts: ["222222222222"] },
    ],
    "of-another-port": [{ account: "partner", interconnects: ["dxcon-ffffffff"] }],
    "of-some-owners": [{ account: "partner", ownerAccounts: ["222222222222"] }],
    "of-partner": [{ account: "partner" }],
    "of-both": [{ account: "acme" }, { account: "blue-harbor" }],
    "of-nothing": [],
    "of-all": "all",
  };
  const made = Object.fromEntries(
    Object.keys(grants).map((name) => [name, makeApiKey(new Date("2099-01-01"))]),
  );
  const header = (name: string) => ({ "x-api-key": made[name]?.key ?? "" });
  const callers = Object.entries(grants).map(([name, accounts]) => ({
    ...{ name, accounts, roles: [name === "reader" || name === "of-all" ? "auditor" : "viewer"] },
    apiKeys: [made[name]?.stored],
  }));
  const gateway = await start({ access: { callers } });
  for (const name of Object.keys(grants)) await gateway.ask(OLD, {}, header(name));
  const seenBy = async (name: string) => {
    const { data, errors } = await gateway.ask(USAGE, {}, header(name));
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data.deprecatedUsage as { nodes: { caller: string }[]; totalCount: number };
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ caller }) => caller).sort();
  };
  const shown = ["of-acme", "of-acme-there", "of-the-port", "reader"];
  expect(await seenBy("reader")).toEqual(shown);
  expect(await seenBy("of-all")).toEqual(Object.keys(grants).sort());
  // the grants of a removed caller are unknown
  gateway.configure({ callers: callers.filter(({ name }) => name !== "of-acme") });
  gateway.reload();
  expect(await seenBy("reader")).toEqual(shown.filter((name) => name !== "of-acme"));
  expect(await seenBy("of-all")).toContain("of-acme");
});

test("who uses what, how often, when and with which client, up to now", async () => {
  const gateway = await start({});
  const before = new Date();
  expect(await counts(gateway)).toEqual([]);
  await gateway.ask(OLD, {}, as("portal", "web"));
  expect(await counts(gateway)).toEqual(["portal Query.connectionLoa 1"]);
  await gateway.ask(OLD, {}, as("portal"));
  await gateway.ask(OLD, {}, as("shop"));
  const { nodes } = await usage(gateway, { filter: { caller: ["portal"] } });
  expect(nodes).toEqual([
    {
      element: "Query.connectionLoa",
      reason: expect.stringContaining("Use Query.loa instead"),
      replacement: "Query.loa",
      caller: "portal",
      clientName: "web",
      count: 2,
      firstUsed: expect.any(String),
      lastUsed: expect.any(String),
    },
  ]);
  const [{ firstUsed, lastUsed }] = nodes as [{ firstUsed: string; lastUsed: string }];
  const times = [before, new Date(firstUsed), new Date(lastUsed), new Date()].map(Number);
  expect(times).toEqual([...times].sort((one, other) => one - other));
});

test("costs what reading all rows takes, under each name that it is selected by", async () => {
  const gateway = await start({});
  const costOf = async (query: string) =>
    (await gateway.ask(query, {}, as("auditor"))).extensions["cost"] as { requested: number };
  const one = await costOf("{ deprecatedUsage(first: 1) { totalCount } }");
  expect(one.requested).toBeGreaterThanOrEqual(USAGE_COST);
  const two = await costOf("{ deprecatedUsage { totalCount } again: deprecatedUsage { totalCount } }");
  expect(two.requested).toBeGreaterThanOrEqual(2 * USAGE_COST);
});

test("in pages, by element and in an order", async () => {
  const gateway = await start({});
  await gateway.ask(OLD, {}, as("portal"));
  for (const name of ["shop", "shop", "portal", "portal", "portal"]) await gateway.ask(OLDER, {}, as(name));
  const orderBy = { field: "COUNT", direction: "DESC" };
  const first = await usage(gateway, { first: 2, orderBy });
  expect(first).toMatchObject({
    totalCount: 3,
    pageInfo: { hasNextPage: true },
    nodes: [
      { caller: "portal", count: 3 },
      { caller: "shop", count: 2 },
    ],
  });
  const { endCursor } = first.pageInfo as { endCursor: string };
  const second = await usage(gateway, { first: 2, after: endCursor, orderBy });
  expect(second).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ element: "Query.connectionLoa", count: 1 }],
  });
  const one = await usage(gateway, { filter: { element: ["Query.interconnectLoa"] } });
  expect(one.totalCount).toBe(2);
});

test("of all replicas, and from before they began", async () => {
  const postgres = await borrowSharedDatabase();
  const one = await start({ store: { postgres } });
  const other = await start({ store: { postgres } });
  for (const gateway of [one, other, one]) await gateway.ask(OLD, {}, as("portal"));
  await stop(one); // writes what it has; the other one's is not written yet
  expect(await counts(other)).toEqual(["portal Query.connectionLoa 3"]);
  await stop(other);
  const next = await start({ store: { postgres } });
  expect(await counts(next)).toEqual(["portal Query.connectionLoa 3"]);
});

describe("the embedded store", () => {
  const settings = { STORE_TIMEOUT_MS: "60000" }; // making an empty database is slow on a busy machine
  let folder: string;
  beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), "usage-")), "data")));
  afterEach(async () => {
    await stopAll();
    rmSync(join(folder, ".."), { recursive: true });
  });

  test("keeps them over a restart", async () => {
    const one = await start({ store: { folder }, settings });
    await one.ask(OLD, {}, as("portal"));
    expect(holdsDatabase(folder)).toBe(false); // no request waited for it
    await stop(one);
    expect(holdsDatabase(folder)).toBe(true);
    const next = await start({ store: { folder }, settings });
    await next.ask(OLD, {}, as("portal"));
    expect(await counts(next)).toEqual(["portal Query.connectionLoa 2"]);
  }, 90_000);

  test("is not made by asking for them", async () => {
    const gateway = await start({ store: { folder }, settings });
    expect(await counts(gateway)).toEqual([]);
    expect(holdsDatabase(folder)).toBe(false);
  });
});
