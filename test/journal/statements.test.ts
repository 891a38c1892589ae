import { Client } from "pg";
import { BackgroundReconciler } from "../../src/directconnect/write/background-reconciler";
import { Clients } from "../../src/directconnect/client/clients";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { WebhookRuns } from "../../src/events/webhooks/webhook-runs";
import { EmbeddedPostgres } from "../../src/store/embedded";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** What a change and a query cost the store: the statements that reach its driver, and the calls of AWS between them. */
const RENAME = `mutation ($name: String!, $key: String) {
  updateConnection(
    account: "555555555555"
    input: { connectionId: "${fixtureIds["enterprise-100g"]}", connectionName: $name }
    idempotencyKey: $key
  ) { connectionName }
}`;

const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!, $key: String) {
  allocateHostedConnection(account: "111111111111", input: $input, idempotencyKey: $key) { connectionId }
}`;

let gateway: GatewayUnderTest;

const embedded = jest.spyOn(EmbeddedPostgres.prototype, "query");
const postgres = jest.spyOn(Client.prototype, "query");
const aws = jest.spyOn(Clients.prototype, "send");
// Background statements would be among the counted ones.
jest.spyOn(BackgroundReconciler.prototype, "start").mockReturnValue();
jest.spyOn(WebhookRuns.prototype, "start").mockReturnValue();
afterAll(() => jest.restoreAllMocks());

interface Spied {
  readonly mock: {
    readonly calls: readonly (readonly unknown[])[];
    readonly invocationCallOrder: readonly number[];
  };
}

const NOTIFY = "select pg_notify";
/** The tables of statements that run beside requests: of what is watched, and of the ages of outcomes. */
const BACKGROUND = /\b(?:watches|event_log|journal_ages|journal_marks)\b/;

/** How many messages other replicas were sent; the texts of the listening session's beats are ids. */
function messages(): number {
  return postgres.mock.calls.filter((answered: readonly unknown[]) => {
    const [sql, values] = answered;
    return (
      String(sql).startsWith(NOTIFY) && Array.isArray(values) && !/^[0-9a-f-]{36}$/.test(String(values[1]))
    );
  }).length;
}

/**
 * The statements by their first word, and the calls of AWS by their operation, in their order. Messages to other
 * replicas goes by a session of its own, beside them.
 */
function observed(): string[] {
  const inOrder = ({ mock }: Spied, nameOf: (answered: readonly unknown[]) => string) =>
    mock.calls
      .map((answered, index) => ({
        said: answered,
        name: nameOf(answered),
        at: mock.invocationCallOrder[index] ?? 0,
      }))
      .filter(({ said: [sql] }) => !String(sql).startsWith(NOTIFY) && !BACKGROUND.test(String(sql)));
  const verb = ([sql]: readonly unknown[]) => String(sql).split(" ", 1)[0] ?? "";
  return [
    ...inOrder(embedded, verb),
    ...inOrder(postgres, verb),
    ...inOrder(aws, ([, , operation]) => String(operation)),
  ]
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

describe.each(["the embedded store", "PostgreSQL"])("with %s", (kind) => {
  beforeAll(async () => {
    const settings = { STORE_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" };
    gateway = await startGatewayUnderTest(kind === "PostgreSQL" ? {} : { store: {}, settings });
    await gateway.ask(RENAME, { name: "opens the store" });
    while (messages() < (kind === "PostgreSQL" ? 2 : 0))
      await new Promise((resolve) => setTimeout(resolve, 10));
  }, 90_000);
  beforeEach(() => jest.clearAllMocks());
  afterAll(() => gateway.stop());

  test.each([
    ["with a key of its caller's", "order-1"],
    ["without one", null],
  ])("a change %s is one statement before the call and one after it", async (_what, key) => {
    const { errors } = await gateway.ask(RENAME, { name: "uplink", key });
    expect(errors).toEqual([]);
    expect(observed()).toEqual(["insert", "UpdateConnection", "update"]);
    // They go beside the answer: those that have not gone yet are waited for.
    const expected = kind === "PostgreSQL" ? 2 : 0;
    while (messages() < expected) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(messages()).toBe(expected);
  });

  test("one that AWS refuses, too", async () => {
    const operation = "UpdateConnection";
    const error = {
      name: "DirectConnectClientException",
      message: "You have reached your limit.",
      status: 400,
    };
    gateway.emulator.faults.add({ kind: "error", operation, error, count: 1 });
    const { errors } = await gateway.ask(RENAME, { name: "uplink" });
    expect(errors).toHaveLength(1);
    expect(observed()).toEqual(["insert", "UpdateConnection", "update"]);
  });

  test("an allocation on a held port, too; cold, its key is looked up before AWS is read", async () => {
    const order = (vlan: number) => ({
      key: `order-${vlan}`,
      input: {
        ...{ connectionId: fixtureIds["lag-dc2-100"], ownerAccount: "222222222222", vlan },
        ...{ bandwidth: "50Mbps", connectionName: "allocated" },
      },
    });
    // Held although nothing is fresh: a list that is read twice with the same bytes.
    const list = `{ hostedConnections(connectionId: "${fixtureIds["lag-dc2-100"]}") { totalCount } }`;
    expect((await gateway.ask(ALLOCATE, order(900))).errors).toEqual([]);
    expect(observed()).toEqual([
      "select",
      "DescribeHostedConnections",
      "insert",
      "AllocateHostedConnection",
      "update",
    ]);
    for (const _time of [1, 2]) await gateway.ask(list);
    jest.clearAllMocks();
    expect((await gateway.ask(ALLOCATE, order(901))).errors).toEqual([]);
    expect(observed()).toEqual(["insert", "AllocateHostedConnection", "update"]);
  });

  test("a query is none", async () => {
    const { errors } = await gateway.ask(
      '{ connections(accounts: ["555555555555"], first: 1) { nodes { connectionId } } }',
    );
    expect(errors).toEqual([]);
    expect(new Set(observed())).toEqual(new Set(["DescribeConnections"]));
  });
});
