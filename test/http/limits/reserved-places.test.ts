import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { makeApiKey } from "../../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** Slow reads of a caller leave places for its changes, in the limits of each person and of all persons together. */
const reader = makeApiKey(new Date(Date.now() + 3_600_000));
const RENAME = `mutation ($input: UpdateConnectionInput!) { updateConnection(account: "enterprise", input: $input) { connectionName } }`;
const input = { connectionId: fixtureIds["enterprise-100g"], connectionName: "renamed" };
const SLOW = '{ locations(accounts: "enterprise", regions: "us-east-1", first: 1) { totalCount } }';

let gateway: GatewayUnderTest;
afterEach(() => gateway.stop());

const execute = (query: string, variables: Record<string, unknown> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": reader.key },
    body: JSON.stringify({ query, variables }),
  });

interface Refused {
  errors: { message: string; extensions: { code: string; limit: object } }[];
}

test.each(["concurrent", "callerConcurrent"])("slow reads up to %s leave a change served", async (limit) => {
  const caller = { name: "portal", roles: ["admin"], accounts: "all", apiKeys: [reader.stored] };
  gateway = await startGatewayUnderTest({
    access: { callers: [{ ...caller, limits: { concurrent: null, [limit]: 10 } }] },
  });
  const { faults } = gateway.emulator;
  faults.add({ kind: "held", operation: "DescribeLocations" });
  const reads = Array.from({ length: 10 }, () => execute(SLOW));
  const refused = await Promise.race(reads); // all others are held
  expect(refused.status).toBe(429);
  const { errors } = (await refused.json()) as Refused;
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(
        /^9 requests of .*portal are running; allowed at the same time are 10, of which 1 is for changes alone\./,
      ) as string,
      extensions: expect.objectContaining({
        code: "RATE_LIMITED",
        retryable: true,
        limit: { name: limit, sent: 10, allowed: 10 },
      }) as object,
    }),
  ]);
  const changed = await execute(RENAME, { input });
  expect(await changed.json()).toMatchObject({ data: { updateConnection: { connectionName: "renamed" } } });
  faults.clear();
  const statuses = (await Promise.all(reads)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([...Array<number>(9).fill(200), 429]);
  expect((await execute(SLOW)).status).toBe(200);
});
