import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { version } from "../../package.json";
import { buildSchema, isEnumType } from "graphql";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { ERROR_CODES } from "../../src/errors";
import { PrometheusMetrics } from "../../src/observability/prometheus";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { databaseInBetween } from "../journal/database-in-between";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { METRICS_PORT: "0" } });
});
afterAll(() => gateway.stop());

afterEach(() => gateway.emulator.faults.clear());

async function metricsText(of = gateway): Promise<string> {
  return (await fetch(of.metricsUrl ?? "")).text();
}

test("what runs is a metric", async () => {
  const build = `{version="${version}",node="${process.versions.node}"}`;
  expect(await samples("dxgraphql_build_info")).toEqual({ [build]: 1 });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The samples of one metric, as Prometheus reads them: labels in the order of the text. */
async function samples(metric: string, of = gateway): Promise<Record<string, number>> {
  const lines = (await metricsText(of))
    .split("\n")
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
  return Object.fromEntries(
    lines.map((line) => {
      const cut = line.lastIndexOf(" ");
      return [line.slice(metric.length, cut), Number(line.slice(cut + 1))];
    }),
  );
}

/** How many each sample has grown by while something was done; what did not grow is left out. */
async function growth(
  metric: string,
  act: () => Promise<unknown>,
  of = gateway,
): Promise<Record<string, number>> {
  const before = await samples(metric, of);
  await act();
  const after = Object.entries(await samples(metric, of));
  return Object.fromEntries(
    after
      .map(([labels, value]) => [labels, value - (before[labels] ?? 0)] as const)
      .filter(([, by]) => by > 0),
  );
}

describe("requests", () => {
  test.each<[string, string, unknown]>([
    [
      "a query",
      "{ locations { nodes { locationCode } } }",
      { '{type="query",outcome="ok",status="200"}': 1 },
    ],
    ["what does not parse", "{ nothing", { '{type="none",outcome="refused",status="200"}': 1 }],
    [
      "a query with an error",
      '{ loa(connectionId: "no") { loaContentType } }',
      { '{type="query",outcome="errors",status="200"}': 1 },
    ],
    [
      "a mutation",
      'mutation { tagResource(input: { resourceArn: "no", tags: [] }) { resourceArn } }',
      { '{type="mutation",outcome="errors",status="200"}': 1 },
    ],
  ])("%s", async (_name, document, expected) => {
    expect(await growth("dxgraphql_requests_total", () => gateway.ask(document))).toEqual(expected);
  });

  test("durations, in as many classes as there are requests", async () => {
    const act = () => gateway.ask("{ locations { nodes { locationCode } } }");
    expect(await growth("dxgraphql_request_duration_seconds_count", act)).toEqual({
      '{type="query",outcome="ok"}': 1,
    });
  });

  test("errors by code", async () => {
    const act = () => gateway.ask("{ nothing");
    expect(await growth("dxgraphql_errors_total", act)).toEqual({ '{code="GRAPHQL_PARSE_FAILED"}': 1 });
  });

  test("the caller", async () => {
    const act = () => gateway.ask("{ locations { nodes { locationCode } } }");
    expect(await growth("dxgraphql_caller_requests_total", act)).toEqual({
      '{caller="anyone",outcome="ok"}': 1,
    });
  });

  test("what is too large, and never reaches GraphQL", async () => {
    const act = () => gateway.ask(`{ locations { nodes { locationCode } } } #${"x".repeat(1024 * 1024)}`);
    expect(await growth("dxgraphql_requests_total", act)).toEqual({
      '{type="none",outcome="refused",status="413"}': 1,
    });
  });

  test("a page is no request", async () => {
    const act = () => fetch(`${gateway.url}/graphql`, { headers: { accept: "text/html" } });
    expect(await growth("dxgraphql_requests_total", act)).toEqual({});
  });

  test("the names that callers make up become no label", async () => {
    const client = { "apollographql-client-name": "MadeUp" };
    await gateway.ask("query MadeUp { locations { nodes { locationCode } } }", undefined, client);
    expect(await metricsText()).not.toContain("MadeUp");
  });
});

describe("calls of Direct Connect", () => {
  const execute = () =>
    gateway.ask('{ locations(accounts: ["partner"], regions: ["us-east-1"]) { nodes { locationCode } } }');
  const where = 'operation="DescribeLocations",account="111111111111",region="us-east-1"';

  test("by operation, account, region and outcome", async () => {
    expect(await growth("dxgraphql_aws_calls_total", execute)).toEqual({ [`{${where},outcome="ok"}`]: 1 });
    expect(await growth("dxgraphql_aws_call_duration_seconds_count", execute)).toEqual({
      '{operation="DescribeLocations",outcome="ok"}': 1,
    });
  });

  test("a refusal by its code", async () => {
    const error = { name: "AccessDeniedException", message: "no", status: 400 };
    gateway.emulator.faults.add({ kind: "error", error, count: 1 });
    expect(await growth("dxgraphql_aws_calls_total", execute)).toEqual({
      [`{${where},outcome="FORBIDDEN"}`]: 1,
    });
  });

  test("throttles, those too that the retry hides", async () => {
    gateway.emulator.faults.add({ kind: "throttle", count: 2 });
    expect(await growth("dxgraphql_aws_throttles_total", execute)).toEqual({ [`{${where}}`]: 2 });
    gateway.emulator.faults.add({ kind: "throttle", count: 2 });
    expect(await growth("dxgraphql_aws_calls_total", execute)).toEqual({ [`{${where},outcome="ok"}`]: 1 });
  });
});

describe("series that an alert reads begin at 0, since no increase is seen where the first value is 1", () => {
  let started: GatewayUnderTest;
  beforeAll(async () => {
    started = await startGatewayUnderTest({ settings: { METRICS_PORT: "0" } });
  });
  afterAll(() => started.stop());
  const valuesOf = async (metric: string) => Object.entries(await samples(metric, started));

  test("lost answers, in each configured account and region", async () => {
    const places = emulatedAccounts().flatMap(({ accountId, regions }) =>
      regions.map((region) => [`{account="${accountId}",region="${region}"}`, 0]),
    );
    expect(places).not.toEqual([]);
    expect(await valuesOf("dxgraphql_lost_answers_total")).toEqual(places);
  });

  test("the codes of errors", async () => {
    const codes = ERROR_CODES.map((code) => [`{code="${code}"}`, 0]);
    expect(await valuesOf("dxgraphql_errors_total")).toEqual(codes);
  });

  test("enums that AWS may add values to", async () => {
    const schema = buildSchema(readFileSync(join(__dirname, "../../schema.graphql"), "utf8"));
    const open = Object.values(schema.getTypeMap()).filter((type) => {
      const unknown = isEnumType(type) && type.getValue("UNKNOWN");
      return unknown && unknown.description?.startsWith("AWS sends no value");
    });
    const names = open.map(({ name }) => [`{enum="${name}"}`, 0]).sort();
    expect(names).not.toEqual([]);
    expect((await valuesOf("dxgraphql_unknown_enum_values_total")).sort()).toEqual(names);
  });

  test("limits and types of events", async () => {
    expect(await samples("dxgraphql_limits_hit_total", started)).toMatchObject({
      '{limit="costPerMinute"}': 0,
      '{limit="MAX_REQUESTS"}': 0,
      '{limit="jsonDepth"}': 0,
    });
    const events = await samples("dxgraphql_change_events_total", started);
    expect(events).toMatchObject({ '{type="stateChanged"}': 0, '{type="loaIssued"}': 0 });
    const delays = await samples("dxgraphql_change_event_delay_seconds_count", started);
    expect(delays).toEqual(events);
  });
});

test("a lost answer of a change, by account and region", async () => {
  gateway.emulator.faults.add({ kind: "resetAfterExecution", operation: "UpdateConnection", count: 1 });
  const rename = `mutation { updateConnection(account: "acme", input: {
    connectionId: "${fixtureIds["acme-dc2"]}", connectionName: "renamed" }) { connectionId } }`;
  expect(await growth("dxgraphql_lost_answers_total", () => gateway.ask(rename))).toEqual({
    '{account="222222222222",region="us-east-1"}': 1,
  });
});

test("whether an account and region answer, by their last call", async () => {
  const ANSWERING = "dxgraphql_aws_answering";
  const here = '{account="222222222222",region="us-west-1"}';
  const list = () => gateway.ask('{ lags(accounts: ["acme"], regions: ["us-west-1"]) { totalCount } }');
  const refusal = { name: "AccessDeniedException", message: "no", status: 400 };
  gateway.emulator.faults.add({ kind: "error", error: refusal, operation: "DescribeLags", count: 1 });
  await list();
  expect((await samples(ANSWERING))[here]).toBe(1);
  const expired = { name: "UnrecognizedClientException", message: "no", status: 400 };
  gateway.emulator.faults.add({ kind: "error", error: expired, operation: "DescribeLags", count: 1 });
  await list();
  expect((await samples(ANSWERING))[here]).toBe(0);
  await list();
  expect((await samples(ANSWERING))[here]).toBe(1);
});

test("a call says for ten minutes whether its account and region answer", async () => {
  let now = 0;
  const metrics = await PrometheusMetrics.load("1", () => now);
  const text = () => metrics.registry.getSingleMetricAsString("dxgraphql_aws_answering");
  const place = { account: "111111111111", region: "us-east-1" };
  metrics.awsCall({ ...place, operation: "DescribeLags", outcome: "UPSTREAM_TIMEOUT", seconds: 1 });
  now = 599_999;
  expect(await text()).toContain('{account="111111111111",region="us-east-1"} 0');
  now = 600_000;
  expect(await text()).not.toContain("111111111111");
});

test("errors by caller and code; without a caller where none was found", async () => {
  const ERRORS = "dxgraphql_caller_errors_total";
  const access = { callers: [{ name: "portal", roles: ["viewer"], accounts: "all", apiKeys: [] }] };
  const closed = await startGatewayUnderTest({ settings: { METRICS_PORT: "0" }, access });
  expect(await growth(ERRORS, () => closed.ask("{ accounts { alias } }"), closed)).toEqual({
    '{caller="",code="UNAUTHENTICATED"}': 1,
  });
  await closed.stop();
  expect(await growth(ERRORS, () => gateway.ask('{ lag(lagId: "nothing") { lagId } }'))).toEqual({
    '{caller="anyone",code="BAD_USER_INPUT"}': 1,
  });
});

test("deprecated elements by caller", async () => {
  const act = () => gateway.ask('{ connectionLoa(connectionId: "dxcon-00000000") { loaContentType } }');
  expect(await growth("dxgraphql_deprecated_uses_total", act)).toEqual({
    '{element="Query.connectionLoa",caller="anyone"}': 1,
  });
});

test("the process: event-loop lag and memory", async () => {
  expect(await samples("nodejs_eventloop_lag_p99_seconds")).toEqual({ "": expect.any(Number) });
  expect(await samples("process_resident_memory_bytes")).toEqual({ "": expect.any(Number) });
});

test("a caller who hangs up is counted and logged, and leaves nothing in flight", async () => {
  gateway.emulator.faults.add({ kind: "latency", milliseconds: 300, operation: "DescribeLocations" });
  const act = async () => {
    const stop = new AbortController();
    const requests = fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        query: '{ locations(accounts: ["partner"], regions: ["us-east-1"]) { nodes { locationCode } } }',
      }),
      signal: stop.signal,
    });
    await until(async () => (await samples("dxgraphql_requests_in_flight"))[""] === 1);
    stop.abort();
    await expect(requests).rejects.toThrow();
    await until(async () => (await samples("dxgraphql_requests_in_flight"))[""] === 0);
  };
  expect(await growth("dxgraphql_requests_total", act)).toEqual({
    '{type="query",outcome="aborted",status="200"}': 1,
  });
  expect(gateway.logged).toContainEqual(expect.objectContaining({ aborted: true, operationType: "query" }));
});

test("snapshots: how old, and how much", async () => {
  let now = 0;
  const keeping = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0", SNAPSHOT_FRESH_MS: "60000" },
    now: () => now,
  });
  await keeping.ask('{ connections(accounts: ["acme"], regions: ["us-east-1"]) { totalCount } }');
  now = 7_000;
  const text = await (await fetch(keeping.metricsUrl ?? "")).text();
  expect(text).toContain('dxgraphql_snapshot_age_seconds{operation="DescribeConnections"} 7');
  expect(text).toMatch(/^dxgraphql_snapshot_bytes [1-9]/m);
  await keeping.stop();
});

test("snapshots: what alone takes more memory than all may", async () => {
  const small = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0", SNAPSHOT_FRESH_MS: "60000", SNAPSHOT_MEMORY_MB: "1" },
  });
  const connections = Array.from({ length: 1_000 }, (_, row) => ({
    connectionId: `dxcon-${row}`,
    connectionName: "x".repeat(2_000),
    connectionState: "available",
  }));
  small.emulator.faults.add({
    kind: "givenBody",
    operation: "DescribeConnections",
    count: 1,
    body: { connections },
  });
  const list = `{ connections(accounts: ["partner"], regions: ["us-east-1"]) { totalCount } lags(accounts: ["partner"], regions: ["us-east-1"]) { totalCount } }`;
  const { data } = await small.ask(list);
  expect(data.connections.totalCount).toBe(1_000);
  await small.ask(list);
  expect(small.calls()).toEqual([]);
  expect(await samples("dxgraphql_snapshots_oversized", small)).toEqual({
    '{operation="DescribeConnections"}': 1,
  });
  await small.stop();
});

test("snapshots: what questions were answered from", async () => {
  let now = 0;
  const keeping = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0", SNAPSHOT_FRESH_MS: "10000", SNAPSHOT_STALE_MS: "60000" },
    now: () => now,
  });
  const execute = (page: number) =>
    keeping.ask(`{ connections(accounts: ["acme"], regions: ["us-east-1"], first: ${page}) { totalCount } }`);
  const from = (act: () => Promise<unknown>) => growth("dxgraphql_snapshot_uses_total", act, keeping);
  const count = (origin: string) => ({ [`{operation="DescribeConnections",origin="${origin}"}`]: 1 });
  keeping.emulator.faults.add({ kind: "latency", milliseconds: 200, operation: "DescribeConnections" });
  const together = () => Promise.all([execute(1), execute(2)]);
  expect(await from(together)).toEqual({ ...count("read"), ...count("joined") });
  expect(await from(() => execute(3))).toEqual(count("fresh"));
  now = 20_000;
  expect(await from(() => execute(4))).toEqual(count("stale"));
  await keeping.stop();
});

describe("limits that are hit, by their name", () => {
  test("those of a caller", async () => {
    const limits = { depth: 3, cost: 100, costPerMinute: 100, concurrent: 1 };
    const limited = await startGatewayUnderTest({
      settings: { METRICS_PORT: "0" },
      store: {},
      access: { limits },
    });
    const hit = (act: () => Promise<unknown>) => growth("dxgraphql_limits_hit_total", act, limited);
    expect(await hit(() => limited.ask("{ accounts { alias } }"))).toEqual({});
    expect(await hit(() => limited.ask("{ lags { nodes { members { portName } } } }"))).toEqual({
      '{limit="depth"}': 1,
    });
    expect(
      await hit(() => limited.ask("{ connections(first: 1000) { totalCount nodes { vlan } } }")),
    ).toEqual({
      '{limit="cost"}': 1,
    });
    await limited.ask(
      '{ connections(accounts: "acme", regions: "us-east-1", first: 80) { totalCount nodes { vlan } } }',
    );
    const again = () =>
      limited.ask(
        '{ connections(accounts: "acme", regions: "us-east-1", first: 80) { totalCount nodes { vlan } } }',
      );
    expect(await hit(again)).toEqual({ '{limit="costPerMinute"}': 1 });
    expect(await hit(again)).toEqual({ '{limit="costPerMinute"}': 1 });
    limited.emulator.faults.add({ kind: "latency", milliseconds: 300 });
    const two = () =>
      Promise.all([limited.ask('{ lag(lagId: "dxlag-ffabc123") { lagId } }'), limited.ask("{ __typename }")]);
    expect(await hit(two)).toEqual({ '{limit="concurrent"}': 1 });
    await limited.stop();
  });

  test("registered documents, and the machine's", async () => {
    const limited = await startGatewayUnderTest({
      settings: { METRICS_PORT: "0", MAX_REQUESTS: "1" },
      access: { limits: { trustedDocumentsOnly: true } },
    });
    const hit = (act: () => Promise<unknown>) => growth("dxgraphql_limits_hit_total", act, limited);
    expect(await hit(() => limited.ask("{ __typename }"))).toEqual({ '{limit="trustedDocumentsOnly"}': 1 });
    const { hostname, port } = new URL(limited.url);
    const slow = connect(Number(port), hostname, () =>
      slow.write(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n",
      ),
    );
    const refused = () => until(async () => (await limited.ask("{ __typename }")).status === 503);
    expect(await hit(refused)).toMatchObject({ '{limit="MAX_REQUESTS"}': 1 });
    slow.destroy();
    await limited.stop();
  });
});

describe("the store", () => {
  const OPEN = "dxgraphql_journal_open_entries";
  const NONE_OPEN = Object.fromEntries(
    emulatedAccounts().flatMap(({ accountId }) => [
      [`{state="open",account="${accountId}"}`, 0],
      [`{state="unknown",account="${accountId}"}`, 0],
    ]),
  );
  const RENAME = `mutation {
    updateConnection(account: "acme", input: { connectionId: "${fixtureIds["acme-dc2"]}", connectionName: "new" }) {
      connectionId
    }
  }`;

  test("changes without an outcome, and failures; metrics are read while it hangs", async () => {
    const database = await databaseInBetween();
    const watched = await startGatewayUnderTest({
      settings: { METRICS_PORT: "0", STORE_TIMEOUT_MS: "2000" },
      store: { postgres: database.postgres },
    });
    await watched.ask('{ mutationOutcome(key: "x") { key } }');
    expect(await samples(OPEN, watched)).toEqual(NONE_OPEN);
    watched.emulator.faults.add({ kind: "latency", milliseconds: 1_000, operation: "UpdateConnection" });
    const change = watched.ask(RENAME);
    await until(async () => (await samples(OPEN, watched))['{state="open",account="222222222222"}'] === 1);
    expect((await change).errors).toEqual([]);
    await until(async () => (await samples(OPEN, watched))['{state="open",account="222222222222"}'] === 0);
    database.be("silent");
    expect(await samples(OPEN, watched)).toEqual({});
    expect((await samples("dxgraphql_store_failures_total", watched))[""]).toBeGreaterThan(0);
    database.be("up");
    await watched.stop();
    database.stop();
  });

  test("is not opened for metrics", async () => {
    const closed = await startGatewayUnderTest({ settings: { METRICS_PORT: "0" }, store: {} });
    expect(await samples(OPEN, closed)).toEqual(NONE_OPEN);
    expect(await samples("dxgraphql_store_failures_total", closed)).toEqual({ "": 0 });
    expect(await samples("dxgraphql_listening", closed)).toEqual({});
    await closed.stop();
  });
});

describe("the port", () => {
  test("has metrics and nothing else", async () => {
    const { origin } = new URL(gateway.metricsUrl ?? "");
    for (const path of ["/", "/graphql", "/metrics/"]) expect((await fetch(origin + path)).status).toBe(404);
    expect((await fetch(`${origin}/metrics`, { method: "POST" })).status).toBe(404);
  });

  test("GraphQL's own port has none", async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  });

  test("is not opened unless it is set", async () => {
    const plain = await startGatewayUnderTest();
    expect(plain.metricsUrl).toBeUndefined();
    await plain.stop();
  });

  test("is closed with the gateway", async () => {
    const other = await startGatewayUnderTest({ settings: { METRICS_PORT: "0" } });
    expect(await metricsText(other)).toContain("dxgraphql_build_info");
    await other.stop();
    await expect(fetch(other.metricsUrl ?? "")).rejects.toThrow();
  });
});
