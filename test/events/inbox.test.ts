import { makeApiKey } from "../../src/auth/api-keys";
import { WatchLeases } from "../../src/events/watch-leases";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { subscribeBySse, until } from "./subscribe";
import { eventLike, readAgain, WATCHING } from "./watching";

const BLUE = "333333333333";
const key = makeApiKey(new Date(Date.now() + 3_600_000));
const nobody = makeApiKey(new Date(Date.now() + 3_600_000));
const HEADERS = { "x-api-key": key.key };

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({
    settings: WATCHING,
    access: {
      roles: { nothing: ["introspect"] },
      callers: [
        { name: "operator", roles: ["operator"], accounts: "all", apiKeys: [key.stored] },
        { name: "nobody", roles: ["nothing"], accounts: "all", apiKeys: [nobody.stored] },
      ],
    },
  });
});
afterEach(() => gateway.stop());

const INBOX = `subscription ($accounts: [ID!]) {
  acceptanceInbox(accounts: $accounts, regions: ["us-east-1"]) {
    offers { ... on HostedConnectionOffer { connection { connectionId connectionName } } }
    unavailable { code }
  }
}`;

function subscribe(variables: Record<string, unknown> = { accounts: ["blue-harbor"] }, headers = HEADERS) {
  return subscribeBySse(gateway.url, { query: INBOX, variables }, headers);
}

async function change(field: string): Promise<void> {
  const { errors } = await gateway.ask(`mutation { ${field} }`, {}, HEADERS);
  expect(errors).toEqual([]);
}

test.each([
  ["without the permission to read", {}, { "x-api-key": nobody.key }, "FORBIDDEN"],
  ["for an account that there is not", { accounts: ["999999999999"] }, HEADERS, "BAD_USER_INPUT"],
])("%s it is refused in the stream", async (_what, variables, headers, code) => {
  const { results, state } = subscribe(variables, headers);
  await until(() => state.ended !== undefined);
  expect(results.map(({ data, errors }) => [data, errors?.[0]?.extensions["code"]])).toEqual([
    [undefined, code],
  ]);
});

test("the inbox comes at once, and again when an offer is changed, accepted or made; nothing else shows it again", async () => {
  const { results, unsubscribe } = subscribe();
  const ids = () =>
    results.map(({ data }) =>
      (data.acceptanceInbox.offers as { connection: { connectionId: string } }[]).map(
        ({ connection }) => connection.connectionId,
      ),
    );
  const ordering = fixtureIds["blue-ordering"];
  await until(() => results.length === 1);
  expect(ids()).toEqual([[ordering]]);
  await readAgain(gateway, "DescribeConnections", 3, BLUE);

  const place = `account: "blue-harbor", region: "us-east-1"`;
  await change(
    `updateConnection(${place}, input: { connectionId: "${ordering}", connectionName: "renamed" }) { id }`,
  );
  await until(() => results.length === 2);
  expect(results[1]?.data.acceptanceInbox.offers[0].connection.connectionName).toBe("renamed");

  const other = fixtureIds["blue-pending"];
  await change(
    `updateConnection(${place}, input: { connectionId: "${other}", connectionName: "not offered" }) { id }`,
  );
  await eventLike(gateway, ({ changes }) => changes[0]?.after === "not offered", {}, HEADERS);

  await change(`confirmConnection(${place}, input: { connectionId: "${ordering}" }) { connectionState }`);
  await until(() => results.length === 3);
  expect(ids()[2]).toEqual([]);

  await change(`allocateHostedConnection(account: "partner", region: "us-east-1", input: {
    connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "${BLUE}", bandwidth: "50Mbps",
    connectionName: "offered", vlan: 3901 }) { connectionId }`);
  await until(() => results.length >= 4);
  expect(results.at(-1)?.data.acceptanceInbox.offers).toMatchObject([
    { connection: { connectionName: "offered" } },
  ]);
  unsubscribe();
});

test("an offer that is made before the account is first read for the stream is shown when it is read", async () => {
  const leases = jest.spyOn(WatchLeases.prototype, "run").mockResolvedValue([]);
  const { results, unsubscribe } = subscribe();
  await until(() => results.length === 1);
  await change(`allocateHostedConnection(account: "partner", region: "us-east-1", input: {
    connectionId: "${fixtureIds["ic-va1"]}", ownerAccount: "${BLUE}", bandwidth: "50Mbps", connectionName: "meanwhile", vlan: 3999
  }) { connectionId }`);
  leases.mockRestore();
  await until(() => JSON.stringify(results.at(-1)).includes("meanwhile"));
  expect(results).toHaveLength(2);
  unsubscribe();
});
