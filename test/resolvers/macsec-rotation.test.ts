import { fixtureCkns } from "../../src/emulator/fixtures/lags";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const day = 24 * 60 * 60_000;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const ROTATION = `macSecRotation {
  inUse { ckn state } coming { ckn } retiring { ckn state } nextStep blockedBy { reason portId message }
}`;

test("ports that cannot use MACsec, and hosted connections, have none", async () => {
  const { data, errors } = await gateway.ask(`{
    plain: connection(account: "enterprise", region: "eu-west-1", connectionId: "${fixtureIds["enterprise-ld5"]}") { ${ROTATION} }
    hosted: connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { ${ROTATION} }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({ plain: { macSecRotation: null }, hosted: { macSecRotation: null } });
});

test("a LAG in the middle of a rotation: which key is in use, which comes, and the member that blocks it", async () => {
  const { data, errors } = await gateway.ask(`{
    lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") { ${ROTATION} }
  }`);
  expect(errors).toEqual([]);
  expect(data.lag.macSecRotation).toEqual({
    inUse: { ckn: fixtureCkns.old, state: "ASSOCIATED" },
    coming: [{ ckn: fixtureCkns.coming }],
    retiring: [],
    nextStep: "WAIT_FOR_NEW_KEY",
    blockedBy: [
      {
        reason: "LINK_NOT_UP",
        portId: fixtureIds["lag-dc2-b"],
        message: "lag-dc2-b is in state down.",
      },
      { reason: "NOT_ENCRYPTING", portId: fixtureIds["lag-dc2-b"], message: "lag-dc2-b does not encrypt." },
    ],
  });
  expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeLags"]);
});

test("a member's keys are rotated on its LAG", async () => {
  const { data } = await gateway.ask(`{
    connection(account: "enterprise", connectionId: "${fixtureIds["lag-dc2-a"]}") { ${ROTATION} }
  }`);
  expect(data.connection.macSecRotation.blockedBy).toEqual([
    {
      reason: "KEYS_BELONG_TO_LAG",
      portId: fixtureIds["lag-dc2-a"],
      message: `lag-dc2-a is a member of ${fixtureIds["lag-dc2"]}, which holds its keys: rotate there.`,
    },
  ]);
});

test("a whole rotation: each change answers its port, and the port the next step", async () => {
  const ordered = await gateway.ask(`mutation {
    createConnection(account: "enterprise", input: {
      location: "EqDC2", bandwidth: "10Gbps", connectionName: "secured", requestMACSec: true
    }) { connectionId ${ROTATION} }
  }`);
  const { connectionId } = ordered.data.createConnection;
  for (let days = 0; days < 5; days++) gateway.emulator.clock.advance(day);

  const now = async () =>
    (
      await gateway.ask(
        `query ($connectionId: ID!) {
          connection(account: "enterprise", connectionId: $connectionId) { ${ROTATION} macSecKeys { secretARN } }
        }`,
        { connectionId },
      )
    ).data.connection;
  const add = (ckn: string) =>
    gateway.ask(
      `mutation ($input: AssociateMacSecKeyInput!) {
        associateMacSecKey(account: "enterprise", input: $input) { port { __typename ${ROTATION} } }
      }`,
      { input: { connectionId, ckn, cak: "ab".repeat(32) } },
    );
  const [first, second] = ["1a".repeat(32), "2b".repeat(32)] as const;

  expect((await now()).macSecRotation).toEqual({
    inUse: null,
    coming: [],
    retiring: [],
    nextStep: "ADD_KEY",
    blockedBy: [],
  });
  expect((await add(first)).data.associateMacSecKey.port).toMatchObject({
    __typename: "Connection",
    macSecRotation: {
      inUse: null,
      coming: [{ ckn: first }],
      nextStep: "WAIT_FOR_NEW_KEY",
      blockedBy: [{ reason: "NOT_ENCRYPTING" }],
    },
  });
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 AssociateMacSecKey",
    "555555555555 us-east-1 DescribeConnections",
  ]);
  gateway.emulator.clock.advance(day);
  expect((await now()).macSecRotation).toMatchObject({ inUse: { ckn: first }, nextStep: "ADD_KEY" });

  expect((await add(second)).data.associateMacSecKey.port.macSecRotation).toMatchObject({
    inUse: { ckn: first },
    coming: [{ ckn: second }],
    nextStep: "WAIT_FOR_NEW_KEY",
    blockedBy: [],
  });
  gateway.emulator.clock.advance(day);
  const { macSecRotation, macSecKeys } = await now();
  expect(macSecRotation).toEqual({
    inUse: { ckn: second, state: "ASSOCIATED" },
    coming: [],
    retiring: [{ ckn: first, state: "ASSOCIATED" }],
    nextStep: "REMOVE_OLD_KEY",
    blockedBy: [],
  });

  const removed = await gateway.ask(
    `mutation ($input: DisassociateMacSecKeyInput!) {
      disassociateMacSecKey(account: "enterprise", input: $input) { macSecKeys { ckn } port { ${ROTATION} } }
    }`,
    { input: { connectionId, secretARN: macSecKeys[0].secretARN } },
  );
  expect(removed.data.disassociateMacSecKey).toMatchObject({
    macSecKeys: [{ ckn: first }],
    port: {
      macSecRotation: {
        inUse: { ckn: second },
        retiring: [{ ckn: first, state: "DISASSOCIATING" }],
        nextStep: "WAIT_FOR_REMOVAL",
      },
    },
  });
  gateway.emulator.clock.advance(day);
  expect((await now()).macSecRotation).toMatchObject({ retiring: [], nextStep: "ADD_KEY", blockedBy: [] });
});
