import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { readConfig } from "../../src/config/config";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";
import { type Issuer, startIssuer } from "./issuer";

let staff: Issuer;
let tenant: Issuer;
beforeAll(async () => {
  staff = await startIssuer();
  tenant = await startIssuer();
});
afterAll(async () => {
  await staff.stop();
  await tenant.stop();
});

const running: GatewayUnderTest[] = [];
afterEach(() => Promise.all(running.splice(0).map((gateway) => gateway.stop())));

async function start(options: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest(options);
  running.push(gateway);
  return gateway;
}

const access = (more: { issuer?: object; caller?: object; limits?: object } = {}) => ({
  issuers: [
    { issuer: staff.url, audience: "gateway" },
    { issuer: tenant.url, audience: "gateway", ...more.issuer },
  ],
  callers: [
    {
      name: "operators",
      roles: ["operator"],
      accounts: "all",
      tokens: [staff, tenant].map(({ url }) => ({
        issuer: url,
        claims: { aud: "gateway" },
        personClaim: "sub",
      })),
      ...more.caller,
    },
  ],
  ...(more.limits && { limits: more.limits }),
});

const as = async (issuer: Issuer, sub: string) => ({
  authorization: `Bearer ${await issuer.token({ sub })}`,
});

const RENAME = `mutation ($key: String, $name: String!) {
  updateConnection(account: "enterprise", idempotencyKey: $key, input: {
    connectionId: "${fixtureIds["enterprise-100g"]}", connectionName: $name
  }) { connectionName }
}`;
const OUTCOME = "query ($key: String!) { mutationOutcome(key: $key) { state caller } }";
const sent = (gateway: GatewayUnderTest) =>
  gateway.calls().filter((call) => call.includes("UpdateConnection"));

test("of two issuers are two persons though their `sub` is the same", async () => {
  const gateway = await start({ access: access() });
  const [one, other] = [await as(staff, "alice"), await as(tenant, "alice")];
  const names = [];
  for (const headers of [one, other])
    names.push((await gateway.ask("{ viewer { name } }", {}, headers)).data.viewer.name);
  expect(names).toEqual([`operators:alice#${staff.url}`, `operators:alice#${tenant.url}`]);

  expect((await gateway.ask(RENAME, { key: "k", name: "one" }, one)).errors).toEqual([]);
  expect((await gateway.ask(OUTCOME, { key: "k" }, other)).data).toEqual({ mutationOutcome: null });
  // nor is it the same key
  const second = await gateway.ask(RENAME, { key: "k", name: "other" }, other);
  expect([second.errors, second.data.updateConnection.connectionName]).toEqual([[], "other"]);
  expect(sent(gateway)).toHaveLength(1);
});

describe("keys that were journaled under a person's earlier name", () => {
  let gateway: GatewayUnderTest;
  let database: Client;
  beforeEach(async () => {
    const postgres = await borrowSharedDatabase();
    gateway = await start({ access: access(), store: { postgres }, settings: { AWS_TIMEOUT_MS: "500" } });
    database = new Client({ connectionString: postgres.url });
    await database.connect();
  });
  afterEach(() => database.end());

  /** As the version wrote it that left the issuer out. */
  const asWrittenEarlier = async () => {
    const { rowCount } = await database.query(
      "update journal set caller = 'operators:alice', resources = null, owners = null where caller like 'operators:alice#%'",
    );
    expect(rowCount).toBe(1);
  };

  test("are found, and nothing is sent again", async () => {
    const headers = await as(staff, "alice");
    const first = await gateway.ask(RENAME, { key: "before", name: "uplink" }, headers);
    await asWrittenEarlier();
    const again = await gateway.ask(RENAME, { key: "before", name: "uplink" }, headers);
    expect(again.errors).toEqual([]);
    expect(again.data).toEqual(first.data);
    expect(again.extensions["idempotency"]).toMatchObject([{ replayed: true }]);
    expect(sent(gateway)).toEqual([]);
    const reused = await gateway.ask(RENAME, { key: "before", name: "another" }, headers);
    expect(reused.errors).toMatchObject([{ extensions: { code: "IDEMPOTENCY_KEY_REUSED" } }]);
    expect((await gateway.ask(OUTCOME, { key: "before" }, headers)).data.mutationOutcome).toEqual({
      state: "APPLIED",
      caller: "operators:alice",
    });
    const bob = await as(staff, "bob");
    expect((await gateway.ask(OUTCOME, { key: "before" }, bob)).data).toEqual({ mutationOutcome: null });
  });

  test("are made under the new name where they were not made before", async () => {
    const headers = await as(staff, "alice");
    gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnection", count: 1 });
    const lost = await gateway.ask(RENAME, { key: "lost", name: "uplink" }, headers);
    expect(lost.errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
    await asWrittenEarlier();
    const again = await gateway.ask(RENAME, { key: "lost", name: "uplink" }, headers);
    expect(again.errors).toEqual([]);
    expect(sent(gateway)).toHaveLength(1);
    const { rows } = await database.query<{ caller: string }>(
      "select caller from journal where key = 'lost'",
    );
    expect(rows).toEqual([{ caller: `operators:alice#${staff.url}` }]);
  });
});

describe("the limits", () => {
  /** Costs 4. */
  const QUERY = "{ accounts { accountId } }";
  const execute = async (gateway: GatewayUnderTest, sub: string, queryText = QUERY) =>
    gateway.ask(queryText, {}, await as(tenant, sub));

  test.each([
    ["neither", {}, ["callerCostPerMinute", "callerConcurrent"]],
    ["one alone", { callerConcurrent: 5 }, ["callerCostPerMinute"]],
    ["none for one", { callerConcurrent: 5, callerCostPerMinute: null }, ["callerCostPerMinute"]],
  ])("of the sum are required where an issuer is a tenant's: %s", (_what, limits, missing) => {
    const folder = mkdtempSync(join(tmpdir(), "persons-"));
    const CONFIG_FILE = join(folder, "config.json");
    writeFileSync(CONFIG_FILE, JSON.stringify(access({ issuer: { ofTenant: true }, caller: { limits } })));
    let refusal = "";
    try {
      readConfig({ CONFIG_FILE });
    } catch (error) {
      refusal = String(error);
    }
    rmSync(folder, { recursive: true });
    for (const name of ["callerCostPerMinute", "callerConcurrent"])
      expect([name, refusal.includes(`callers.0.limits.${name}: must be a number`)]).toEqual([
        name,
        missing.includes(name),
      ]);
  });

  test("hold for each person, and those of the sum for all of them, counting what was answered alone", async () => {
    const gateway = await start({
      access: access({
        issuer: { ofTenant: true },
        limits: { callerConcurrent: 50 },
        caller: { limits: { costPerMinute: 8, callerCostPerMinute: 12 } },
      }),
    });
    const first = await execute(gateway, "alice");
    expect(first.extensions["cost"]).toMatchObject({
      perMinute: { allowed: 8, left: 4 },
      callerPerMinute: { allowed: 12, left: 8 },
    });
    await execute(gateway, "alice");
    const refused = await execute(gateway, "alice");
    expect(refused.status).toBe(429);
    expect(refused.errors[0]?.extensions["limit"]).toEqual({ name: "costPerMinute", sent: 4, allowed: 8 });
    // what was refused to alice is not taken from the others, ...
    const second = await execute(gateway, "bob");
    expect(second.extensions["cost"]).toMatchObject({ perMinute: { left: 4 }, callerPerMinute: { left: 0 } });
    // ... and what is refused to all is not taken from bob
    for (const name of ["bob", "carol", "dave"]) {
      const over = await execute(gateway, name);
      expect([over.status, over.errors[0]?.extensions["limit"]]).toEqual([
        429,
        { name: "callerCostPerMinute", sent: 4, allowed: 12 },
      ]);
      expect(over.errors[0]?.message).toContain("all persons of operators");
      expect(over.headers.get("retry-after")).toBe(String(over.errors[0]?.extensions["retryAfter"]));
    }
  });

  test("of requests at the same time, too", async () => {
    const limits = { concurrent: 3, callerConcurrent: 4 }; // one of each is for changes
    const gateway = await start({ access: access({ caller: { limits } }) });
    const held = "{ locations(first: 1) { totalCount } }";
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 2_000 });
    const names = ["alice", "alice", "alice", "bob", "carol"];
    const headers = await Promise.all(names.map((name) => as(tenant, name)));
    for (const one of headers) await gateway.ask("{ __typename }", {}, one); // each token is known
    const answers = await Promise.all(headers.map((one) => gateway.ask(held, {}, one)));
    const limitsHit = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions["limit"]));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(limitsHit).toHaveLength(2);
    expect(limitsHit).toContainEqual(expect.objectContaining({ name: "callerConcurrent", allowed: 4 }));
    expect((await gateway.ask("{ __typename }", {}, headers[4])).status).toBe(200);
  });
});
