import { createHash, randomBytes } from "node:crypto";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { borrowSharedDatabase } from "../runner/databases";

const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!) {
  allocateHostedConnection(input: $input) { connectionId vlan }
}`;
const AT_ONCE = 50;
const operation = "AllocateHostedConnection";
const variables = (vlan: number) => ({
  input: {
    connectionId: fixtureIds["ic-dc2"],
    ownerAccount: "222222222222",
    connectionName: "acme-branch",
    bandwidth: "50Mbps",
    vlan,
  },
});
const id = randomBytes(8).toString("hex");
const apiKey = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const sha256 = createHash("sha256").update(apiKey).digest("hex");
const access = {
  callers: [
    {
      ...{ name: "acme", roles: ["admin"], accounts: "all", limits: { concurrent: 10 } },
      apiKeys: [{ id, sha256, expires: "2099-01-01T00:00:00Z" }],
    },
  ],
};
const headers = { "x-api-key": apiKey };
/** A busy machine is nothing that these tests are about. */
const LONG = { CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" };

let gateways: GatewayUnderTest[] = [];
afterEach(async () => {
  for (const gateway of gateways.reverse()) await gateway.stop();
  gateways = [];
});

/** Two gateways over one emulator and one PostgreSQL. */
async function startTwo(
  settings: Record<string, string> = {},
): Promise<[GatewayUnderTest, GatewayUnderTest]> {
  const postgres = await borrowSharedDatabase();
  const options = { access, store: { postgres }, settings: { ...LONG, ...settings } };
  const one = await startGatewayUnderTest(options);
  gateways = [one];
  const other = await startGatewayUnderTest({ ...options, upstream: one.emulator });
  gateways = [one, other];
  return [one, other];
}

const codes = (answers: readonly Answer[]) =>
  answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions["code"]));

test("equal changes at once are one change, and each is given its answer, while both gateways have more to do than they can", async () => {
  // Whatever would have to wait is refused, but for eight, and changes.
  const two = await startTwo({ MAX_WAIT_MS: "1" });
  const [{ emulator }] = two;
  emulator.requests.clear();
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) => {
      const gateway = two[at % 2] ?? two[0];
      return gateway.ask(ALLOCATE, variables(310), { ...headers, "idempotency-key": '"order-1"' });
    }),
  );
  expect(codes(answers)).toEqual([]);
  expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  const { data } = await two[0].ask(`{ auditEntries { totalCount } }`, {}, headers);
  expect(data).toEqual({ auditEntries: { totalCount: 1 } });
  const list = `{ connections(filter: { vlan: [310] }) { totalCount } }`;
  expect((await two[1].ask(list, {}, headers)).data).toEqual({ connections: { totalCount: 1 } });
});

test("a change that AWS refused at one gateway without executing it is made by the other, which waited for it", async () => {
  const [one, other] = await startTwo({ WRITE_ATTEMPTS: "3" });
  const { faults } = one.emulator;
  faults.add({ kind: "throttle", operation, count: 3 });
  const key = { "idempotency-key": '"order-2"' };
  const first = one.ask(ALLOCATE, variables(311), { ...headers, ...key });
  while (one.emulator.requests.list(operation).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const second = await fetchFrom(other, key);
  expect(codes([await first])).toEqual(["THROTTLED"]);
  expect(second).toMatchObject({
    data: { allocateHostedConnection: { vlan: 311 } },
    extensions: { idempotency: [{ path: ["allocateHostedConnection"], key: "order-2", replayed: false }] },
  });
});

/** Unlike `ask`, keeps the emulator's list of requests. */
async function fetchFrom({ url }: GatewayUnderTest, key: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers, ...key },
    body: JSON.stringify({ query: ALLOCATE, variables: variables(311) }),
  });
  return response.json();
}
