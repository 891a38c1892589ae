import { createHash, randomBytes } from "node:crypto";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../gateway";

const operation = "AllocateHostedConnection";
const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!, $key: String) {
  allocateHostedConnection(input: $input, idempotencyKey: $key) { connectionId vlan }
}`;
const AT_ONCE = 50;

const id = randomBytes(8).toString("hex");
const apiKey = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const sha256 = createHash("sha256").update(apiKey).digest("hex");
/** May have ten requests running at once. */
const access = {
  callers: [
    {
      name: "acme",
      roles: ["admin"],
      accounts: "all",
      apiKeys: [{ id, sha256, expires: "2099-01-01T00:00:00Z" }],
      limits: { concurrent: 10 },
    },
  ],
};

const variables = (key: string | null, vlan: number) => ({
  input: {
    connectionId: fixtureIds["ic-dc2"],
    ownerAccount: "222222222222",
    connectionName: "acme-branch",
    bandwidth: "50Mbps",
    vlan,
  },
  key,
});

const STORES: Record<string, TestOptions> = {
  PostgreSQL: { settings: { CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" } },
  "the embedded store": {
    store: {},
    settings: { CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" },
  },
};

describe.each(Object.entries(STORES))("equal changes at once, with %s", (_name, options) => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest({ access, ...options });
  }, 90_000);
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.emulator.reset());

  const execute = (
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) => gateway.ask(query, variables, { "x-api-key": apiKey, ...headers });
  const atOnce = (one: (index: number) => Promise<Answer>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(index)));
  const sent = () => gateway.emulator.requests.list(operation).length;
  const codes = (answers: readonly Answer[]) =>
    answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions["code"]));

  test("are one change, and each is given its answer", async () => {
    // All have come before the first one is answered.
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 3_000, operation });
    const answers = await atOnce(() => execute(ALLOCATE, variables("order-1", 310)));
    expect(codes(answers)).toEqual([]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(sent()).toBe(1);
    // the operation and its answer, and the change once: 10
    const costs = answers.map(({ extensions }) => (extensions["cost"] as { requested: number }).requested);
    expect(costs.sort((one, other) => one - other)).toEqual([...Array<number>(AT_ONCE - 1).fill(2), 12]);
    const replayed = answers.filter((answer) => answer.headers.get("idempotency-replayed") === "true");
    expect(replayed).toHaveLength(AT_ONCE - 1);
    expect(answers.map((answer) => answer.headers.get("idempotency-key"))).toEqual(
      answers.map(() => '"order-1"'),
    );
    const { data } = await execute(
      `{ auditEntries(filter: { operation: ["${operation}"] }) { totalCount } }`,
    );
    expect(data).toEqual({ auditEntries: { totalCount: 1 } });
  });

  test("are one change where the key is a header", async () => {
    const headers = { "idempotency-key": '"order-2"' };
    const answers = await atOnce(() => execute(ALLOCATE, variables(null, 311), headers));
    expect(codes(answers)).toEqual([]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(sent()).toBe(1);
  });

  test("are one change where they come in batches", async () => {
    const post = async () => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey },
        body: JSON.stringify([{ query: ALLOCATE, variables: variables("order-3", 312) }]),
      });
      const [{ data }] = (await response.json()) as [{ data: unknown }];
      return JSON.stringify(data);
    };
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, post));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("dxcon-");
    expect(sent()).toBe(1);
  });

  test("are one refusal, which each is given", async () => {
    const error = {
      name: "DirectConnectClientException",
      message: "You have reached your limit.",
      status: 400,
    };
    gateway.emulator.faults.add({ kind: "error", operation, error, count: 1 });
    const answers = await atOnce(() => execute(ALLOCATE, variables("order-4", 313)));
    expect(codes(answers)).toEqual(answers.map(() => "QUOTA_EXCEEDED"));
    expect(new Set(answers.map(({ errors }) => errors[0]?.message)).size).toBe(1);
    expect(sent()).toBe(1);
  });

  test("under one key with another input are refused, and nothing is sent for them", async () => {
    const answers = await Promise.all(
      [315, 315, 315, 316, 316].map((vlan) => execute(ALLOCATE, variables("order-6", vlan))),
    );
    const refused = answers.filter(({ errors }) => errors.length > 0);
    expect(codes(refused)).toEqual(refused.map(() => "IDEMPOTENCY_KEY_REUSED"));
    expect([2, 3]).toContain(refused.length);
    expect(sent()).toBe(1);
  });

  test("leave nothing behind: the next ones with the key are given the outcome again", async () => {
    await atOnce(() => execute(ALLOCATE, variables("order-7", 317)));
    const again = await execute(ALLOCATE, variables("order-7", 317));
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(sent()).toBe(0); // since that document was sent
  });
});

test("equal changes at once ask AWS no more than one does, for what is read before and after it too", async () => {
  const UPDATE = `mutation ($key: String, $input: UpdateConnectionInput!) {
    updateConnection(account: "555555555555", input: $input, idempotencyKey: $key) { connectionName virtualInterfaces { nodes { vlan } } }
  }`;
  const callsOf = async (count: number) => {
    const gateway = await startGatewayUnderTest({ access, settings: { SNAPSHOT_FRESH_MS: "600000" } });
    // A request after its end would read once more.
    gateway.emulator.faults.add({ kind: "latency", operation: "UpdateConnection", milliseconds: 3_000 });
    const input = { connectionId: fixtureIds["enterprise-100g"], connectionName: "renamed" };
    const answers = await Promise.all(
      Array.from({ length: count }, () =>
        gateway.ask(UPDATE, { key: "one", input }, { "x-api-key": apiKey }),
      ),
    );
    const calls = gateway.calls();
    await gateway.stop();
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    return calls;
  };
  const ofOne = await callsOf(1);
  expect(ofOne.length).toBeGreaterThan(1);
  expect(await callsOf(AT_ONCE)).toEqual(ofOne);
});
