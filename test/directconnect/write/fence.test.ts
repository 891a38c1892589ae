import { type AddressInfo, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { credentialsOf } from "../../../src/directconnect/accounts/credentials";
import { startEmulator } from "../../../src/emulator/wire/server";
import type { Fault } from "../../../src/emulator/wire/faults";
import { Journal } from "../../../src/journal/journal";
import { HandClocks } from "../../clocks";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";

const ACME = "222222222222";
const LEASE = 10_000;
/** How long a process is paused: longer than its lease and its credentials, not longer than a deadline. */
const STANDSTILL = 1_800_000;
const CREATE = `mutation ($key: String) {
  createConnection(idempotencyKey: $key, input: { location: "EqDC2", bandwidth: "10Gbps", connectionName: "spare" }) {
    connectionName
  }
}`;
const THROTTLED: Fault = { kind: "throttle", operation: "CreateConnection", count: 1 };
const EXPIRED: Fault = {
  kind: "error",
  operation: "CreateConnection",
  count: 1,
  error: { name: "ExpiredTokenException", message: "expired", status: 403 },
};
const HELD: Fault = { kind: "held", operation: "AssumeRole", count: 1 };

const own = { AWS_ACCESS_KEY_ID: "111111111111", AWS_SECRET_ACCESS_KEY: "x" };
const before = { ...process.env };
beforeAll(() => Object.assign(process.env, own));
afterAll(() => {
  for (const name of Object.keys(own)) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }
});

const running: GatewayUnderTest[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const gateway of running.splice(0).reverse()) await gateway.stop();
});

/** A gateway that acts as a role, whose credentials last as long as their clocks say. */
async function start(clocks: HandClocks, options: TestOptions = {}): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({
    clocks,
    settings: { AWS_TIMEOUT_MS: "10000", CHANGE_DEADLINE_MS: "3600000" },
    accounts: (endpoint) => {
      const access = {
        accountId: ACME,
        roleArn: `arn:aws:iam::${ACME}:role/portal/Reader`,
        externalId: `northgate-portal-${ACME}`,
      };
      const sts = { region: "us-east-1", endpoint, timeoutMilliseconds: 60_000 };
      const credentials = credentialsOf(access, sts, clocks);
      return Promise.resolve([{ accountId: ACME, alias: "acme", regions: ["us-east-1"], credentials }]);
    },
    ...options,
  });
  running.push(gateway);
  return gateway;
}

/** Sends a document as `ask` does, and leaves the emulator's list of requests unchanged. */
async function create(gateway: GatewayUnderTest, key: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: CREATE, variables: { key } }),
  });
  return { errors: [], ...((await response.json()) as object) } as unknown as Answer;
}

const made = ({ emulator }: GatewayUnderTest) =>
  emulator.requests.list("CreateConnection").filter(({ executed }) => executed === 200).length;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(10);
}

/** A paused process renews nothing. */
const nothingIsRenewed = () => jest.spyOn(Journal.prototype, "keep").mockResolvedValue();

const NOTHING_SENT = [
  {
    message: expect.stringContaining("nothing was sent") as string,
    extensions: { code: "UPSTREAM_TIMEOUT", retryable: true },
  },
];

describe("a process that is paused for longer than its lease", () => {
  test.each([
    // that it has no credentials yet, where it has to wait for them; how often it has called AWS by then
    ["while it waits for credentials", { warm: false, fault: undefined, calls: 0 }],
    ["between the attempts of a change that was throttled", { warm: true, fault: THROTTLED, calls: 1 }],
    ["before the second attempt after an expired token", { warm: true, fault: EXPIRED, calls: 1 }],
  ])(
    "%s sends nothing when it goes on",
    async (_when, { warm, fault, calls }) => {
      nothingIsRenewed();
      const postgres = await borrowSharedDatabase();
      const clocks = { first: new HandClocks(), second: new HandClocks() };
      const first = await start(clocks.first, { store: { postgres }, emulator: { sessionSeconds: 900 } });
      const second = await start(clocks.second, { store: { postgres }, upstream: first.emulator });
      const { emulator } = first;
      for (const gateway of warm ? [first, second] : [second])
        await gateway.ask("{ connections { totalCount } }");
      emulator.requests.clear();
      emulator.faults.add(HELD);
      if (fault !== undefined) emulator.faults.add(fault);

      // Cached credentials expire while the process is paused in its back-off.
      const standsStill = () => emulator.requests.list("CreateConnection").length >= 1 && fault === THROTTLED;
      const { monotonic } = clocks.first;
      Object.assign(clocks.first, { monotonic: () => monotonic() + (standsStill() ? STANDSTILL : 0) });
      const stopped = create(first, "order-7");
      await until(() => emulator.requests.list("AssumeRole").length === 1);
      expect(emulator.requests.list("CreateConnection")).toHaveLength(calls);
      clocks.first.pass(STANDSTILL);

      const takenOver = create(second, "order-7");
      const passing = setInterval(() => clocks.second.pass(LEASE), 50);
      await takenOver.finally(() => clearInterval(passing));
      expect((await takenOver).errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
      const again = await create(second, "order-7");
      expect(again.errors).toEqual([]);
      expect(made(first)).toBe(1);

      emulator.faults.clear();
      expect((await stopped).errors).toMatchObject(NOTHING_SENT);
      expect(made(first)).toBe(1);
      expect(emulator.requests.list("CreateConnection")).toHaveLength(calls + 1);
      const outcome = await second.ask(`{ mutationOutcome(key: "order-7") { state } }`);
      expect(outcome.data).toEqual({ mutationOutcome: { state: "APPLIED" } });
    },
    60_000,
  );
});

test("a change whose deadline passes while it waits for credentials is not sent, though its lease is renewed", async () => {
  const clocks = new HandClocks();
  const gateway = await start(clocks);
  gateway.emulator.faults.add(HELD);
  const late = create(gateway, "order-9");
  await until(() => gateway.emulator.requests.list("AssumeRole").length === 1);
  clocks.pass(3_600_000);
  const keep = jest.spyOn(Journal.prototype, "keep");
  await until(() => keep.mock.calls.length > 0);
  await keep.mock.results[0]?.value;
  gateway.emulator.faults.clear();
  expect((await late).errors).toMatchObject(NOTHING_SENT);
  expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
});

describe("a clock that is set while a change waits for credentials", () => {
  /** A change that waits for credentials while something happens to the clocks. */
  async function createWhile(happens: (clocks: HandClocks) => unknown) {
    const clocks = new HandClocks();
    const gateway = await start(clocks);
    gateway.emulator.faults.add(HELD);
    const answering = create(gateway, "order-8");
    await until(() => gateway.emulator.requests.list("AssumeRole").length === 1);
    await happens(clocks);
    gateway.emulator.faults.clear();
    return { gateway, answer: await answering };
  }

  test("forwards means that nothing is sent: it could be a sleep, in which another process took over", async () => {
    nothingIsRenewed();
    const { gateway, answer } = await createWhile((clocks) => clocks.step(STANDSTILL));
    expect(answer.errors).toMatchObject(NOTHING_SENT);
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
    // The key is free again.
    expect((await create(gateway, "order-8")).errors).toEqual([]);
    expect(made(gateway)).toBe(1);
  });

  test("back changes nothing", async () => {
    const { gateway, answer } = await createWhile((clocks) => clocks.step(-STANDSTILL));
    expect(answer.errors).toEqual([]);
    expect(made(gateway)).toBe(1);
  });

  test("of the database ends no lease and makes no entry older", async () => {
    const postgres = await borrowSharedDatabase();
    const store = { postgres };
    const first = await start(new HandClocks(), { store });
    const second = await start(new HandClocks(), {
      store,
      upstream: first.emulator,
      settings: { AWS_TIMEOUT_MS: "1000", CHANGE_DEADLINE_MS: "1500" },
    });
    first.emulator.faults.add(HELD);
    const answering = create(first, "order-9");
    await until(() => first.emulator.requests.list("AssumeRole").length === 1);
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      "update journal set lease_until = now() - interval '1 hour', opened_at = now() - interval '1 day'",
    );
    await client.end();
    const meanwhile = await create(second, "order-9");
    expect(meanwhile.errors).toMatchObject([
      { extensions: { code: "MUTATION_IN_PROGRESS", retryable: true } },
    ]);
    first.emulator.faults.clear();
    expect((await answering).errors).toEqual([]);
    expect(made(first)).toBe(1);
  });
});

test("nothing is sent after the deadline, whatever the wait was for, and the caller gets that answer", async () => {
  const gateway = await start(new HandClocks(), {
    settings: { AWS_TIMEOUT_MS: "1000", CHANGE_DEADLINE_MS: "1000" },
  });
  gateway.emulator.faults.add(HELD);
  const late = await create(gateway, "order-10");
  expect(late.errors).toMatchObject(NOTHING_SENT);
  gateway.emulator.faults.clear();
  expect((await create(gateway, "order-10")).errors).toEqual([]);
  expect(gateway.emulator.requests.list("CreateConnection")).toHaveLength(1);
});

test("credentials that were fetched for the same call and are refused as expired are fetched anew", async () => {
  const gateway = await start(new HandClocks());
  gateway.emulator.faults.add(EXPIRED);
  expect((await create(gateway, "order-11")).errors).toEqual([]);
  expect(gateway.emulator.requests.list("AssumeRole")).toHaveLength(2);
  expect(gateway.emulator.requests.list("CreateConnection").map(({ executed }) => executed)).toEqual([
    undefined,
    200,
  ]);
});

test("a failure before a connection is open means that nothing was sent, whatever the error", async () => {
  const server = createServer((socket) => socket.resetAndDestroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const emulator = await startEmulator();
  const gateway = await startGatewayUnderTest({
    upstream: { ...emulator, url: `https://127.0.0.1:${port}` }, // reset in the handshake of TLS
  });
  running.push(gateway);
  const { errors } = await create(gateway, "order-12");
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining("nothing was sent") as string,
      extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
    },
  ]);
  server.close();
  await emulator.close();
});
