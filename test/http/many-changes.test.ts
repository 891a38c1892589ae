import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** The default of the wait that is allowed; deadlines are long, since a test machine may be slow. */
const SETTINGS = {
  MAX_WAIT_MS: "500",
  SNAPSHOT_FRESH_MS: "600000",
  CHANGE_DEADLINE_MS: "120000",
  STORE_TIMEOUT_MS: "60000",
  AWS_TIMEOUT_MS: "60000",
};
const COUNT = 200;
const lag = fixtureIds["lag-dc2-100"];

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: SETTINGS });
});
afterAll(() => gateway.stop());

const ALLOCATE = `mutation ($input: AllocateHostedConnectionInput!, $key: String!) {
  allocateHostedConnection(input: $input, idempotencyKey: $key) { connectionId }
}`;

async function all() {
  const answers = await Promise.all(
    Array.from({ length: COUNT }, async (_each, number) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          query: ALLOCATE,
          variables: {
            key: `order-${number}`,
            input: {
              ...{ connectionId: lag, ownerAccount: "222222222222", vlan: 1000 + number },
              ...{ bandwidth: "50Mbps", connectionName: `order-${number}` },
            },
          },
        }),
      });
      return (await response.json()) as {
        data: { allocateHostedConnection: { connectionId: string } } | null;
        errors?: unknown;
      };
    }),
  );
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  return answers.map(({ data }) => data?.allocateHostedConnection.connectionId);
}

test(`${COUNT} keyed changes at once are all made, with one call each and one list of their port; so are all repeats`, async () => {
  const made = await all();
  expect(new Set(made).size).toBe(COUNT);
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toHaveLength(COUNT);
  const lists = gateway.emulator.requests.list("DescribeHostedConnections");
  expect(lists.filter(({ input }) => !JSON.stringify(input).includes("nextToken"))).toHaveLength(1);
  gateway.emulator.requests.clear();
  expect(await all()).toEqual(made);
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
}, 240_000);
