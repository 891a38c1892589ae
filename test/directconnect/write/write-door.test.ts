import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type FaultKind, faultKinds } from "../../../src/emulator/wire/faults";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const operation = "AllocateHostedConnection";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { AWS_TIMEOUT_MS: "300", WRITE_ATTEMPTS: "3" } });
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const allocate = (calls = gateway) =>
  calls.ask(
    `mutation ($input: AllocateHostedConnectionInput!) { allocateHostedConnection(input: $input) { vlan } }`,
    {
      input: {
        connectionId: fixtureIds["ic-dc2"],
        ownerAccount: "222222222222",
        connectionName: "acme-branch",
        bandwidth: "50Mbps",
        vlan: 310,
      },
    },
  );

async function wasExecuted(): Promise<boolean> {
  const { data } = await gateway.ask(
    `query ($id: ID!) { hostedConnections(connectionId: $id, filter: { vlan: [310] }) { totalCount } }`,
    { id: fixtureIds["ic-dc2"] },
  );
  return data.hostedConnections.totalCount === 1;
}

/** What is lost on the wire, with whether the change was made by then. */
const lost: Partial<Record<FaultKind, boolean>> = {
  serverException: false,
  serverExceptionAfterExecution: true,
  reset: false,
  resetAfterExecution: true,
  truncatedBody: true,
  neverAnswers: false,
  held: false,
  heldThenReset: false,
  neverAnswersAfterExecution: true,
  executedLate: false,
  htmlErrorPage: true,
  malformedJson: true,
  emptyObject: true,
  emptyBody: true,
  nullBody: true,
  emptyStructures: true,
  givenBody: false,
};
const harmless: readonly FaultKind[] = [
  "wrongContentType",
  "trickle",
  "latency",
  "sameNextToken",
  "endlessPages",
  "largeBody",
];
/** Those that strike reads alone. */
const ofReads: readonly FaultKind[] = ["lag", "shift"];
/** Tested in test/journal/unstorable-text.test.ts: the change is known to be made, whatever the answer says. */
const ofTexts: readonly FaultKind[] = ["memberText"];

test("every fault of the wire is tested here", () => {
  expect([...Object.keys(lost), ...harmless, ...ofReads, ...ofTexts, "throttle", "error"].sort()).toEqual(
    [...faultKinds].sort(),
  );
});

describe("a change whose answer is lost was sent once, and what became of it is found out", () => {
  test.each(Object.entries(lost))("%s", async (kind, executed) => {
    gateway.emulator.faults.add({ kind: kind as FaultKind, operation, milliseconds: 600_000 });
    const { data, errors } = await allocate();
    if (executed) {
      expect(errors).toEqual([]);
      expect(data).toEqual({ allocateHostedConnection: { vlan: 310 } });
    } else {
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: "NOT_APPLIED", retryable: true } }]);
    }
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
    expect(await wasExecuted()).toBe(executed);
  });

  test.each([
    ["InternalFailure", 500],
    ["ServiceUnavailable", 503],
    ["SomethingNew", 400],
  ])("an error that says nothing of it: %s", async (name, status) => {
    gateway.emulator.faults.add({ kind: "error", operation, error: { name, message: "?", status } });
    const { errors } = await allocate();
    expect(errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
  });
});

test.each(harmless)("%s is no failure", async (kind) => {
  gateway.emulator.faults.add({ kind, operation, milliseconds: 50 });
  const { data, errors } = await allocate();
  expect(errors).toEqual([]);
  expect(data.allocateHostedConnection).toEqual({ vlan: 310 });
  expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
});

describe("a change that AWS throttled did nothing", () => {
  test("and is sent again", async () => {
    gateway.emulator.faults.add({ kind: "throttle", operation, count: 2 });
    const { data, errors } = await allocate();
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection).toEqual({ vlan: 310 });
    expect(gateway.emulator.requests.list(operation)).toHaveLength(3);
  });

  test("and is given up after as many attempts as WRITE_ATTEMPTS says", async () => {
    gateway.emulator.faults.add({ kind: "throttle", operation });
    const { errors } = await allocate();
    expect(errors).toMatchObject([
      { extensions: { code: "THROTTLED", retryable: true, aws: { error: "ThrottlingException" } } },
    ]);
    expect(gateway.emulator.requests.list(operation)).toHaveLength(3);
    expect(await wasExecuted()).toBe(false);
  });

  test("but what follows the throttling is sent no more", async () => {
    gateway.emulator.faults.add({ kind: "throttle", operation, count: 1 });
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation });
    const { data, errors } = await allocate();
    expect(errors).toEqual([]);
    expect(data.allocateHostedConnection).toEqual({ vlan: 310 });
    expect(gateway.emulator.requests.list(operation)).toHaveLength(2);
  });
});

test("a change that could not be sent says so, and can be sent again", async () => {
  const alone = await startGatewayUnderTest();
  try {
    await alone.emulator.close();
    const { errors } = await allocate(alone);
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } }]);
    expect(errors[0]?.message).toContain("nothing was sent");
    expect(errors[0]?.message).not.toContain("127.0.0.1");
  } finally {
    await alone.stop();
  }
});

test("changes of one document are made one after the other, and what was read before is read again", async () => {
  const { data, errors } = await gateway.ask(
    `mutation ($id: ID!) {
      first: updateConnection(account: "acme", input: { connectionId: $id, connectionName: "one" }) {
        parentInterconnect { hostedConnections(filter: { vlan: [101] }) { nodes { connectionName } } }
      }
      second: updateConnection(account: "acme", input: { connectionId: $id, connectionName: "two" }) {
        parentInterconnect { hostedConnections(filter: { vlan: [101] }) { nodes { connectionName } } }
      }
    }`,
    { id: fixtureIds["acme-dc2"] },
  );
  expect(errors).toEqual([]);
  const named = (connectionName: string) => ({
    parentInterconnect: { hostedConnections: { nodes: [{ connectionName }] } },
  });
  expect(data).toEqual({ first: named("one"), second: named("two") });
});
