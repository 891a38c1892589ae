import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fillerId, fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const EAST = `accounts: ["enterprise"], regions: ["us-east-1"]`;

describe("what is refused before AWS is asked", () => {
  test.each([
    ["first: 0", "first"],
    ["first: 1001", "first"],
    ["last: 0", "last"],
    ["first: 1, last: 1", "last"],
    [`after: "nonsense"`, "after"],
    [`before: "bm9uc2Vuc2U"`, "before"],
    [`regions: ["us-east-1", "mars"]`, "regions"],
    [`accounts: ["nobody"]`, "accounts"],
  ])("a list with %s", async (args, argument) => {
    const { data, errors } = await gateway.ask(`{ connections(${args}) { totalCount } }`);
    expect(data).toEqual({ connections: null });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", fields: [{ argument }] } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("a cursor of another order", async () => {
    const { data } = await gateway.ask(`{ connections(${EAST}, first: 1) { pageInfo { endCursor } } }`);
    const { errors } = await gateway.ask(
      `query ($after: String) { connections(${EAST}, after: $after, orderBy: { field: NAME }) { totalCount } }`,
      { after: data.connections.pageInfo.endCursor as string },
    );
    expect(errors).toMatchObject([
      {
        extensions: { fields: [{ argument: "after", allowed: "a cursor of this list in this same order" }] },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("a list over accounts and regions", () => {
  test("asks every account in every one of its regions once", async () => {
    const { data, errors } = await gateway.ask(`{ connections { totalCount unavailable { code } } }`);
    expect(errors).toEqual([]);
    expect(data.connections.unavailable).toEqual([]);
    const regions = ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "sa-east-1"];
    const places = emulatedAccounts().flatMap(({ accountId }) =>
      regions.map((region) => `${accountId} ${region} DescribeConnections`),
    );
    // Cobalt's fillers take a second page
    expect(gateway.calls()).toEqual([...places, "444444444444 us-east-1 DescribeConnections"].sort());
  });

  test("takes ids and aliases of accounts, each once", async () => {
    const { data } = await gateway.ask(
      `{ connections(accounts: ["acme", "222222222222"], regions: ["us-east-1"]) { totalCount } }`,
    );
    expect(data.connections.totalCount).toBe(3);
    expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeConnections"]);
  });

  test("shows a denied account beside what the others hold", async () => {
    const acme = emulatedAccounts().filter(({ alias }) => alias === "acme");
    const denied = await startGatewayUnderTest({
      accounts: [
        ...acme,
        {
          accountId: "777777777777",
          alias: "dark",
          regions: ["us-east-1"],
          credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "x" },
        },
      ],
    });
    try {
      const { data, errors } = await denied.ask(
        `{ connections(regions: ["us-east-1"]) {
          totalCount unavailable { account region code message retryable }
        } }`,
      );
      expect(errors).toEqual([]);
      expect(data.connections).toEqual({
        totalCount: 3,
        unavailable: [
          {
            account: "777777777777",
            region: "us-east-1",
            code: "UPSTREAM_CREDENTIALS",
            message: "AWS does not accept the gateway's credentials for account 777777777777.",
            retryable: false,
          },
        ],
      });
    } finally {
      await denied.stop();
    }
  });

  test("shows a throttled region beside the rest, as worth asking again", async () => {
    gateway.emulator.faults.add({ kind: "throttle", account: "555555555555", region: "eu-west-1" });
    const { data } = await gateway.ask(
      `{ connections(accounts: ["enterprise"], regions: ["us-east-1", "eu-west-1"]) {
        nodes { region } unavailable { account region code retryable }
      } }`,
    );
    expect(data.connections.nodes).toContainEqual({ region: "us-east-1" });
    expect(data.connections.nodes).not.toContainEqual({ region: "eu-west-1" });
    expect(data.connections.unavailable).toEqual([
      { account: "555555555555", region: "eu-west-1", code: "THROTTLED", retryable: true },
    ]);
  });

  test("shows what two regions list once", async () => {
    const leaky = await startGatewayUnderTest({ emulator: { rules: { leakOtherRegions: true } } });
    try {
      const { data } = await leaky.ask(
        `{ connections(accounts: ["enterprise"]) { nodes { connectionId region } totalCount } }`,
      );
      const ids = (data.connections.nodes as { connectionId: string }[]).map(
        ({ connectionId }) => connectionId,
      );
      expect(new Set(ids).size).toBe(data.connections.totalCount);
      expect(data.connections.nodes).toContainEqual({
        connectionId: fixtureIds["enterprise-ld5"],
        region: "eu-west-1",
      });
    } finally {
      await leaky.stop();
    }
  });
});

describe("pages", () => {
  interface Row {
    connectionId: string;
    vlan: number;
    bandwidth: string;
  }
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: ConnectionOrder) {
    hostedConnections(
      connectionId: "${fixtureIds["ic-dc2"]}", first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy
    ) {
      edges { cursor node { connectionId vlan bandwidth } }
      nodes { connectionId }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }`;
  interface Page {
    edges: { cursor: string; node: Row }[];
    nodes: { connectionId: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    totalCount: number;
  }
  const page = async (variables: Record<string, unknown>): Promise<Page> => {
    const { data, errors } = await gateway.ask(PAGE, variables);
    expect(errors).toEqual([]);
    return data.hostedConnections as Page;
  };
  const everything = async (orderBy?: object) =>
    (await page({ first: 1000, orderBy })).edges.map(({ node }) => node);

  test("hold 50 by default, and all of them count", async () => {
    const { edges, nodes, pageInfo, totalCount } = await page({});
    expect(edges).toHaveLength(50);
    expect(nodes).toEqual(edges.map(({ node: { connectionId } }) => ({ connectionId })));
    expect(totalCount).toBe(164);
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[49]?.cursor,
    });
  });

  test("walked forwards give every row once, in order", async () => {
    const walked: Row[] = [];
    let after: string | null = null;
    for (;;) {
      const { edges, pageInfo }: Page = await page({ first: 48, after });
      walked.push(...edges.map(({ node }) => node));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(walked).toEqual(await everything());
    expect(walked).toHaveLength(164);
  });

  test("walked backwards give the same", async () => {
    const walked: Row[] = [];
    let before: string | null = null;
    for (;;) {
      const { edges, pageInfo }: Page = await page({ last: 48, before });
      walked.unshift(...edges.map(({ node }) => node));
      if (!pageInfo.hasPreviousPage) break;
      before = pageInfo.startCursor;
    }
    expect(walked).toEqual(await everything());
  });

  test.each([
    ["ascending", { field: "ID" }],
    ["descending", { field: "VLAN", direction: "DESC" }],
  ])("that are requested from the end never reach beyond a cursor: %s", async (_direction, orderBy) => {
    const rows = await everything(orderBy);
    const { pageInfo } = await page({ first: 160, orderBy });
    const behind = await page({ last: 10, after: pageInfo.endCursor, orderBy });
    expect(behind.edges.map(({ node }) => node)).toEqual(rows.slice(160));
    expect(behind.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const { startCursor } = (await page({ first: 4, orderBy })).pageInfo;
    const between = await page({ last: 10, after: startCursor, before: pageInfo.endCursor, orderBy });
    expect(between.edges.map(({ node }) => node)).toEqual(rows.slice(149, 159));
    const few = await page({ first: 10, before: between.pageInfo.startCursor, orderBy });
    expect(few.edges.map(({ node }) => node)).toEqual(rows.slice(0, 10));
  });

  test("in descending order are the ascending ones turned round", async () => {
    const ascending = await everything({ field: "VLAN" });
    const descending = await everything({ field: "VLAN", direction: "DESC" });
    expect(ascending[0]?.vlan).toBe(101);
    expect(descending[0]?.vlan).toBe(1159);
    expect(descending).toEqual([...ascending].reverse());
  });

  test("ordered by bandwidth go by size, not by spelling", async () => {
    const bandwidths = (await everything({ field: "BANDWIDTH" })).map(({ bandwidth }) => bandwidth);
    expect([...new Set(bandwidths)]).toEqual(["50Mbps", "100Mbps", "500Mbps", "1Gbps"]);
  });

  test("go on where they were when the row at the cursor is gone", async () => {
    const { pageInfo } = await page({ first: 10, orderBy: { field: "VLAN" } });
    const { edges } = await page({ first: 1, after: pageInfo.endCursor, orderBy: { field: "VLAN" } });
    expect(edges[0]?.node.connectionId).toBe(fillerId(1006));
    await gateway.ask(
      `mutation ($id: ID!) { deleteConnection(account: "cobalt", input: { connectionId: $id }) { alreadyGone } }`,
      { id: fillerId(1005) },
    );
    gateway.emulator.clock.advance(24 * 3_600_000);
    const { edges: again } = await page({ first: 1, after: pageInfo.endCursor, orderBy: { field: "VLAN" } });
    expect(again[0]?.node.connectionId).toBe(fillerId(1006));
  });

  test("that are empty have no cursors", async () => {
    const { data } = await gateway.ask(
      `{ connections(${EAST}, filter: { vlan: [4094] }) {
        nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      } }`,
    );
    expect(data.connections).toEqual({
      nodes: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});

describe("filters", () => {
  const names = async (filter: string, accounts = `["acme", "blue-harbor"]`) => {
    const { data, errors } = await gateway.ask(
      `{ connections(accounts: ${accounts}, regions: ["us-east-1", "us-west-1"], filter: { ${filter} },
          orderBy: { field: NAME }) { nodes { connectionName } } }`,
    );
    expect(errors).toEqual([]);
    return (data.connections.nodes as { connectionName: string }[]).map(
      ({ connectionName }) => connectionName,
    );
  };

  test.each([
    ["state", "connectionState: [ORDERING, DOWN]", ["blue-down", "blue-ordering"]],
    ["location", `location: ["CSVA1", "EqSV5"]`, ["acme-va1", "blue-down"]],
    ["bandwidth", `bandwidth: ["500Mbps"]`, ["acme-dc2", "acme-va1"]],
    ["name", `nameContains: "ME-D"`, ["acme-dc2"]],
    ["VLAN", "vlan: [101, 102]", ["acme-dc2", "acme-va1", "blue-ordering"]],
    ["owner", `ownerAccount: ["333333333333"], vlan: [101, 102, 104]`, ["blue-down", "blue-ordering"]],
    ["id", `connectionId: ["${fixtureIds["acme-lag"]}"]`, ["acme-lag"]],
    ["LAG", `lagId: ["${fixtureIds["lag-dc2-100"]}"]`, ["acme-lag", "blue-lag"]],
    ["tag", `tags: [{ key: "env", values: ["test", "production"] }]`, ["acme-dc2", "acme-lag", "acme-va1"]],
    ["tag, any value", `tags: [{ key: "env" }], location: ["EqDC2"]`, ["acme-dc2", "acme-lag"]],
    ["several at once, which must all fit", "connectionState: [AVAILABLE], vlan: [102]", []],
    ["three at once", `bandwidth: ["500Mbps"], location: ["CSVA1"], nameContains: "acme"`, ["acme-va1"]],
    [
      "three of which each row fits two",
      `bandwidth: ["500Mbps"], location: ["EqDC2"], nameContains: "va1"`,
      [],
    ],
    [
      "four of which each row fits three",
      `bandwidth: ["500Mbps"], connectionState: [AVAILABLE], location: ["EqDC2"], nameContains: "va1"`,
      [],
    ],
  ])("by %s", async (_what, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });
});
