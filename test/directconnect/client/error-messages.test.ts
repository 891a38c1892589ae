import { Client } from "pg";
import { stateTextForCallers, wordsForCallers } from "../../../src/directconnect/client/error-messages";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type Answer, type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";

const PARTNER = "111111111111";
const ACME = "222222222222";
const port = fixtureIds["ic-dc2"];

let gateway: GatewayUnderTest;
let database: Awaited<ReturnType<typeof borrowSharedDatabase>>;
beforeAll(async () => {
  database = await borrowSharedDatabase();
  gateway = await startGatewayUnderTest({ store: { postgres: database } });
});
beforeEach(() => gateway.emulator.faults.clear());
afterAll(() => gateway.stop());

/** Messages of AWS about its internals, and what each would disclose. */
const DENIAL =
  "User: arn:aws:sts::999999999999:assumed-role/dx-portal-prod/gw-session-7 is not authorized to perform: directconnect:AllocateHostedConnection on resource: arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-x because no identity-based policy allows it";

const refuse = (name: string, message: string, operation = "AllocateHostedConnection") =>
  gateway.emulator.faults.add({ kind: "error", operation, error: { name, message } });

const ALLOCATE = `mutation ($key: String) {
  allocateHostedConnection(
    account: "partner"
    idempotencyKey: $key
    input: { connectionId: "${port}", ownerAccount: "${ACME}", connectionName: "hosted", bandwidth: "50Mbps", vlan: 3500 }
  ) { connectionId }
}`;
const allocate = (key: string | null = null) => gateway.ask(ALLOCATE, { key });

const everything = (answer: Answer) =>
  JSON.stringify([answer.data, answer.errors, answer.extensions, [...answer.headers]]);

/** What none of the answers may hold. */
const INTERNAL =
  /arn:|999999999999|assumed-role|dx-portal|gw-session|internal|10\.1\.2\.3|identity-based|Coral/;

test.each([
  "AccessDeniedException",
  "DirectConnectClientException",
  "UnauthorizedException",
  "OptInRequired",
])("a denial by %s has the action and AWS's request id, and the log has AWS's message", async (name) => {
  refuse(name, DENIAL);
  gateway.logged.splice(0);
  const answer = await allocate();
  expect(everything(answer)).not.toMatch(INTERNAL);
  expect(answer.errors).toMatchObject([
    {
      message: `AWS does not allow account ${PARTNER} to do directconnect:AllocateHostedConnection in us-east-1.`,
      extensions: {
        code: "FORBIDDEN",
        aws: {
          error: name,
          requestId: expect.stringMatching(/./) as string,
          action: "directconnect:AllocateHostedConnection",
        },
      },
    },
  ]);
  const { requestId } = answer.errors[0]?.extensions["aws"] as { requestId: string };
  expect(gateway.logged).toContainEqual(
    expect.objectContaining({ level: "warn", awsRequestId: requestId, error: name, reason: DENIAL }),
  );
  expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test("the action that AWS names is shown where it is another service's", async () => {
  refuse("AccessDeniedException", "not authorized to perform: secretsmanager:CreateSecret on resource: *");
  expect((await allocate()).errors).toMatchObject([
    { extensions: { aws: { action: "secretsmanager:CreateSecret" } } },
  ]);
});

test("a text that only looks like an action is not shown", async () => {
  refuse("AccessDeniedException", "dx-portal-prod:Session is denied by gw-session-7:Internal");
  const answer = await allocate();
  expect(answer.errors).toMatchObject([
    { extensions: { aws: { action: "directconnect:AllocateHostedConnection" } } },
  ]);
  expect(everything(answer)).not.toMatch(INTERNAL);
});

test("what could not be read says nothing of AWS's own, in `unavailable` and in the extensions", async () => {
  for (const operation of ["DescribeConnections", "DescribeVirtualInterfaces"])
    refuse("AccessDeniedException", DENIAL, operation);
  const answer = await gateway.ask(
    `{ connections(accounts: ["partner", "acme"]) { unavailable { message } } virtualInterfaces { unavailable { message } } }`,
  );
  expect(everything(answer)).toContain("does not allow account");
  expect(everything(answer)).not.toMatch(INTERNAL);
});

test("what AWS says of a state follows the same rule", () => {
  const row = { directConnectGatewayId: "dc600000-0000-4000-8000-000000000001", ownerAccount: ACME };
  const plain = `Direct Connect Gateway ${row.directConnectGatewayId} has associations and cannot be deleted.`;
  expect(stateTextForCallers(plain, ACME, row)).toBe(plain);
  for (const text of [`${plain} (${DENIAL})`, "dx-portal-prod failed", "owned by 999999999999"])
    expect(stateTextForCallers(text, ACME, row)).not.toMatch(INTERNAL);
});

test("the log has, once and redacted, what is withheld of the reason for a state", async () => {
  const deletion = await gateway.ask(
    `mutation ($id: ID!) {
      deleteDirectConnectGateway(account: "enterprise", input: { directConnectGatewayId: $id }) {
        directConnectGateway { directConnectGatewayState }
      }
    }`,
    { id: fixtureIds.sticky },
  );
  expect(deletion.errors).toEqual([]);
  gateway.emulator.clock.advance(10 * 60_000);
  const secret = "Bearer abcdefghijklmnop1234567890";
  gateway.emulator.faults.add({
    kind: "memberText",
    member: "stateChangeError",
    text: ` (${DENIAL}, ${secret})`,
  });
  gateway.logged.splice(0);
  const read = () =>
    gateway.ask(
      `query ($id: ID!) { directConnectGateway(directConnectGatewayId: $id, account: "enterprise") { stateChangeError } }`,
      { id: fixtureIds.sticky },
      { "cache-control": "no-cache" },
    );
  for (let time = 0; time < 2; time += 1) {
    const answer = await read();
    expect(answer.data).toEqual({
      directConnectGateway: { stateChangeError: expect.stringMatching(/the gateway's log has it/) as string },
    });
    expect(everything(answer)).not.toMatch(INTERNAL);
    expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeDirectConnectGateways"]);
  }
  expect(gateway.logged.filter(({ msg }) => String(msg).startsWith("AWS gives a reason"))).toEqual([
    expect.objectContaining({
      level: "info",
      account: "555555555555",
      ids: { directConnectGatewayId: fixtureIds.sticky },
      awsRequestId: expect.stringMatching(/./) as string,
      reason: expect.stringContaining("has associations and cannot be deleted. (User: arn:aws:sts") as string,
    }),
  ]);
  expect(JSON.stringify(gateway.logged)).not.toContain("abcdefghijklmnop1234567890");
});

test("AWS's words stay in the log, with secrets taken out", async () => {
  refuse("AccessDeniedException", "no, Bearer abcdefghijklmnop1234567890");
  gateway.logged.splice(0);
  await allocate();
  const lines = gateway.logged.filter(({ msg }) => msg === "a call of Direct Connect failed");
  expect(lines).toMatchObject([{ reason: "no, [redacted]" }]);
});

describe("an error of the input has AWS's own message", () => {
  test.each([
    ["DirectConnectClientException", "VLAN 3500 is already in use", "CONFLICT"],
    ["DirectConnectClientException", `Could not find Connection with ID ${port}`, "NOT_FOUND"],
    [
      "DirectConnectClientException",
      `Account ${PARTNER} is not an authorized Direct Connect partner in us-west-1.: `,
      "FORBIDDEN",
    ],
    [
      "DirectConnectClientException",
      `Account ${ACME} has reached the limit of 10 connections.`,
      "QUOTA_EXCEEDED",
    ],
    ["DirectConnectClientException", "Address 169.254.0.1/30 is already in use, e.g. by VLAN 7.", "CONFLICT"],
    [
      "DirectConnectClientException",
      "VLAN 3500 is in-use by dxvif-fgabcdef in us-gov-east-1, limit",
      "QUOTA_EXCEEDED",
    ],
    ["ValidationException", "Value at 'tags.1.connectionName' failed to satisfy constraint", "REJECTED"],
  ])("%s: %s", async (name, message, code) => {
    refuse(name, message);
    expect((await allocate()).errors).toMatchObject([{ message, extensions: { code } }]);
  });

  test.each(["arn:aws:secretsmanager:us-east-1:999999999999:secret:x", "999999999999", "a.name.of.mine"])(
    "%s, where the caller sent it",
    (sent) => {
      const refusal = { name: "DirectConnectClientException", code: "REJECTED", ...PLACE } as const;
      const message = `${sent} is not valid.`;
      expect(wordsForCallers({ ...refusal, message, input: { sent: [sent] } })).toBe(message);
      expect(wordsForCallers({ ...refusal, message, input: { sent: [`${sent}1`] } })).not.toContain(sent);
    },
  );

  test("of a read, too", async () => {
    const message = `Could not find Connection with ID ${port}`;
    refuse("DirectConnectClientException", message, "DescribeHostedConnections");
    const { errors } = await gateway.ask(
      `{ hostedConnections(account: "partner", connectionId: "${port}") { totalCount } }`,
    );
    expect(errors).toMatchObject([{ message, extensions: { code: "NOT_FOUND" } }]);
  });
});

describe("a message that names more than the caller sent is replaced by the gateway's own", () => {
  test.each([
    [
      "an ARN",
      "VLAN 3500 is already in use by arn:aws:directconnect:us-east-1:999999999999:dxcon/a",
      "CONFLICT",
    ],
    ["an ARN of another partition", "arn:aws-us-gov:iam::1:x does not exist", "NOT_FOUND"],
    ["another account", "Connection dxcon-1 is owned by 999999999999, limit", "QUOTA_EXCEEDED"],
    ["a role", "The role dx-portal-prod is not the owner", "FORBIDDEN"],
    ["a session", "Session name gw-session-7 is too long", "REJECTED"],
    ["an access key", "AKIAIOSFODNN7EXAMPLE does not exist", "NOT_FOUND"],
    ["a host", "Could not connect to overture-7.internal.amazon.com", "REJECTED"],
    ["a host by its address", "10.1.2.3:443 does not exist", "NOT_FOUND"],
    ["a class", "com.amazon.coral.service.InternalFailure", "REJECTED"],
    ["a name in lower case", "dx-portal-prod does not exist", "NOT_FOUND"],
    ["a name with underscores", "gw_internal_fleet has reached its limit", "QUOTA_EXCEEDED"],
    ["a name with digits", "gw-session-7: VLAN 3500 is already in use", "CONFLICT"],
    ["a file", "/opt/overture/conf: does not exist", "NOT_FOUND"],
  ])("%s", async (_what, message, code) => {
    refuse("DirectConnectClientException", message);
    gateway.logged.splice(0);
    const answer = await allocate();
    expect(answer.errors).toMatchObject([{ extensions: { code } }]);
    expect(answer.errors[0]?.message).not.toContain(message.slice(0, 12));
    expect(everything(answer)).not.toMatch(INTERNAL);
    expect(gateway.logged).toContainEqual(expect.objectContaining({ reason: message }));
  });

  test.each(["SerializationException", "UnknownOperationException"])("%s", async (name) => {
    refuse(name, "at Coral line 7");
    const answer = await allocate();
    expect(answer.errors).toMatchObject([{ extensions: { code: "REJECTED", aws: { error: name } } }]);
    expect(everything(answer)).not.toMatch(INTERNAL);
  });

  test("a secret that the caller sent", () => {
    const refusal = { name: "DirectConnectClientException", code: "REJECTED", ...PLACE } as const;
    const message = "The key hunter2hunter2 is not valid";
    const input = { newBGPPeer: { authKey: "hunter2hunter2" } };
    expect(wordsForCallers({ ...refusal, message, input })).not.toContain("hunter2");
  });
});

const PLACE = { operation: "CreateBGPPeer", account: ACME, region: "us-east-1" };

test("an ARN that begins with what was sent is not taken for it", () => {
  const refusal = { name: "DirectConnectClientException", code: "REJECTED", ...PLACE } as const;
  const input = { name: "arn:aws:iam::" };
  const message = "arn:aws:iam::999999999999:role/x is not valid";
  expect(wordsForCallers({ ...refusal, message, input })).not.toContain("999999999999");
});

describe("an error that an earlier version journaled with AWS's words", () => {
  const key = "journaled-before";

  beforeAll(async () => {
    refuse("AccessDeniedException", "no");
    await allocate(key);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rowCount } = await client.query(
      `update journal set error = jsonb_set(error, '{message}', to_jsonb($1::text)) where key = $2`,
      [DENIAL, key],
    );
    await client.end();
    expect(rowCount).toBe(1);
  });

  const words = `AWS does not allow account ${PARTNER} to do directconnect:AllocateHostedConnection in us-east-1.`;

  test("is replayed without them", async () => {
    const answer = await allocate(key);
    expect(gateway.calls().filter((call) => call.endsWith(" AllocateHostedConnection"))).toEqual([]);
    expect(answer.errors).toMatchObject([{ message: words, extensions: { code: "FORBIDDEN" } }]);
    expect(everything(answer)).not.toMatch(INTERNAL);
  });

  test.each([
    ["mutationOutcome", `{ mutationOutcome(key: "${key}") { error { code message } } }`],
    ["auditEntries", `{ auditEntries(first: 1) { nodes { error { code message } } } }`],
  ])("comes out of %s without them", async (_field, document) => {
    const answer = await gateway.ask(document);
    expect(answer.errors).toEqual([]);
    expect(JSON.stringify(answer.data)).toContain(words);
    expect(everything(answer)).not.toMatch(INTERNAL);
  });
});
