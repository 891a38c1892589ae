import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { CLIENTS } from "./live-clients";
import { until } from "./subscribe";
import { eventLike, eventsOf, readAgain, WATCHING } from "./watching";

const BLUE = "333333333333";
const key = makeApiKey(new Date(Date.now() + 3_600_000));
const HEADERS = { "x-api-key": key.key };

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    settings: WATCHING,
    access: {
      callers: [{ name: "operator", roles: ["operator"], accounts: "all", apiKeys: [key.stored] }],
      watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] },
    },
  });
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
});
afterAll(() => gateway.stop());

const CHANGES = `subscription Changes($after: String) {
  changes(after: $after, filter: { accounts: ["blue-harbor"], regions: ["us-east-1"] }) { id cursor type resourceId }
}`;

/** Changes what is told when it was seen: two changes at once may be told as one. */
async function rename(name: string, after: string): Promise<void> {
  const document = `mutation ($name: String!) { updateConnection(account: "blue-harbor", region: "us-east-1",
    input: { connectionId: "${fixtureIds["blue-pending"]}", connectionName: $name }) { id } }`;
  const { errors } = await gateway.ask(document, { name }, HEADERS);
  expect(errors).toEqual([]);
  await eventLike(gateway, ({ changes }) => changes[0]?.after === name, { after }, HEADERS);
}

/** The end of the log. */
async function now(): Promise<string> {
  const { data } = await gateway.ask("{ changes(first: 1000) { pageInfo { endCursor } } }", {}, HEADERS);
  return data.changes.pageInfo.endCursor as string;
}

describe.each(Object.entries(CLIENTS))("%s", (_name, subscribe) => {
  test("is refused without a caller", async () => {
    const { results, state, unsubscribe } = subscribe(
      gateway.url,
      { query: CHANGES },
      { "x-api-key": "none" },
    );
    await until(() => state.ended === "failed" || state.error !== undefined);
    expect(results).toEqual([]);
    unsubscribe();
  });

  test("is told what refuses a stream", async () => {
    const request = { query: CHANGES, variables: { after: "no cursor" } };
    const { results, state, unsubscribe } = subscribe(gateway.url, request, HEADERS);
    await until(() => state.error !== undefined || state.ended !== undefined || results.length > 0);
    expect(results.filter(({ data }) => data != null)).toEqual([]);
    expect(JSON.stringify([state.error, results])).toContain("BAD_USER_INPUT");
    unsubscribe();
  });

  test("has each event once, and goes on from its cursor", async () => {
    const after = await now();
    const first = subscribe(gateway.url, { query: CHANGES, variables: { after } }, HEADERS);
    await rename("first", after);
    await until(() => first.results.length === 1);
    const [{ data }] = first.results as [{ data: { changes: { cursor: string } } }];
    first.unsubscribe();
    await rename("second", after);
    const second = subscribe(
      gateway.url,
      { query: CHANGES, variables: { after: data.changes.cursor } },
      HEADERS,
    );
    await rename("third", after);
    await until(() => second.results.length === 2);
    const logged = await eventsOf(gateway, { after }, HEADERS);
    expect([...first.results, ...second.results].map((result) => result.data.changes.id as string)).toEqual(
      logged.map(({ id }) => id),
    );
    second.unsubscribe();
  });
});
