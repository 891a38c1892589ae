import { Client } from "pg";
import { makeApiKey } from "../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { databaseInBetween } from "../journal/database-in-between";
import { Store } from "../../src/store/store";
import { borrowSharedDatabase } from "../runner/databases";

/** Costs 4. */
const QUERY = "{ accounts { accountId } }";
const LIMIT = 80;

const keys = { acme: makeApiKey(new Date("2099-01-01")), globex: makeApiKey(new Date("2099-01-01")) };
const access = {
  limits: { costPerMinute: LIMIT },
  callers: Object.entries(keys).map(([name, { stored }]) => ({
    name,
    roles: ["viewer"],
    accounts: "all",
    apiKeys: [stored],
    limits: { batch: 100 },
  })),
};

const running: { stop: () => unknown }[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

const executeAs = (gateway: GatewayUnderTest, caller: keyof typeof keys, queryText = QUERY) =>
  gateway.ask(queryText, {}, { "x-api-key": keys[caller].key });

/** One of several gateways; it uses its store by the time that it is there. */
async function start(postgres: { url: string; connections: number }): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ access, store: { postgres } });
  running.push(gateway);
  await until(
    async () => (await executeAs(gateway, "globex", '{ mutationOutcome(key: "x") { key } }')).data !== null,
  );
  return gateway;
}

async function until(holds: () => Promise<boolean>, pause = 50): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, pause));
}

/** Asks until it is refused. @returns how often it was answered. */
async function spend(gateway: GatewayUnderTest): Promise<number> {
  let answered = 0;
  while ((await executeAs(gateway, "acme")).status === 200) answered += 1;
  return answered;
}

test("what a caller spends at one gateway is spent at another, and others go on", async () => {
  const postgres = await borrowSharedDatabase();
  const [one, other] = [await start(postgres), await start(postgres)];
  expect(await spend(one)).toBe(LIMIT / 4);
  const refused = await executeAs(other, "acme");
  expect(refused.status).toBe(429);
  expect(refused.errors[0]?.extensions).toMatchObject({ code: "RATE_LIMITED", retryable: true });
  expect(Number(refused.headers.get("retry-after"))).toBe(refused.errors[0]?.extensions["retryAfter"]);
  expect((await executeAs(other, "globex")).status).toBe(200);
});

test("what costs less than what is left is still answered, at any of them", async () => {
  const postgres = await borrowSharedDatabase();
  const [one, other] = [await start(postgres), await start(postgres)];
  await executeAs(one, "acme", "{ __typename }");
  expect(await spend(one)).toBe(LIMIT / 4 - 1);
  expect((await executeAs(other, "acme")).status).toBe(429);
  const answered = await executeAs(other, "acme", "{ __typename }");
  expect(answered.extensions["cost"]).toMatchObject({ perMinute: { allowed: LIMIT, left: 2 } });
});

test("batches at several of them take a few statements, and no more than there is", async () => {
  const postgres = await borrowSharedDatabase();
  const two = [await start(postgres), await start(postgres)];
  const execute = jest.spyOn(Store.prototype, "execute");
  const batch = JSON.stringify(Array.from({ length: 100 }, () => ({ query: "{ viewer { name } }" }))); // each costs 2
  const headers = { "content-type": "application/json", "x-api-key": keys.acme.key };
  const answers = await Promise.all(
    [0, 1, 0, 1].map((at) =>
      fetch(`${two[at]?.url ?? ""}/graphql`, { method: "POST", headers, body: batch }),
    ),
  );
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  const answered = texts.join("").split('"viewer":').length - 1;
  // A gateway that gets no answer from a busy PostgreSQL within 250 ms counts alone.
  const alone = two.filter(({ logged }) => JSON.stringify(logged).includes("counts for itself")).length;
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual((LIMIT / 2) * Math.max(1, alone));
  const statements = execute.mock.calls.filter(([text]) => text.includes("budgets"));
  execute.mockRestore();
  expect(statements.length).toBeLessThan(100); // of 400 operations
});

describe("without the store", () => {
  test("who was just refused stays so, and the others are answered and counted by each gateway", async () => {
    const database = await databaseInBetween();
    running.push(database);
    const [one, other] = [await start(database.postgres), await start(database.postgres)];
    await spend(one);
    expect((await executeAs(other, "acme")).status).toBe(429);
    database.be("down");
    expect((await executeAs(other, "acme")).status).toBe(429); // the store was not read: a gateway alone has all of it left
    const left = async (gateway: GatewayUnderTest) => {
      const { extensions } = await executeAs(gateway, "globex");
      return (extensions["cost"] as { perMinute: { left: number } }).perMinute.left;
    };
    for (const gateway of [one, other]) {
      const first = await left(gateway);
      expect(await left(gateway)).toBe(first - 4);
    }
  });

  test("that falls silent, answers go on, and are counted together again when it is back", async () => {
    const database = await databaseInBetween();
    running.push(database);
    const [one, other] = [await start(database.postgres), await start(database.postgres)];
    database.be("silent");
    for (const gateway of [one, other, one, other])
      expect((await executeAs(gateway, "acme")).status).toBe(200);
    database.be("up");
    let answered = 0;
    await until(async () => {
      await spend(one); // of what it has alone, and then of what all have
      const { status } = await executeAs(other, "acme");
      if (status === 200) answered += 1;
      return status === 429;
    }, 300);
    expect(answered).toBeLessThan(LIMIT / 4 - 2); // what it would have been refused after by itself
  });
});

test("where callers need no credentials, nothing is counted", async () => {
  const postgres = await borrowSharedDatabase();
  const open = await startGatewayUnderTest({ store: { postgres } });
  running.push(open);
  await open.ask('{ mutationOutcome(key: "x") { key } }');
  expect((await open.ask(QUERY)).extensions["cost"]).toEqual({ requested: 4, allowed: 2_000_000 });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query("select * from budgets");
  await client.end();
  expect(rows).toEqual([]);
});
