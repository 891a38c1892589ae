import { makeApiKey } from "../../src/auth/api-keys";
import { WatchLeases } from "../../src/events/watch-leases";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { followChanges } from "./follow-changes";
import { subscribeBySse, until } from "./subscribe";
import { eventLike, eventsOf, readAgain, type TestEvent, WATCHING } from "./watching";

const PARTNER = "111111111111";
const BLUE = "333333333333";
const ORDERED = `arn:aws:directconnect:us-east-1:${BLUE}:dxcon/${fixtureIds["blue-ordering"]}`;

const keys = {
  blue: makeApiKey(new Date(Date.now() + 3_600_000)),
  other: makeApiKey(new Date(Date.now() + 3_600_000)),
  narrow: makeApiKey(new Date(Date.now() + 3_600_000)),
  nobody: makeApiKey(new Date(Date.now() + 3_600_000)),
};
const headersOf = (name: keyof typeof keys) => ({ "x-api-key": keys[name].key });

function accessOf(blue: object = {}) {
  return {
    roles: { nothing: ["introspect"] },
    callers: [
      {
        name: "blue",
        roles: ["operator"],
        accounts: "all",
        apiKeys: [keys.blue.stored],
        limits: { streams: 2 },
        ...blue,
      },
      { name: "other", roles: ["operator"], accounts: "all", apiKeys: [keys.other.stored] },
      {
        ...{
          name: "narrow",
          roles: ["viewer"],
          accounts: [{ account: "blue-harbor", regions: ["us-east-1"] }],
        },
        apiKeys: [keys.narrow.stored],
      },
      { name: "nobody", roles: ["nothing"], accounts: "all", apiKeys: [keys.nobody.stored] },
    ],
  };
}

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({ settings: WATCHING, access: accessOf() });
});
afterEach(() => gateway.stop());

const RENAME = `mutation ($name: String!) { updateConnection(account: "blue-harbor", region: "us-east-1",
  input: { connectionId: "${fixtureIds["blue-ordering"]}", connectionName: $name }) { connectionId } }`;

const RENAME_LAG = `mutation ($name: String!) { updateLag(account: "partner", region: "us-east-1",
  input: { lagId: "${fixtureIds["lag-dc2-100"]}", lagName: $name }) { lagId } }`;

async function rename(name: string, caller: keyof typeof keys = "blue"): Promise<void> {
  const { errors } = await gateway.ask(RENAME, { name }, headersOf(caller));
  expect(errors).toEqual([]);
}

const CHANGES = `subscription ($after: String) {
  changes(after: $after, filter: { accounts: ["blue-harbor"] }) { id cursor type resourceId changes { after } resource { ... on Connection { connectionName } } }
}`;

function subscribe(query = CHANGES, variables: Record<string, unknown> = {}, headers = headersOf("blue")) {
  return subscribeBySse(gateway.url, { query, variables }, headers);
}

/** Waits until the account is watched in the region: changes from then on are events. */
async function isWatched(): Promise<void> {
  const reads = () =>
    gateway.emulator.requests
      .list()
      .filter(
        ({ operation, account, region }) =>
          operation === "DescribeConnections" && account === BLUE && region === "us-east-1",
      );
  await until(() => reads().length > 2);
}

describe("a caller without permission gets an error in the stream, which then ends", () => {
  test.each([
    ["without the permission to read", CHANGES, {}, "FORBIDDEN", "nobody" as const],
    [
      "with a document that is not valid",
      "subscription { nothing }",
      {},
      "GRAPHQL_VALIDATION_FAILED",
      "blue" as const,
    ],
    ["with what is no document", "subscription {", {}, "GRAPHQL_PARSE_FAILED", "blue" as const],
    ["with a cursor of another log", CHANGES, { after: "x" }, "BAD_USER_INPUT", "blue" as const],
  ])("%s", async (_what, query, variables, code, name) => {
    const { results, state } = subscribe(query, variables, headersOf(name));
    await until(() => state.ended !== undefined);
    expect(state.ended).toBe("completed");
    expect(results).toHaveLength(1);
    expect(results[0]?.errors?.[0]?.extensions["code"]).toBe(code);
  });
});

test("without a caller it is refused with 401, and without a form for it with 406", async () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query: "subscription { changes { id } }" }),
    });
  expect((await post({ accept: "text/event-stream" })).status).toBe(401);
  const refused = await post({ accept: "application/json", ...headersOf("blue") });
  expect(refused.status).toBe(406);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});

test("each event comes once, with its resource as it is then; a query goes on where a stream ended, and the other way round", async () => {
  const first = subscribe();
  await isWatched();
  await rename("one");
  await until(() => first.results.length === 1);
  const [{ data }] = first.results as [{ data: { changes: TestEvent & { resource: object } } }];
  expect(data.changes).toMatchObject({
    type: "UPDATED",
    resourceId: ORDERED,
    resource: { connectionName: "one" },
  });
  first.unsubscribe();
  await rename("two");
  const second = subscribe(CHANGES, { after: data.changes.cursor });
  await rename("three");
  const names = () => second.results.map((result) => result.data.changes.changes[0]?.after as string);
  await until(() => names().includes("three"));
  const logged = await eventsOf(gateway, { after: data.changes.cursor }, headersOf("blue"));
  expect(second.results.map((result) => result.data.changes.id as string)).toEqual(
    logged.map(({ id }) => id),
  );
  second.unsubscribe();
});

test("the client of docs/events.md continues from a cursor, and gets the reason of a refusal", async () => {
  const { data } = await gateway.ask(
    `{ changes(first: 1) { pageInfo { endCursor } } }`,
    {},
    headersOf("blue"),
  );
  const { endCursor } = data.changes.pageInfo as { endCursor: string };
  const changes = followChanges(`${gateway.url}/graphql`, keys.narrow.key, endCursor);
  const next = changes.next();
  await isWatched();
  await rename("followed");
  expect((await next).value).toMatchObject({ type: "UPDATED", resourceId: ORDERED });
  await changes.return(undefined);
  await expect(followChanges(`${gateway.url}/graphql`, "none", endCursor).next()).rejects.toThrow();
  await expect(followChanges(`${gateway.url}/graphql`, keys.nobody.key, endCursor).next()).rejects.toThrow();
});

test("a detail page is shown the resource now, and after each change", async () => {
  const { results, unsubscribe } = subscribe(
    `subscription { resource(id: "${ORDERED}") { id ... on Connection { connectionName } } }`,
  );
  await until(() => results.length === 1);
  await isWatched();
  await rename("other");
  const renamed = { resource: { id: ORDERED, connectionName: "other" } };
  await until(() => JSON.stringify(results.at(-1)?.data) === JSON.stringify(renamed));
  expect(results.length).toBeGreaterThan(1);
  unsubscribe();
});

test("a change before the account is first read for the stream is shown when it is read, and nothing is shown twice", async () => {
  const leases = jest.spyOn(WatchLeases.prototype, "run").mockResolvedValue([]);
  const { results, unsubscribe } = subscribe(
    `subscription { resource(id: "${ORDERED}") { id ... on Connection { connectionName } } }`,
  );
  await until(() => results.length === 1);
  await rename("meanwhile");
  leases.mockRestore();
  await until(() => results.length === 2);
  await isWatched();
  await rename("later");
  await until(() => results.length === 3);
  const names = results.map(({ data }) => data.resource.connectionName as string);
  expect(names.slice(1)).toEqual(["meanwhile", "later"]);
  unsubscribe();
});

test("an answer that equals the previous one is not sent: its client selects nothing that changed", async () => {
  const { results, unsubscribe } = subscribe(`subscription { resource(id: "${ORDERED}") { id } }`);
  const named = subscribe(
    `subscription { resource(id: "${ORDERED}") { ... on Connection { connectionName } } }`,
  );
  await until(() => results.length === 1 && named.results.length === 1);
  await isWatched();
  await rename("unselected");
  await until(() => named.results.length === 2);
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  expect(results).toHaveLength(1);
  unsubscribe();
  named.unsubscribe();
});

test("a caller has a number of streams of its own, beside its requests", async () => {
  const streams = [subscribe(), subscribe()];
  await isWatched();
  const third = subscribe();
  await until(() => third.state.ended !== undefined);
  expect(third.state.ended).toBe("failed");
  expect((await gateway.ask("{ __typename }", {}, headersOf("blue"))).status).toBe(200);
  streams.forEach(({ unsubscribe }) => unsubscribe());
});

const COSTS = `subscription { changes(filter: { accounts: ["blue-harbor", "partner"] }) { account changes { after } } }`;

test("a grant that shrinks narrows a running stream, and a key that is revoked ends it", async () => {
  const { results, state } = subscribe(COSTS);
  await isWatched();
  await readAgain(gateway, "DescribeLags", 3, PARTNER);
  const changes = () => results.map(({ data }) => data?.changes as TestEvent | undefined);
  const names = (account: string) =>
    changes().flatMap((event) => (event?.account === account ? [event.changes[0]?.after] : []));
  const renameLag = async (name: string) => {
    const { errors } = await gateway.ask(RENAME_LAG, { name }, headersOf("other"));
    expect(errors).toEqual([]);
    await until(() => names(PARTNER).includes(name));
  };
  await rename("granted");
  await until(() => names(BLUE).includes("granted"));
  gateway.configure(accessOf({ accounts: [{ account: "partner" }], limits: { streams: 2, cost: 1_000 } }));
  gateway.reload();
  // Each answer says what its caller's limits were: the new ones come with the new grants.
  const isNarrowed = () => (results.at(-1)?.extensions?.cost as { allowed: number }).allowed === 1_000;
  for (let time = 0; !isNarrowed(); time += 1) await renameLag(`lag ${time}`);
  await rename("not granted", "other");
  // The connection is on a port of the partner, whose account has an event of its own.
  const isNotGranted = ({ account, changes }: TestEvent) =>
    account === BLUE && changes[0]?.after === "not granted";
  await eventLike(gateway, isNotGranted, {}, headersOf("other"));
  await renameLag("after it");
  expect(names(BLUE)).not.toContain("not granted");
  gateway.configure(accessOf({ apiKeys: [{ ...keys.blue.stored, revoked: true }] }));
  gateway.reload();
  await until(() => state.ended !== undefined);
  expect(state.ended).toBe("failed"); // it is not complete: with another key, its client goes on
  expect(results.at(-1)?.errors?.[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
});

test("a gateway that stops cuts its streams without saying that they are finished", async () => {
  const { state } = subscribe();
  await isWatched();
  await gateway.stopGateway();
  await until(() => state.ended !== undefined);
  expect(state.ended).toBe("failed");
});

test("an event is one line of data after another, with the headers that clients rely on", async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream, multipart/mixed",
      ...headersOf("blue"),
    },
    body: JSON.stringify({ query: "subscription { nothing }" }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  expect(await response.text()).toMatch(/^:\n\nevent: next\ndata: \{.*\}\n\nevent: complete\ndata:\n\n$/);
});
