import * as sdk from "@aws-sdk/client-direct-connect";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { queryChanges, eventLike, eventsOf, readAgain, type TestEvent, WATCHING } from "./watching";

const PARTNER = "111111111111";
const BLUE = "333333333333";

const CALLERS = {
  everything: { roles: ["admin"], accounts: "all" },
  viewer: { roles: ["viewer"], accounts: "all" },
  blue: { roles: ["viewer"], accounts: [{ account: "blue-harbor" }] },
  elsewhere: { roles: ["viewer"], accounts: [{ account: "blue-harbor", regions: ["eu-west-1"] }] },
  itsPort: {
    roles: ["viewer"],
    accounts: [{ account: "partner", interconnects: [fixtureIds["ic-dc2"]], ownerAccounts: [BLUE] }],
  },
  otherPort: { roles: ["viewer"], accounts: [{ account: "partner", interconnects: [fixtureIds["ic-va1"]] }] },
  otherOwner: {
    roles: ["viewer"],
    accounts: [
      { account: "partner", interconnects: [fixtureIds["ic-dc2"]], ownerAccounts: ["222222222222"] },
    ],
  },
  nobody: { roles: ["nothing"], accounts: "all" },
  blueAuditor: { roles: ["auditor"], accounts: [{ account: "blue-harbor" }] },
  bothAuditor: { roles: ["auditor"], accounts: [{ account: "blue-harbor" }, { account: "partner" }] },
  partnerElsewhere: {
    roles: ["auditor"],
    accounts: [{ account: "blue-harbor" }, { account: "partner", regions: ["eu-west-1"] }],
  },
  otherOwnerAuditor: {
    roles: ["auditor"],
    accounts: [{ account: "blue-harbor" }, { account: "partner", ownerAccounts: ["222222222222"] }],
  },
  itsOwnerAuditor: {
    roles: ["auditor"],
    accounts: [{ account: "blue-harbor" }, { account: "partner", ownerAccounts: [BLUE] }],
  },
  maker: { roles: ["operator"], accounts: [{ account: "blue-harbor" }, { account: "partner" }] },
} as const;
type Name = keyof typeof CALLERS;
const headers = {} as Record<Name, Record<string, string>>;
const callers = (Object.keys(CALLERS) as Name[]).map((name) => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
  headers[name] = { "x-api-key": key };
  return { name, ...CALLERS[name], apiKeys: [stored] };
});

const access = {
  callers,
  roles: { nothing: ["introspect"] },
  watch: { accounts: ["blue-harbor", "partner"], regions: ["us-east-1"] },
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: WATCHING, access });
  await readAgain(gateway, "DescribeHostedConnections", 20, PARTNER);
  await readAgain(gateway, "DescribeConnections", 3, BLUE);
  const client = new sdk.DirectConnectClient({
    ...{ region: "us-east-1", endpoint: gateway.emulator.url },
    credentials: { accessKeyId: BLUE, secretAccessKey: "x" },
  });
  await client.send(new sdk.ConfirmConnectionCommand({ connectionId: fixtureIds["blue-ordering"] }));
  client.destroy();
  for (const account of [PARTNER, BLUE]) {
    while ((await reported("everything")).every((event) => event.account !== account))
      await readAgain(gateway, "DescribeConnections", 1);
  }
});
afterAll(() => gateway.stop());

const reported = (name: Name, filter: object = {}): Promise<TestEvent[]> =>
  eventsOf(gateway, { filter }, headers[name]);
const accountsOf = (events: readonly TestEvent[]) =>
  [...new Set(events.map(({ account }) => account))].sort();

test("who may not read is refused", async () => {
  const { data, errors } = await queryChanges(gateway, {}, headers.nobody);
  expect(data.changes).toBeNull();
  expect(errors[0]?.extensions["code"]).toBe("FORBIDDEN");
});

test.each<Name>(["elsewhere", "otherPort", "otherOwner"])("%s sees nothing of it", async (name) => {
  expect(await reported(name)).toEqual([]);
});

test.each<[Name, string[]]>([
  ["everything", [PARTNER, BLUE]],
  ["blue", [BLUE]],
  ["itsPort", [PARTNER]],
])("%s sees it in %p", async (name, accounts) => {
  const events = await reported(name);
  expect(accountsOf(events)).toEqual(accounts);
  for (const event of events) expect(event.resourceId).toContain(fixtureIds["blue-ordering"]);
});

test("a filter by an account that is not granted is refused as one that is not there", async () => {
  const { errors } = await queryChanges(gateway, { filter: { accounts: ["partner"] } }, headers.blue);
  expect(errors[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  expect(errors[0]?.message).toContain("filter.accounts");
});

test("a filter by the id of what events name by its ARN is refused: it would match nothing", async () => {
  const short = fixtureIds["blue-ordering"];
  const uuid = "5f294f92-bafb-4011-916d-9b0bec3a0000"; // an association's
  const { errors } = await queryChanges(gateway, { filter: { ids: [uuid, short] } }, headers.blue);
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [{ argument: "filter.ids", sent: JSON.stringify(short) }],
      },
    },
  ]);
  expect(await reported("blue", { ids: [uuid] })).toEqual([]);
});

test("a filter narrows by each of its members", async () => {
  const all = await reported("everything");
  expect(await reported("everything", { accounts: ["partner"] })).toEqual(
    all.filter(({ account }) => account === PARTNER),
  );
  expect(await reported("everything", { regions: ["eu-west-1"] })).toEqual([]);
  expect(await reported("everything", { resourceTypes: ["LAG"] })).toEqual([]);
  expect(await reported("everything", { types: ["DELETED"] })).toEqual([]);
  expect(await reported("everything", { ids: [all[0]?.resourceId] })).toEqual(all);
});

test("the resource is shown as it is now, with its relations", async () => {
  const { data, errors } = await gateway.ask(
    `{ changes(first: 1) { nodes { resource { __typename ... on Connection { connectionId connectionState } } } } }`,
    {},
    headers.blue,
  );
  expect(errors).toEqual([]);
  expect(data.changes.nodes[0].resource).toEqual({
    __typename: "Connection",
    connectionId: fixtureIds["blue-ordering"],
    connectionState: "PENDING",
  });
});

test("who made a change, and with which key, is shown to its caller and to auditors alone", async () => {
  const { errors } = await gateway.ask(
    `mutation { updateLag(account: "partner", region: "us-east-1", idempotencyKey: "mine",
      input: { lagId: "${fixtureIds["lag-dc2-100"]}", lagName: "renamed" }) { lagId } }`,
    {},
    headers.everything,
  );
  expect(errors.map(({ message }) => message)).toEqual([]);
  const isRenaming = ({ type, changes }: TestEvent) => type === "UPDATED" && changes[0]?.after === "renamed";
  const event = await eventLike(gateway, isRenaming, {}, headers.everything);
  expect(event.cause).toEqual({ key: "mine", operation: "UpdateLag", caller: "everything" });
  expect((await reported("viewer")).find(isRenaming)?.cause).toBeNull();
});

describe("the cause of an event in one account that follows from a change in another", () => {
  const KEY = "of-partner";
  const CAUSE = { key: KEY, operation: "AllocateHostedConnection", caller: "maker" };
  let id = "";
  beforeAll(async () => {
    const { data, errors } = await gateway.ask(
      `mutation { allocateHostedConnection(account: "partner", region: "us-east-1", idempotencyKey: "${KEY}",
        input: { connectionId: "${fixtureIds["ic-dc2"]}", ownerAccount: "${BLUE}", connectionName: "x", bandwidth: "50Mbps", vlan: 3911 }
      ) { connectionId } }`,
      {},
      headers.maker,
    );
    expect(errors).toEqual([]);
    id = data.allocateHostedConnection.connectionId as string;
    await eventLike(gateway, isIts, {}, headers.blueAuditor);
  });
  const isIts = ({ account, resourceId, type }: TestEvent) =>
    account === BLUE && resourceId.endsWith(id) && type === "CREATED";
  const causeFor = async (name: Name) => {
    const events = (await reported(name)).filter(isIts);
    expect(events).toHaveLength(1);
    return events[0]?.cause;
  };
  const auditedBy = async (name: Name) => {
    const { data } = await gateway.ask("{ auditEntries { nodes { key } } }", {}, headers[name]);
    return (data.auditEntries.nodes as { key: string }[]).some(({ key }) => key === KEY);
  };

  test.each<Name>(["blueAuditor", "partnerElsewhere", "otherOwnerAuditor"])(
    "is hidden from %s, as the entry of the audit trail is",
    async (name) => {
      expect(await causeFor(name)).toBeNull();
      expect(await auditedBy(name)).toBe(false);
    },
  );

  test.each<Name>(["everything", "bothAuditor", "itsOwnerAuditor"])(
    "is shown to %s, as the entry of the audit trail is",
    async (name) => {
      expect(await causeFor(name)).toEqual(CAUSE);
      expect(await auditedBy(name)).toBe(true);
    },
  );

  test("is shown to its caller as long as the account of the change is granted, as the outcome is", async () => {
    const outcome = async () =>
      (await gateway.ask(`{ mutationOutcome(key: "${KEY}") { key } }`, {}, headers.maker)).data
        .mutationOutcome as unknown;
    expect([await causeFor("maker"), await outcome()]).toEqual([CAUSE, { key: KEY }]);
    gateway.configure({
      ...access,
      callers: callers.map((one) =>
        one.name === "maker" ? { ...one, accounts: CALLERS.blue.accounts } : one,
      ),
    });
    gateway.reload();
    expect([await causeFor("maker"), await outcome()]).toEqual([null, null]);
    gateway.configure(access);
    gateway.reload();
  });
});
