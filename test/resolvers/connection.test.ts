import { fixtureIds } from "../../src/emulator/fixtures/names";
import { ports } from "../../src/emulator/records/ports";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { aMarker } from "../marker";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

describe("what is refused before AWS is asked", () => {
  test("an order with several bad fields, in one error", async () => {
    const { errors } = await gateway.ask(
      `mutation {
        createConnection(input: {
          location: "Eq DC2", bandwidth: "500Mbps", connectionName: "", lagId: "dxcon-fedc2000"
        }) { id }
      }`,
    );
    expect(errors).toHaveLength(1);
    const fields = errors[0]?.extensions["fields"] as { argument: string }[];
    expect(fields.map(({ argument }) => argument).sort()).toEqual([
      "input.bandwidth",
      "input.connectionName",
      "input.lagId",
      "input.location",
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test.each([
    ["confirmConnection", 'connectionId: "dxlag-fgdc2100"'],
    ["deleteConnection", 'connectionId: "ic-dc2"'],
    ["updateConnection", 'connectionId: "dxcon-", connectionName: "fine"'],
  ])("%s of what is no connection id", async (mutation, input) => {
    const selection = mutation === "deleteConnection" ? "alreadyGone" : "id";
    const { errors } = await gateway.ask(`mutation { ${mutation}(input: { ${input} }) { ${selection} } }`);
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "input.connectionId" }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("UNKNOWN as an input, in the document and in the variables", async () => {
    const id = fixtureIds["lag-dc2-a"];
    const { errors: inDocument } = await gateway.ask(
      `mutation { updateConnection(input: { connectionId: "${id}", encryptionMode: UNKNOWN }) { id } }`,
    );
    expect(inDocument).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
    expect(inDocument[0]?.message).toContain('"UNKNOWN"');
    const { errors: inVariables } = await gateway.ask(
      `mutation ($input: UpdateConnectionInput!) { updateConnection(input: $input) { id } }`,
      { input: { connectionId: id, encryptionMode: "UNKNOWN" } },
    );
    expect(inVariables).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("what AWS refuses", () => {
  test("confirming what is not in state ordering", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) { confirmConnection(account: "acme", input: { connectionId: $id }) { id } }`,
      { id: fixtureIds["acme-dc2"] },
    );
    expect(errors).toMatchObject([
      {
        message: `ConfirmConnection failed. ${fixtureIds["acme-dc2"]} is in state available`,
        extensions: { code: "CONFLICT", aws: { operation: "ConfirmConnection" } },
      },
    ]);
  });

  test("confirming on the customer's behalf", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) { confirmConnection(account: "partner", input: { connectionId: $id }) { id } }`,
      { id: fixtureIds["blue-ordering"] },
    );
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });

  test("MACsec on a hosted connection", async () => {
    const { errors } = await gateway.ask(
      `mutation ($id: ID!) {
        updateConnection(account: "acme", input: { connectionId: $id, encryptionMode: MUST_ENCRYPT }) { id }
      }`,
      { id: fixtureIds["acme-dc2"] },
    );
    expect(errors).toMatchObject([{ extensions: { code: "REJECTED" } }]);
    expect(errors[0]?.message).toContain("is not MACsec capable");
    expect(gateway.emulator.requests.list()).toMatchObject([{ input: { encryptionMode: "must_encrypt" } }]);
  });

  test("a location of another region", async () => {
    const { errors } = await gateway.ask(
      `mutation {
        createConnection(input: { location: "EqSV5", bandwidth: "1Gbps", connectionName: "far" }) { id }
      }`,
    );
    expect(errors).toMatchObject([
      { extensions: { aws: { operation: "CreateConnection", region: "us-east-1" } } },
    ]);
  });
});

describe("a dedicated connection", () => {
  test("is ordered with one request and passes REQUESTED, PENDING, AVAILABLE", async () => {
    const input = {
      location: "EqDC2",
      bandwidth: "10Gbps",
      connectionName: "second path",
      providerName: "Equinix, Inc.",
      requestMACSec: true,
      tags: [{ key: "env", value: "production" }],
    };
    const { data, errors } = await gateway.ask(
      `mutation ($input: CreateConnectionInput!) {
        createConnection(account: "enterprise", input: $input) {
          id connectionId connectionState vlan loaIssueTime encryptionMode portEncryptionStatus macSecCapable
          tags { key value } parentInterconnect { id }
        }
      }`,
      { input },
    );
    expect(errors).toEqual([]);
    expect(gateway.emulator.requests.list()).toMatchObject([
      { operation: "CreateConnection", input: { ...input, tags: [...input.tags, aMarker] } },
    ]);
    const created = data.createConnection as { id: string; connectionId: string };
    expect(created).toEqual({
      id: `arn:aws:directconnect:us-east-1:555555555555:dxcon/${created.connectionId}`,
      connectionId: created.connectionId,
      connectionState: "REQUESTED",
      vlan: null,
      loaIssueTime: null,
      encryptionMode: "SHOULD_ENCRYPT",
      portEncryptionStatus: "ENCRYPTION_DOWN",
      macSecCapable: true,
      tags: [...input.tags, aMarker],
      parentInterconnect: null,
    });

    const later = async (milliseconds: number) => {
      gateway.emulator.clock.advance(milliseconds);
      const { data: read } = await gateway.ask(
        `query ($id: ID!) {
          connection(connectionId: $id, account: "enterprise") { connectionState loaIssueTime }
        }`,
        { id: created.connectionId },
      );
      return read.connection as { connectionState: string; loaIssueTime: string };
    };
    const hour = 3_600_000;
    const pending = await later(hour);
    expect(pending.connectionState).toBe("PENDING");
    expect(Date.parse(pending.loaIssueTime)).toBeGreaterThan(0);
    expect((await later(2 * hour)).connectionState).toBe("AVAILABLE");
  });

  test("can be renamed; null members of the input are left out of the request", async () => {
    const { data, errors } = await gateway.ask(
      `mutation ($id: ID!) {
        updateConnection(account: "enterprise", input: {
          connectionId: $id, connectionName: "backbone", encryptionMode: null
        }) { connectionName bandwidth }
      }`,
      { id: fixtureIds["enterprise-100g"] },
    );
    expect(errors).toEqual([]);
    expect(data.updateConnection).toEqual({ connectionName: "backbone", bandwidth: "100Gbps" });
    expect(gateway.emulator.requests.list().map(({ input }) => input)).toEqual([
      { connectionId: fixtureIds["enterprise-100g"], connectionName: "backbone" },
    ]);
  });
});

describe("a deletion", () => {
  const DELETE = `mutation ($account: ID, $id: ID!) {
    deleteConnection(account: $account, input: { connectionId: $id }) {
      connectionId connectionState alreadyGone connection { connectionName connectionState }
    }
  }`;

  test("in state ORDERING declines the offer", async () => {
    const id = fixtureIds["blue-ordering"];
    const { data, errors } = await gateway.ask(DELETE, { account: "blue-harbor", id });
    expect(errors).toEqual([]);
    expect(data.deleteConnection).toEqual({
      connectionId: id,
      connectionState: "REJECTED",
      alreadyGone: false,
      connection: { connectionName: "blue-ordering", connectionState: "REJECTED" },
    });
  });

  test("of a port is DELETING, and once it is gone, success that says so", async () => {
    const id = fixtureIds["enterprise-100g"];
    const { data } = await gateway.ask(DELETE, { account: "enterprise", id });
    expect(data.deleteConnection).toMatchObject({ connectionState: "DELETING", alreadyGone: false });
    gateway.emulator.clock.advance(10 * 60_000);
    const { data: again, errors } = await gateway.ask(DELETE, { account: "enterprise", id });
    expect(errors).toEqual([]);
    expect(again.deleteConnection).toEqual({
      connectionId: id,
      connectionState: "DELETED",
      alreadyGone: true,
      connection: null,
    });
  });

  test("of a port that carries a virtual interface is refused", async () => {
    const { data, errors } = await gateway.ask(DELETE, { account: "acme", id: fixtureIds["acme-dc2"] });
    expect(data).toBeNull();
    expect(errors[0]?.message).toContain("has virtual interfaces and cannot be deleted");
  });
});

describe("one by its id", () => {
  test("is one call", async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) { connection(connectionId: $id, account: "acme") { connectionName } }`,
      { id: fixtureIds["acme-dc2"] },
    );
    expect(data.connection).toEqual({ connectionName: "acme-dc2" });
    expect(gateway.emulator.requests.list()).toMatchObject([
      { operation: "DescribeConnections", input: { connectionId: fixtureIds["acme-dc2"] } },
    ]);
  });

  test("is null where the account has none, and where another account owns it", async () => {
    const { data, errors } = await gateway.ask(
      `query ($id: ID!) {
        absent: connection(connectionId: "dxcon-ffnothere") { id }
        foreign: connection(connectionId: $id, account: "blue-harbor") { id }
      }`,
      { id: fixtureIds["acme-dc2"] },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ absent: null, foreign: null });
  });

  test("several in one question are read as one list", async () => {
    const { data } = await gateway.ask(
      `query ($a: ID!, $b: ID!) {
        a: connection(connectionId: $a, account: "acme") { connectionName }
        b: connection(connectionId: $b, account: "222222222222") { connectionName }
        none: connection(connectionId: "dxcon-ffnothere", account: "acme") { connectionName }
      }`,
      { a: fixtureIds["acme-dc2"], b: fixtureIds["acme-va1"] },
    );
    expect(data).toEqual({
      a: { connectionName: "acme-dc2" },
      b: { connectionName: "acme-va1" },
      none: null,
    });
    expect(gateway.calls()).toEqual([
      "222222222222 us-east-1 DescribeConnections",
      // the third may be a hosted connection that the account allocated
      "222222222222 us-east-1 DescribeInterconnects",
      "222222222222 us-east-1 DescribeLags",
    ]);
  });
});

describe("the parent interconnect of a hosted connection", () => {
  const PARENTS = `query ($account: ID!) {
    connections(accounts: [$account], regions: ["us-east-1"]) {
      nodes { connectionName parentInterconnect { account interconnectName } }
    }
  }`;

  test("is found from the customer's side, with one read of each candidate however many ask", async () => {
    const { data, errors } = await gateway.ask(PARENTS, { account: "acme" });
    expect(errors).toEqual([]);
    expect(data.connections.nodes).toEqual(
      expect.arrayContaining([
        {
          connectionName: "acme-dc2",
          parentInterconnect: { account: "111111111111", interconnectName: "ic-dc2" },
        },
        {
          connectionName: "acme-va1",
          parentInterconnect: { account: "111111111111", interconnectName: "ic-va1" },
        },
        { connectionName: "acme-lag", parentInterconnect: null },
      ]),
    );
    const reads = gateway.emulator.requests
      .list("DescribeHostedConnections")
      .map(({ input }) => JSON.stringify(input));
    expect(new Set(reads).size).toBe(reads.length);
  });

  test("is the one that it was read from on the partner's side, without looking any further", async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) {
        hostedConnections(connectionId: $id, first: 1000) {
          nodes { parentInterconnect { interconnectName } } totalCount
        }
      }`,
      { id: fixtureIds["ic-dc2"] },
    );
    expect(data.hostedConnections.totalCount).toBe(164);
    for (const { parentInterconnect } of data.hostedConnections.nodes as { parentInterconnect: object }[]) {
      expect(parentInterconnect).toEqual({ interconnectName: "ic-dc2" });
    }
    expect(gateway.calls()).toEqual([
      "111111111111 us-east-1 DescribeHostedConnections",
      "111111111111 us-east-1 DescribeHostedConnections",
      "111111111111 us-east-1 DescribeInterconnects",
    ]);
  });

  test("is null for a dedicated connection, and costs nothing", async () => {
    const { data } = await gateway.ask(PARENTS, { account: "enterprise" });
    for (const { parentInterconnect } of data.connections.nodes as { parentInterconnect: null }[]) {
      expect(parentInterconnect).toBeNull();
    }
    expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeConnections"]);
  });
});

describe("open enums", () => {
  const encryptionMode = async (requested: GatewayUnderTest) => {
    const { data, errors } = await requested.ask(
      `query ($id: ID!) { connection(connectionId: $id, account: "acme") { encryptionMode } }`,
      { id: fixtureIds["acme-dc2"] },
    );
    expect(errors).toEqual([]);
    return (data.connection as { encryptionMode: string }).encryptionMode;
  };

  test("AWS's own unknown comes out as UNKNOWN", async () => {
    const unknowing = await startGatewayUnderTest({ emulator: { rules: { hostedEncryptionUnknown: true } } });
    try {
      expect(await encryptionMode(unknowing)).toBe("UNKNOWN");
    } finally {
      await unknowing.stop();
    }
  });

  test("a value that AWS invents comes out as UNKNOWN and is logged", async () => {
    gateway.emulator.store.table(ports).update(fixtureIds["acme-dc2"], { encryptionMode: "quantum_encrypt" });
    expect(await encryptionMode(gateway)).toBe("UNKNOWN");
    expect(gateway.logged).toContainEqual(
      expect.objectContaining({ level: "warn", enumName: "EncryptionMode", value: "quantum_encrypt" }),
    );
  });
});
