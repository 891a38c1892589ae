import { readFileSync } from "node:fs";
import { Client } from "pg";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { freshDatabase } from "../store/fresh-database";

/** The statements of the page for a dump of another server. */
const [, STATEMENTS = ""] =
  /```sql\n([^`]*)```/.exec(readFileSync("docs/operations/backup.md", "utf8")) ?? [];

const running: { stop: () => unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

const CREATE = `mutation ($key: String!) {
  createDirectConnectGateway(account: "partner", idempotencyKey: $key, input: { directConnectGatewayName: $key }) {
    directConnectGatewayId
  }
}`;

const RENAME = `mutation ($key: String!, $id: ID!) {
  updateDirectConnectGateway(account: "partner", idempotencyKey: $key, input: {
    directConnectGatewayId: $id, newDirectConnectGatewayName: $key
  }) { directConnectGatewayName }
}`;

/** Repeats a mutation until its outcome is known. */
async function settled(gateway: GatewayUnderTest, query: string, variables: object): Promise<Answer> {
  for (;;) {
    const answer = await gateway.ask(query, { ...variables });
    if (answer.errors[0]?.extensions["code"] !== "OUTCOME_UNKNOWN") return answer;
  }
}

const made = ({ emulator }: GatewayUnderTest) => emulator.requests.list("CreateDirectConnectGateway").length;

test("a journal of another server answers its keys, and what was open is found out", async () => {
  const postgres = await freshDatabase();
  const times = { CONSISTENCY_WINDOW_MS: "50", AWS_TIMEOUT_MS: "2000", CHANGE_DEADLINE_MS: "5000" };
  const first = await startGatewayUnderTest({ store: { postgres }, settings: times });
  running.push(first);
  const answered = await first.ask(CREATE, { key: "answered" });
  expect(answered.errors).toEqual([]);
  const id = answered.data.createDirectConnectGateway.directConnectGatewayId as string;
  expect((await first.ask(RENAME, { key: "before", id })).errors).toEqual([]);
  const operation = "CreateDirectConnectGateway";
  first.emulator.faults.add({ kind: "resetAfterExecution", operation, count: 1 });
  first.emulator.faults.add({ kind: "throttle", operation: "DescribeDirectConnectGateways" });
  const lost = await first.ask(CREATE, { key: "lost" });
  expect(lost.errors).toMatchObject([{ extensions: { code: "OUTCOME_UNKNOWN" } }]);

  // The numbers of transactions of another server: far beyond this one's.
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(
    "update journal set opened_order = opened_order + 1000000000, settled_order = settled_order + 1000000000, lost_order = lost_order + 1000000000",
  );
  expect(STATEMENTS).toContain("update journal");
  await client.query(STATEMENTS);
  await client.end();

  first.emulator.faults.clear();
  const second = await startGatewayUnderTest({
    ...{ store: { postgres }, settings: times, upstream: first.emulator },
  });
  running.push(second);
  const again = await second.ask(CREATE, { key: "answered" });
  expect(again.errors).toEqual([]);
  expect(again.data).toEqual(answered.data);
  expect(made(second)).toBe(0);
  const found = await settled(second, CREATE, { key: "lost" });
  expect(found.errors).toEqual([]);
  expect(found.data.createDirectConnectGateway.directConnectGatewayId).toEqual(expect.any(String));
  expect(made(second)).toBe(0);

  // A change from before the restore does not count as later than a new one: it would explain what is shown.
  first.emulator.faults.add({ kind: "reset", operation: "UpdateDirectConnectGateway", count: 1 });
  const renamed = await settled(second, RENAME, { key: "after", id });
  expect(renamed.errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
});
