import { Client } from "pg";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { HandClocks } from "../../clocks";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { databaseInBetween } from "../../journal/database-in-between";
import { borrowSharedDatabase } from "../../runner/databases";

/** What AWS answered to a change that it refused is not lost, whatever happens to the process that it answered. */

const UNHURRIED = {
  AWS_TIMEOUT_MS: "60000",
  CHANGE_DEADLINE_MS: "60000",
  CONSISTENCY_WINDOW_MS: "1",
};
/** Of what was sent, it can be said about immediately that it was not made. */
const SHORT = { ...UNHURRIED, AWS_TIMEOUT_MS: "1000", CHANGE_DEADLINE_MS: "30000" };
/** Nothing can be said to be not made as long as the consistency window lasts. */
const LONG = { ...SHORT, CHANGE_DEADLINE_MS: "2000", CONSISTENCY_WINDOW_MS: "600000" };

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function start(settings: Record<string, string>, options: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ settings: { WRITE_ATTEMPTS: "1", ...settings }, ...options });
  running.push(gateway);
  return gateway;
}

const OUTCOME = `query ($key: String!) { mutationOutcome(key: $key) { state error { code message } } }`;
async function outcomeOf(gateway: GatewayUnderTest, key: string) {
  const { data, errors } = await gateway.ask(OUTCOME, { key });
  expect(errors).toEqual([]);
  return data.mutationOutcome as { state: string; error: unknown };
}

/** Waits until a change has a state; the test's own time limit is the end of that. */
async function settledAs(gateway: GatewayUnderTest, key: string, state: string) {
  for (;;) {
    const outcome = await outcomeOf(gateway, key);
    if (outcome.state === state) return outcome;
    await moment();
  }
}

/** How often the lease of the only entry was renewed. */
async function renewals({ url }: { readonly url: string }): Promise<number> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client
    .query<{ lease_renewals: number }>("select lease_renewals from journal")
    .finally(() => client.end());
  return rows[0]?.lease_renewals ?? 0;
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("a repeat that AWS refuses, until it is known that no earlier sending is the reason", () => {
  const refusal = {
    name: "DirectConnectClientException",
    message: "VLAN 311 is already in use",
    status: 400,
  };
  const words = expect.stringContaining(refusal.message) as string;
  const allocate = (gateway: GatewayUnderTest) =>
    gateway.ask(
      `mutation ($input: AllocateHostedConnectionInput!) {
        allocateHostedConnection(input: $input, idempotencyKey: "hosted") { connectionId }
      }`,
      {
        input: {
          ...{ connectionId: fixtureIds["ic-va1"], ownerAccount: accounts.acme, vlan: 311 },
          ...{ connectionName: "acme-branch", bandwidth: "50Mbps" },
        },
      },
    );

  /** A gateway got AWS's answer, could not conclude, and has ended; the state is unknown. */
  async function refusedAndGone() {
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(SHORT, { store });
    const { faults } = first.emulator;
    faults.add({ kind: "reset", operation: "AllocateHostedConnection", count: 1 });
    expect((await allocate(first)).errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
    await first.stopGateway();
    const second = await start(LONG, { store, upstream: first.emulator });
    faults.add({ kind: "error", operation: "AllocateHostedConnection", error: refusal, count: 1 });
    expect((await allocate(second)).errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN" } }]);
    expect(await outcomeOf(second, "hosted")).toEqual({ state: "UNKNOWN", error: null });
    await second.stopGateway();
    return start(SHORT, { store, upstream: first.emulator });
  }

  test("is refused in AWS's words by the gateway that finds it out, which sends nothing", async () => {
    const third = await refusedAndGone();
    const answer = await allocate(third);
    expect(answer.errors).toMatchObject([{ message: words, extensions: { code: "CONFLICT" } }]);
    expect(third.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
    expect(await outcomeOf(third, "hosted")).toMatchObject({
      state: "REFUSED",
      error: { code: "CONFLICT", message: words },
    });
  });

  test("is refused so in the background too", async () => {
    const third = await refusedAndGone();
    expect(await settledAs(third, "hosted", "REFUSED")).toMatchObject({
      error: { code: "CONFLICT", message: words },
    });
    expect((await allocate(third)).errors).toMatchObject([{ message: words }]);
  });
});

describe("a refusal that the store did not take", () => {
  const words = expect.stringContaining("Could not find Connection with ID dxcon-00000000") as string;
  const rename = (gateway: GatewayUnderTest) =>
    gateway.ask(`mutation {
      updateConnection(account: "acme", idempotencyKey: "rename", input: {
        connectionId: "dxcon-00000000", connectionName: "none"
      }) { connectionId }
    }`);

  /** A gateway gets AWS's answer while it has lost its store. */
  async function refusedWithoutStore() {
    const real = await borrowSharedDatabase();
    const between = await databaseInBetween(real);
    running.push(between);
    const clocks = new HandClocks();
    const first = await start(UNHURRIED, { store: { postgres: between.postgres }, clocks });
    const { faults, requests } = first.emulator;
    faults.add({ kind: "held", operation: "UpdateConnection", count: 1 });
    const refused = rename(first);
    while (requests.list("UpdateConnection").length === 0) await moment();
    return {
      ...{ real, between, clocks, first },
      answered: async () => {
        between.be("down");
        faults.clear();
        expect((await refused).errors).toMatchObject([{ message: words, extensions: { code: "NOT_FOUND" } }]);
      },
    };
  }

  test("overrules that another replica found nothing made", async () => {
    const { real, between, first, answered } = await refusedWithoutStore();
    const clocks = new HandClocks();
    const second = await start(SHORT, { store: { postgres: real }, clocks, upstream: first.emulator });
    await answered();
    while ((await outcomeOf(second, "rename")).state !== "NOT_APPLIED") {
      clocks.pass(10_000);
      await moment();
    }
    between.be("up");
    expect(await settledAs(second, "rename", "REFUSED")).toMatchObject({ error: { message: words } });
    expect((await rename(second)).errors).toMatchObject([
      { message: words, extensions: { code: "NOT_FOUND" } },
    ]);
    expect(second.emulator.requests.list("UpdateConnection")).toEqual([]);
  });

  test("is noted by the gateway that received it, though its own lease has ended meanwhile", async () => {
    const { real, between, clocks, first, answered } = await refusedWithoutStore();
    // Its background reconciler has seen the lease by then.
    while ((await renewals(real)) < 2) await moment();
    await answered();
    clocks.pass(20_000);
    between.be("up");
    expect((await rename(first)).errors).toMatchObject([
      { message: words, extensions: { code: "NOT_FOUND" } },
    ]);
    expect(first.emulator.requests.list("UpdateConnection")).toEqual([]);
    expect(await outcomeOf(first, "rename")).toMatchObject({ state: "REFUSED", error: { message: words } });
  });

  test("is noted before a gateway stops", async () => {
    const { real, between, first, answered } = await refusedWithoutStore();
    await answered();
    between.be("up");
    await first.stopGateway();
    const second = await start(SHORT, { store: { postgres: real }, upstream: first.emulator });
    expect(await outcomeOf(second, "rename")).toMatchObject({ state: "REFUSED", error: { message: words } });
  });
});
