import type { Fault } from "../../../src/emulator/wire/faults";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const enterprise = "555555555555";
const EAST = { account: enterprise, region: "us-east-1" };

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: { METRICS_PORT: "0" },
    access: { limits: { batch: 2 } },
  });
});
beforeEach(() => gateway.emulator.faults.clear());
afterAll(() => gateway.stop());

const deny = (fault: Partial<Fault> = {}, of = gateway) =>
  of.emulator.faults.add({
    kind: "error",
    error: { name: "AccessDeniedException", message: "not for you" },
    ...fault,
  });

const reported = ({ extensions }: Answer) => extensions["unavailable"];

describe("a list of which nothing could be read is null, and its siblings are not", () => {
  test("with the code of all places, where they agree", async () => {
    deny({ operation: "DescribeConnections" });
    const { data, errors } = await gateway.ask(`{
      connections(accounts: ["enterprise", "acme"], regions: ["us-east-1"]) { totalCount }
      lags(accounts: ["enterprise"], regions: ["us-east-1"]) { unavailable { code } }
    }`);
    expect(data).toEqual({ connections: null, lags: { unavailable: [] } });
    expect(errors).toMatchObject([
      {
        path: ["connections"],
        message:
          "Nothing could be read. 555555555555 us-east-1: AWS does not allow account 555555555555 to do directconnect:DescribeConnections in us-east-1. 222222222222 us-east-1: AWS does not allow account 222222222222 to do directconnect:DescribeConnections in us-east-1.",
        extensions: { code: "FORBIDDEN", retryable: false },
      },
    ]);
  });

  test("with UPSTREAM_UNAVAILABLE where they do not", async () => {
    deny({ operation: "DescribeConnections", account: enterprise });
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
    const { data, errors } = await gateway.ask(
      `{ connections(accounts: ["enterprise", "acme"], regions: ["us-east-1"]) { totalCount } }`,
    );
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } }]);
  });

  test("one that is partly read is there, and says what it lacks", async () => {
    deny({ operation: "DescribeConnections", account: enterprise });
    const { data, errors } = await gateway.ask(
      `{ connections(accounts: ["enterprise", "acme"], regions: ["us-east-1"]) { unavailable { account operation code } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.connections.unavailable).toEqual([
      { account: enterprise, operation: "DescribeConnections", code: "FORBIDDEN" },
    ]);
  });

  test("one of whose accounts AWS says that it is missing says so without being asked", async () => {
    const error = { name: "DirectConnectClientException", message: "Account does not exist" };
    gateway.emulator.faults.add({
      kind: "error",
      error,
      operation: "DescribeConnections",
      account: enterprise,
    });
    const answer = await gateway.ask(
      `{ connections(accounts: ["enterprise", "acme"], regions: ["us-east-1"]) { totalCount } }`,
    );
    expect(answer.data.connections.totalCount).toBeGreaterThan(0);
    expect(reported(answer)).toMatchObject([
      { ...EAST, operation: "DescribeConnections", code: "UPSTREAM_UNAVAILABLE" },
    ]);
  });

  test("one that is read, and empty, is empty", async () => {
    deny({ operation: "DescribeDirectConnectGatewayAssociations" });
    // cobalt has no Direct Connect gateway, so none of its associations is read
    const { data, errors } = await gateway.ask(
      `{ directConnectGatewayAssociations(accounts: ["cobalt"]) { totalCount } }`,
    );
    expect(errors).toEqual([]);
    expect(data.directConnectGatewayAssociations.totalCount).toBe(0);
  });
});

/** Every list that is read of AWS, as a field of a document, with the operations whose failure leaves nothing of it. */
const LISTS: readonly (readonly [field: string, operations: readonly string[], document: string])[] = [
  ["connections", ["DescribeConnections"], `{ connections { totalCount } }`],
  ["interconnects", ["DescribeInterconnects"], `{ interconnects { totalCount } }`],
  ["lags", ["DescribeLags"], `{ lags { totalCount } }`],
  ["locations", ["DescribeLocations"], `{ locations { totalCount } }`],
  ["virtualInterfaces", ["DescribeVirtualInterfaces"], `{ virtualInterfaces { totalCount } }`],
  ["virtualGateways", ["DescribeVirtualGateways"], `{ virtualGateways { totalCount } }`],
  ["failoverTests", ["ListVirtualInterfaceTestHistory"], `{ failoverTests { totalCount } }`],
  ["directConnectGateways", ["DescribeDirectConnectGateways"], `{ directConnectGateways { totalCount } }`],
  [
    "directConnectGatewayAssociations",
    ["DescribeDirectConnectGateways"],
    `{ directConnectGatewayAssociations { totalCount } }`,
  ],
  [
    "directConnectGatewayAssociations",
    ["DescribeDirectConnectGatewayAssociations"],
    `{ directConnectGatewayAssociations(accounts: ["enterprise"]) { totalCount } }`,
  ],
  [
    "directConnectGatewayAttachments",
    ["DescribeDirectConnectGatewayAttachments"],
    `{ directConnectGatewayAttachments(virtualInterfaceId: "dxvif-00000000") { totalCount } }`,
  ],
  [
    "directConnectGatewayAssociationProposals",
    ["DescribeDirectConnectGatewayAssociationProposals"],
    `{ directConnectGatewayAssociationProposals { totalCount } }`,
  ],
  [
    "hostedConnections",
    ["DescribeHostedConnections"],
    `{ hostedConnections(connectionId: "dxcon-fgdc2000", account: "partner") { totalCount } }`,
  ],
  [
    "connectionsOnInterconnect",
    ["DescribeConnectionsOnInterconnect"],
    `{ connectionsOnInterconnect(interconnectId: "dxcon-fgdc2000", account: "partner") { totalCount } }`,
  ],
  [
    "acceptanceInbox",
    ["DescribeConnections", "DescribeVirtualInterfaces", "DescribeDirectConnectGatewayAssociationProposals"],
    `{ acceptanceInbox { offers { __typename } } }`,
  ],
  [
    "resourceTags",
    ["DescribeTags"],
    `{ resourceTags(resourceArns: ["arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-fgdc2000"]) { tags { key } } }`,
  ],
  ["customerMetadata", ["DescribeCustomerMetadata"], `{ customerMetadata { agreements { status } } }`],
];

test.each(LISTS)("nothing of %s, without %j, is null with an error", async (field, operations, document) => {
  for (const operation of operations) deny({ operation });
  const answer = await gateway.ask(document.replace(/^\{/, "{ viewer { name }"));
  expect(answer.data).toMatchObject({ viewer: { name: expect.any(String) as string }, [field]: null });
  expect(answer.errors).toMatchObject([{ path: [field], extensions: { code: "FORBIDDEN" } }]);
  expect(reported(answer)).toContainEqual(
    expect.objectContaining({ operation: operations[0], code: "FORBIDDEN" }),
  );
});

const GATEWAY = `directConnectGateway(account: "enterprise", directConnectGatewayId: "dc600000-0000-4000-8000-000000000002")`;

describe("relations", () => {
  test.each([
    ["attachments { totalCount }", "DescribeDirectConnectGatewayAttachments"],
    ["associations { totalCount }", "DescribeDirectConnectGatewayAssociations"],
    ["proposals { totalCount }", "DescribeDirectConnectGatewayAssociationProposals"],
    ["virtualInterfaces { totalCount }", "DescribeVirtualInterfaces"],
    ["resiliency { asBuilt { tier } }", "DescribeDirectConnectGatewayAttachments"],
    ["resiliency { asBuilt { tier } }", "DescribeVirtualInterfaces"],
  ])("%s of a Direct Connect gateway, without %s", async (selection, operation) => {
    deny({ operation });
    const answer = await gateway.ask(`{ ${GATEWAY} { directConnectGatewayName ${selection} } }`);
    const [field = ""] = selection.split(" ");
    expect(answer.data.directConnectGateway).toEqual({
      directConnectGatewayName: expect.any(String) as string,
      [field]: null,
    });
    expect(answer.errors).toMatchObject([
      { path: ["directConnectGateway", field], extensions: { code: "FORBIDDEN" } },
    ]);
    expect(reported(answer)).toContainEqual(expect.objectContaining({ operation, code: "FORBIDDEN" }));
  });
});

describe("missing rows are reported without being selected", () => {
  const QUERY = `query Names { connections(regions: ["us-east-1"]) { nodes { connectionName } } }`;
  const missing = [
    {
      ...EAST,
      operation: "DescribeConnections",
      code: "FORBIDDEN",
      message:
        "AWS does not allow account 555555555555 to do directconnect:DescribeConnections in us-east-1.",
      retryable: false,
    },
  ];

  test("not where nothing is missing", async () => {
    expect(reported(await gateway.ask(QUERY))).toBeUndefined();
  });

  test("in the answer, whichever way it takes, in the log and in a metric", async () => {
    await gateway.ask(QUERY); // from now on the document is known, and answered directly
    deny({ account: enterprise });
    gateway.logged.splice(0);
    const fast = await gateway.ask(QUERY);
    expect(fast.errors).toEqual([]);
    expect(reported(fast)).toEqual(missing);
    const slow = await gateway.ask(QUERY, undefined, { "content-type": "application/json;charset=UTF-8" });
    expect(reported(slow)).toEqual(missing);
    const warnings = gateway.logged.filter(({ msg }) => msg === "an answer is not whole");
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatchObject({
      level: "warn",
      ...EAST,
      operation: "DescribeConnections",
      code: "FORBIDDEN",
      reason: missing[0]?.message,
      requestId: fast.headers.get("x-request-id"),
    });
    const metrics = await (await fetch(gateway.metricsUrl ?? "")).text();
    expect(metrics).toMatch(
      /dxgraphql_unavailable_total\{operation="DescribeConnections",account="555555555555",region="us-east-1",code="FORBIDDEN"\} [1-9]/,
    );
  });

  test.each([
    ["FORBIDDEN", "AccessDeniedException"],
    ["THROTTLED", "ThrottlingException"],
    ["UPSTREAM_CREDENTIALS", "UnrecognizedClientException"],
    ["UPSTREAM_CREDENTIALS", "InvalidSignatureException"],
    ["UPSTREAM_UNAVAILABLE", "DirectConnectServerException"],
  ])("under a parent too, where it is %s (%s)", async (code, name) => {
    const operation = "DescribeHostedConnections";
    gateway.emulator.faults.add({ kind: "error", operation, error: { name, message: "not now" } });
    const answer = await gateway.ask(
      `{ interconnect(interconnectId: "${fixtureIds["ic-dc2"]}") { hostedConnections { totalCount } } }`,
    );
    expect(answer.data).toEqual({ interconnect: { hostedConnections: null } });
    expect(answer.errors).toMatchObject([
      { path: ["interconnect", "hostedConnections"], extensions: { code } },
    ]);
    expect(reported(answer)).toMatchObject([
      { account: "111111111111", region: "us-east-1", operation, code },
    ]);
  });

  test("of each operation of a batch alone", async () => {
    deny({ account: enterprise });
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query: "{ viewer { name } }" }, { query: QUERY }]),
    });
    const [whole, partial] = (await response.json()) as Answer[];
    expect(whole?.extensions).not.toHaveProperty("unavailable");
    expect(partial?.extensions["unavailable"]).toEqual(missing);
  });

  test("also where a lookup over accounts swallows it: null is then not all that there is to say", async () => {
    // the hosted connection's interconnect is the partner's, whom AWS does not let read
    deny({ account: "111111111111" });
    const answer = await gateway.ask(`{
      connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") {
        connectionName parentInterconnect { interconnectName }
      }
    }`);
    expect(answer.data.connection).toEqual({ connectionName: "acme-dc2", parentInterconnect: null });
    expect(reported(answer)).toContainEqual(
      expect.objectContaining({ account: "111111111111", operation: "DescribeInterconnects" }),
    );
  });

  test("a page under GET has another tag than the whole one, so caches do not confuse them", async () => {
    const get = (headers: Record<string, string> = {}) =>
      fetch(`${gateway.url}/graphql?query=${encodeURIComponent(QUERY)}`, {
        headers: { "apollo-require-preflight": "1", ...headers },
      });
    const whole = await get();
    const etag = whole.headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    deny({ account: "444444444444", region: "us-east-1" });
    const partial = await get({ "if-none-match": etag });
    expect(partial.status).toBe(200);
    expect(partial.headers.get("etag")).toBeNull();
    expect(((await partial.json()) as Answer).extensions).toHaveProperty("unavailable");
  });
});

test("an answer with something missing is not remembered, and the whole one is once it can be had", async () => {
  let now = 0;
  const kept = await startGatewayUnderTest({
    settings: { SNAPSHOT_FRESH_MS: "60000", SNAPSHOT_STALE_MS: "0" },
    now: () => now,
  });
  try {
    const query = `query Two { connections(accounts: ["enterprise", "acme"], regions: ["us-east-1"]) { totalCount } }`;
    deny({ account: enterprise }, kept);
    for (const _time of [1, 2, 3, 4]) {
      expect(reported(await kept.ask(query))).toMatchObject([EAST]);
      now += 2000; // a failed read may be tried again
    }
    kept.emulator.faults.clear();
    const whole = await kept.ask(query);
    expect(reported(whole)).toBeUndefined();
    expect(whole.data.connections.totalCount).toBeGreaterThan(0);
  } finally {
    await kept.stop();
  }
});

test("tags of two accounts, of which one cannot be read: its own are null with an error", async () => {
  deny({ operation: "DescribeTags", account: enterprise });
  const arns = [
    "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-fgdc2000",
    "arn:aws:directconnect:us-east-1:555555555555:dxvif/dxvif-00000000",
  ];
  const { data, errors } = await gateway.ask(
    `query Tags($arns: [ID!]!) { resourceTags(resourceArns: $arns) { resourceArn tags { key } } }`,
    { arns },
  );
  expect(data.resourceTags).toEqual([
    { resourceArn: arns[0], tags: expect.any(Array) as unknown[] },
    { resourceArn: arns[1], tags: null },
  ]);
  expect(errors).toMatchObject([{ path: ["resourceTags", 1, "tags"], extensions: { code: "FORBIDDEN" } }]);
});

test("a set of ports of which one could not be searched everywhere is no mistake of the caller", async () => {
  deny({ account: "111111111111", operation: "DescribeInterconnects" });
  deny({ account: "111111111111", operation: "DescribeLags" });
  const { data, errors } = await gateway.ask(
    `{ resiliency(ids: ["arn:aws:directconnect:us-east-1:999999999999:dxcon/dxcon-ffnothere"]) { redundancyLost } }`,
  );
  expect(data).toEqual({ resiliency: null });
  expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
});
