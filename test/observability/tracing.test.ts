import { version } from "../../package.json";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";
import { type ArrivedSpan, startCollector, treeOf } from "./collector";

type Act = (gateway: GatewayUnderTest) => Promise<unknown>;

/** What the collector has after something was done; the gateway sends its last spans when it stops. */
async function traced(act: Act, settings: Record<string, string> = {}, options: TestOptions = {}) {
  const collector = await startCollector();
  const gateway = await startGatewayUnderTest({
    ...options,
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings, ...options.settings },
  });
  try {
    await act(gateway);
  } finally {
    await gateway.stop();
    await collector.close();
  }
  const spans = collector.spans();
  const named = (name: string): ArrivedSpan | undefined => spans.find((span) => span.name === name);
  return { spans, named, collector, logged: gateway.logged };
}

/** The kind of a span, as OTLP has it. */
const SERVER = 2;

const LOCATIONS = `query Where {
  here: locations(accounts: ["partner"], regions: ["us-east-1"]) { nodes { locationCode } }
}`;

test("a request, its operation, its root fields and the calls of AWS below them", async () => {
  const { spans, named } = await traced(({ ask: execute }) =>
    execute(
      `query Two {
        connections(accounts: ["acme"], regions: ["us-east-1"], first: 2) { nodes { virtualInterfaces { totalCount } } }
        locations(accounts: ["partner"], regions: ["us-east-1"]) { nodes { locationCode } }
      }`,
    ),
  );
  expect(treeOf(spans)).toEqual([
    "POST /graphql",
    "  query",
    "    Query.connections",
    "      DirectConnect.DescribeConnections",
    "      DirectConnect.DescribeVirtualInterfaces",
    "    Query.locations",
    "      DirectConnect.DescribeLocations",
  ]);
  expect(named("DirectConnect.DescribeLocations")?.attributes).toEqual({
    "rpc.system": "aws-api",
    "rpc.service": "DirectConnect",
    "rpc.method": "DescribeLocations",
    "cloud.account.id": "111111111111",
    "cloud.region": "us-east-1",
    "aws.request_id": expect.stringMatching(/./),
  });
});

describe("a change", () => {
  const RENAME = `mutation Rename {
    updateConnection(account: "acme", input: { connectionId: "${fixtureIds["acme-dc2"]}", connectionName: "new" }) {
      connectionId
    }
  }`;

  test.each([
    ["PostgreSQL", {}],
    [
      "the embedded store",
      { store: {}, settings: { STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" } },
    ],
  ])(
    "and its statements of the journal in %s, and no background statements",
    async (_name, options) => {
      const { spans, named } = await traced(
        async ({ ask: execute }) => {
          expect((await execute(RENAME)).errors).toEqual([]);
          await new Promise((resolve) => setTimeout(resolve, 2_500)); // a run of the reconciler
        },
        {},
        options,
      );
      expect(treeOf(spans)).toEqual([
        "POST /graphql",
        "  mutation",
        "    Mutation.updateConnection",
        "      DirectConnect.UpdateConnection",
        "      Journal.open",
        "      Journal.settle",
      ]);
      expect(named("Journal.open")).toMatchObject({
        failed: false,
        attributes: { "db.system.name": "postgresql", "db.collection.name": "journal" },
      });
    },
    90_000,
  );

  test("that the store does not take", async () => {
    const postgres = { url: "postgres://postgres@127.0.0.1:1/none", connections: 1 };
    const { named } = await traced(({ ask: execute }) => execute(RENAME), {}, { store: { postgres } });
    expect(named("Journal.open")).toMatchObject({
      failed: true,
      attributes: { "error.type": "STORE_UNAVAILABLE" },
    });
  });
});

test("who asked what, and how it ended", async () => {
  const { named, collector } = await traced(
    ({ ask: execute }) => execute(LOCATIONS, undefined, { "x-request-id": "r-1" }),
    {
      OTEL_SERVICE_NAME: "dx",
    },
  );
  expect(named("POST /graphql")).toMatchObject({
    failed: false,
    attributes: {
      "http.request.method": "POST",
      "http.route": "/graphql",
      "url.path": "/graphql",
      "url.scheme": "http",
      "http.response.status_code": 200,
      "request.id": "r-1",
      "enduser.id": "anyone",
      "graphql.outcome": "ok",
    },
  });
  expect(named("POST /graphql")?.kind).toBe(SERVER);
  // OpenTelemetry's conventions for a GraphQL server: no name of the client's in the span's, and no document.
  expect(named("query")).toMatchObject({ kind: SERVER });
  expect(named("query")?.attributes).toEqual({
    "graphql.operation.type": "query",
    "graphql.operation.name": "Where",
  });
  expect(named("Query.locations")?.attributes).toEqual({
    "graphql.field.coordinate": "Query.locations",
    "graphql.field.path": "here",
  });
  expect(collector.resources()).toEqual([{ "service.name": "dx", "service.version": version }]);
});

test("failures by their code", async () => {
  const { named } = await traced(async ({ ask: execute, emulator }) => {
    emulator.faults.add({ kind: "error", error: { name: "AccessDeniedException", message: "no" } });
    await execute('{ customerMetadata(account: "partner") { nniPartnerType } }');
  });
  expect(named("DirectConnect.DescribeCustomerMetadata")).toMatchObject({
    failed: true,
    attributes: { "error.type": "FORBIDDEN" },
  });
  expect(named("query")).toMatchObject({ failed: true, attributes: { "error.type": "FORBIDDEN" } });
  expect(named("POST /graphql")).toMatchObject({
    failed: false,
    attributes: { "graphql.outcome": "errors", "graphql.error.codes": ["FORBIDDEN"] },
  });
});

describe("the caller's own trace", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  test("is continued", async () => {
    const { spans, named } = await traced(({ ask: execute }) =>
      execute(LOCATIONS, undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-01` }),
    );
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(named("POST /graphql")?.parentSpanId).toBe("b7ad6b7169203331");
  });

  test("is left out where it says that it is not sampled", async () => {
    const { spans } = await traced(({ ask: execute }) =>
      execute(LOCATIONS, undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-00` }),
    );
    expect(spans).toEqual([]);
  });

  test.each(["nonsense", `00-${"0".repeat(32)}-b7ad6b7169203331-01`, `ff-${traceId}-b7ad6b7169203331-01`])(
    "is not believed where it makes no sense: %s",
    async (traceparent) => {
      const { named } = await traced(({ ask: execute }) => execute(LOCATIONS, undefined, { traceparent }));
      expect(named("POST /graphql")?.parentSpanId ?? "").toBe("");
    },
  );
});

test("log lines name the trace that they are part of", async () => {
  const { named, logged } = await traced(({ ask: execute }) => execute(LOCATIONS));
  const { traceId, spanId } = named("POST /graphql") ?? {};
  expect(logged).toContainEqual(expect.objectContaining({ msg: "query Where", traceId, spanId }));
  expect(logged).toContainEqual(
    expect.objectContaining({
      msg: "asked Direct Connect",
      traceId,
      spanId: named("Query.locations")?.spanId,
    }),
  );
});

describe("nothing is traced", () => {
  test.each<[string, Record<string, string>]>([
    ["where the exporter is none", { OTEL_TRACES_EXPORTER: "none" }],
    ["where the sampler says so", { OTEL_TRACES_SAMPLER: "always_off" }],
    ["of none of the requests", { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" }],
  ])("%s", async (_name, settings) => {
    const { spans } = await traced(({ ask: execute }) => execute(LOCATIONS), settings);
    expect(spans).toEqual([]);
  });
});

test("a collector that refuses costs no answer, and is reported in the log", async () => {
  const collector = await startCollector(400);
  const gateway = await startGatewayUnderTest({
    settings: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own` },
  });
  const { data } = await gateway.ask(LOCATIONS);
  expect(data.here.nodes).not.toEqual([]);
  await gateway.stop();
  expect(collector.spans()).not.toEqual([]);
  expect(gateway.logged).toContainEqual(expect.objectContaining({ level: "warn", library: "OpenTelemetry" }));
  await collector.close();
});
