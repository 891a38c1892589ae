import * as sdk from "@aws-sdk/client-direct-connect";
import { makeApiKey } from "../../src/auth/api-keys";
import { arnOf } from "../../src/directconnect/accounts/arn";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { mutationDocument } from "../mutation-document";
import { tenants } from "./tenants";

/*
 * A change under a narrow grant: the row that it depends on is read for it, and nothing is where it depends on none.
 */

const { access, headers } = tenants();
const hosted = fixtureIds["acme-dc2"];
const hostedArn = arnOf({
  kind: "dxcon",
  account: "111111111111",
  region: "us-east-1",
  resourceId: hosted,
});

let gateway: GatewayUnderTest;
beforeEach(async () => {
  // whatever was read stays in memory for the whole test
  gateway = await startGatewayUnderTest({ access, settings: { SNAPSHOT_FRESH_MS: "600000" } });
});
afterEach(() => gateway.stop());

async function onPort(): Promise<string[]> {
  const { data } = await gateway.ask(
    `{ hostedConnections(account: "partner", connectionId: "${fixtureIds["ic-dc2"]}") { nodes { connectionId } } }`,
    {},
    headers.reseller,
  );
  const { nodes } = data.hostedConnections as { nodes: { connectionId: string }[] };
  return nodes.map(({ connectionId }) => connectionId);
}

/** As the partner does it, past the gateway: to a LAG that the reseller is not granted. */
async function moveAway(): Promise<void> {
  const client = new sdk.DirectConnectClient({
    region: "us-east-1",
    endpoint: gateway.emulator.url,
    credentials: { accessKeyId: "111111111111", secretAccessKey: "x" },
  });
  await client.send(
    new sdk.AssociateHostedConnectionCommand({
      connectionId: hosted,
      parentConnectionId: fixtureIds["lag-dc2-100"],
    }),
  );
  client.destroy();
}

const CHANGES = [
  ["deleteConnection", { connectionId: hosted }],
  ["updateConnection", { connectionId: hosted, connectionName: "mine" }],
  ["tagResource", { resourceArn: hostedArn, tags: [{ key: "a", value: "b" }] }],
] as const;

function change(name: string, input: object) {
  const variables = { input, ...(name === "tagResource" ? {} : { account: "partner" }) };
  return gateway.ask(mutationDocument(name), variables, headers.reseller);
}

const changed = () => gateway.calls().filter((call) => !call.includes(" Describe"));

test.each(CHANGES)("%s is not made of a hosted connection that was moved away", async (name, input) => {
  expect(await onPort()).toContain(hosted);
  await moveAway();
  expect(await onPort()).toContain(hosted); // the snapshot has not seen it
  const { data, errors } = await change(name, input);
  expect(changed()).toEqual([]);
  if (name === "deleteConnection") expect(data.change).toMatchObject({ alreadyGone: true });
  else expect(errors[0]?.extensions["code"]).toBe("NOT_FOUND");
});

test.each(CHANGES)(
  "%s is sent for one that is still there, once its port was listed",
  async (name, input) => {
    await onPort();
    await change(name, input);
    const sent = gateway.emulator.requests.list().map(({ operation }) => operation);
    expect(changed()).toHaveLength(1);
    expect(sent[0]).toBe("DescribeHostedConnections");
  },
);

test("nothing is read to check whether a port is granted", async () => {
  const allocate = (connectionId: string) =>
    change("allocateHostedConnection", {
      ...{ connectionId, ownerAccount: "222222222222" },
      ...{ connectionName: "x", bandwidth: "50Mbps", vlan: 3000 },
    });
  const refused = await allocate(fixtureIds["ic-va1"]);
  expect([refused.errors[0]?.extensions["code"], gateway.calls()]).toEqual(["NOT_FOUND", []]);
  const made = await allocate(fixtureIds["ic-dc2"]);
  expect(made.errors).toEqual([]);
  // the list is read for the VLAN, as it is for those who are granted the whole account
  expect(new Set(gateway.calls())).toEqual(
    new Set([
      "111111111111 us-east-1 AllocateHostedConnection",
      "111111111111 us-east-1 DescribeHostedConnections",
    ]),
  );
});

describe("a grant that lists a connection by its own id", () => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
  const own = { "x-api-key": key };
  const dedicated = fixtureIds["enterprise-100g"];

  let listed: GatewayUnderTest;
  beforeAll(async () => {
    const accounts = [
      { account: "acme", interconnects: [hosted] },
      { account: "enterprise", interconnects: [dedicated], lags: [fixtureIds["lag-dc2"]] },
    ];
    listed = await startGatewayUnderTest({
      access: { callers: [{ name: "listed", roles: ["admin"], accounts, apiKeys: [stored] }] },
    });
  });
  afterAll(() => listed.stop());

  test.each([
    ["acme", hosted],
    ["enterprise", dedicated],
  ])("shows it, and what is on it, in account %s", async (account, connectionId) => {
    const { data, errors } = await listed.ask(
      `query ($account: ID, $id: ID!) { connection(account: $account, connectionId: $id) { connectionId } }`,
      { account, id: connectionId },
      own,
    );
    expect([errors, data]).toEqual([[], { connection: { connectionId } }]);
  });

  test.each([
    ["acme", "deleteConnection", { connectionId: hosted }],
    ["acme", "updateConnection", { connectionId: hosted, connectionName: "mine" }],
    ["enterprise", "deleteConnection", { connectionId: dedicated }],
    ["enterprise", "updateConnection", { connectionId: dedicated, connectionName: "mine" }],
  ])("is no permission to change it: %s %s", async (account, name, input) => {
    const { data, errors } = await listed.ask(mutationDocument(name), { input, account }, own);
    expect(data).toBeNull(); // what a change answers is not nullable
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/not the connection itself/) as string,
        extensions: { code: "FORBIDDEN" },
      },
    ]);
    expect(listed.calls().filter((call) => !call.includes(" Describe"))).toEqual([]);
  });

  test("says about another connection only that it does not exist", async () => {
    const input = { connectionId: fixtureIds["acme-va1"] };
    const { errors } = await listed.ask(
      mutationDocument("updateConnection"),
      { input: { ...input, connectionName: "mine" }, account: "acme" },
      own,
    );
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });
});
