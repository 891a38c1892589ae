import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "../../../src/emulator/wire/faults";
import { emulatorAlone, start, stopAll, whenOver } from "../../program";
import { freshDatabase } from "../../store/fresh-database";

afterEach(stopAll);

const ACME = "222222222222";
const CREATE = `mutation ($key: String) {
  change: createConnection(idempotencyKey: $key, input: { location: "EqDC2", bandwidth: "10Gbps", connectionName: "spare" }) {
    connectionName
  }
}`;
const HELD: Fault = { kind: "held", operation: "AssumeRole", count: 1 };
const EXPIRED: Fault = {
  kind: "error",
  operation: "CreateConnection",
  count: 1,
  error: { name: "ExpiredTokenException", message: "expired", status: 403 },
};

/** Longer than a pause, so that nothing but the lease keeps a change from being sent after it. */
const ENDLESS = { CHANGE_DEADLINE_MS: "3600000", AWS_TIMEOUT_MS: "3600000" };
const BRIEF = {
  CHANGE_DEADLINE_MS: "5000",
  AWS_TIMEOUT_MS: "1000",
  SETTLE_MS: "50",
  CONSISTENCY_WINDOW_MS: "1",
};

interface Reported {
  readonly data?: { change: unknown } | null;
  readonly errors?: { message: string; extensions: { code: string; retryable: boolean } }[];
}

/** A replica in a process of its own, which acts as a role. */
async function replica(endpoint: string, databaseUrl: string, settings: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "paused-"));
  whenOver(() => {
    rmSync(folder, { recursive: true });
    return Promise.resolve();
  });
  const roleArn = `arn:aws:iam::${ACME}:role/portal/Reader`;
  const account = { alias: "acme", accountId: ACME, regions: ["us-east-1"], roleArn };
  const accounts = [{ ...account, externalId: `northgate-portal-${ACME}` }];
  writeFileSync(join(folder, "config.json"), JSON.stringify({ accounts }));
  const program = start({
    ...{
      CONFIG_FILE: join(folder, "config.json"),
      DATABASE_URL: databaseUrl,
      ALLOW_UNAUTHENTICATED_ACCESS: "true",
    },
    ...{ AWS_ACCESS_KEY_ID: "111111111111", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "us-east-1" },
    ...{ AWS_ENDPOINT_URL_DIRECT_CONNECT: endpoint, AWS_ENDPOINT_URL_STS: endpoint },
    ...settings,
  });
  const url = await program.url();
  while ((await fetch(`${url}/readyz?require=journal`)).status !== 200) await wait(20);
  const execute = async (query: string, variables?: object): Promise<Reported> => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Reported;
  };
  return {
    ask: execute,
    create: (key: string) => execute(CREATE, { key }),
    signal: (name: NodeJS.Signals) => program.child.kill(name),
  };
}

/** Nothing is concluded of a request that may still be executed: for an hour it may. */
const WAITING = { CHANGE_DEADLINE_MS: "5000", AWS_TIMEOUT_MS: "1000", SETTLE_MS: "3600000" };

const codeOf = ({ errors }: Reported) => errors?.[0]?.extensions.code;
const PENDING: readonly unknown[] = ["MUTATION_IN_PROGRESS", "OUTCOME_UNKNOWN"];

test("a process that is stopped for longer than its lease, while it waits for credentials, sends nothing when it goes on", async () => {
  const emulator = await emulatorAlone();
  const { url } = await freshDatabase();
  const [paused, other] = await Promise.all([
    replica(emulator.url, url, ENDLESS),
    replica(emulator.url, url, BRIEF),
  ]);
  for (const each of [paused, other]) await each.ask("{ connections { totalCount } }");
  emulator.requests.clear();
  // The first attempt is refused for its token, and the credentials for the second do not come.
  for (const fault of [EXPIRED, HELD]) emulator.faults.add(fault);
  const sent = () => emulator.requests.list("CreateConnection");

  const stopped = paused.create("order-7");
  while (emulator.requests.list("AssumeRole").length !== 1) await wait(10);
  paused.signal("SIGSTOP");
  expect(sent()).toHaveLength(1);

  let reported = await other.create("order-7");
  while (PENDING.includes(codeOf(reported))) {
    await wait(200);
    reported = await other.create("order-7");
  }
  expect(codeOf(reported)).toBe("NOT_APPLIED");
  expect((await other.create("order-7")).errors).toBeUndefined();
  expect(sent()).toHaveLength(2);

  emulator.faults.clear();
  paused.signal("SIGCONT");
  expect((await stopped).errors).toMatchObject([
    {
      message: expect.stringContaining("nothing was sent") as string,
      extensions: { code: "UPSTREAM_TIMEOUT", retryable: true },
    },
  ]);
  expect(sent().map(({ executed }) => executed)).toEqual([undefined, 200]);
  const outcome = await other.ask(`{ mutationOutcome(key: "order-7") { state } }`);
  expect(outcome.data).toEqual({ mutationOutcome: { state: "APPLIED" } });
}, 180_000);

test("what a process that is killed has sent counts as not made only once it can be executed no more, and is found where it is", async () => {
  const emulator = await emulatorAlone();
  const { url } = await freshDatabase();
  const [killed, other] = await Promise.all([
    replica(emulator.url, url, ENDLESS),
    replica(emulator.url, url, WAITING),
  ]);
  for (const each of [killed, other]) await each.ask("{ connections { totalCount } }");
  emulator.requests.clear();
  emulator.faults.add({ kind: "held", operation: "CreateConnection", count: 1 });
  const sent = () => emulator.requests.list("CreateConnection");

  const cut = killed.create("order-8").catch((error: unknown) => error);
  while (sent().length === 0) await wait(10);
  killed.signal("SIGKILL");
  expect(await cut).toBeInstanceOf(Error);

  const checks = () => emulator.requests.list("DescribeConnections").length;
  /** Repeats the change until who took it over has read so often that nothing is there. */
  const answeredAfter = async (reads: number) => {
    for (;;) {
      const reported = await other.create("order-8");
      if (!PENDING.includes(codeOf(reported)) || checks() >= reads) return reported;
      await wait(200);
    }
  };
  expect(codeOf(await answeredAfter(3))).toBe("OUTCOME_UNKNOWN");
  expect(sent().map(({ executed }) => executed)).toEqual([undefined]);

  emulator.faults.clear(); // which executes it
  const reported = await answeredAfter(Infinity);
  expect(reported).toMatchObject({ data: { change: { connectionName: "spare" } } });
  expect(reported.errors).toBeUndefined();
  expect(sent().map(({ executed }) => executed)).toEqual([200]);
}, 180_000);
