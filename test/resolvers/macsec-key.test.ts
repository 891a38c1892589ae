import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const ckn = "0a".repeat(32);
const cak = "5ec2e7".repeat(10) + "5ec2";
const tooShort = "5ec2e7".repeat(4);
const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:555555555555:secret:directconnect!prod/x-AbCdEf";

const ASSOCIATE = `mutation Associate($input: AssociateMacSecKeyInput!) {
  associateMacSecKey(account: "enterprise", input: $input) {
    connectionId macSecKeys { ckn secretARN state startOn }
  }
}`;

/** A fresh port that can use MACsec. */
async function port(): Promise<string> {
  const { data } = await gateway.ask(
    `mutation {
      createConnection(account: "enterprise", input: {
        location: "EqDC2", bandwidth: "10Gbps", connectionName: "secured", requestMACSec: true
      }) { connectionId }
    }`,
  );
  return data.createConnection.connectionId as string;
}

describe("what is refused before AWS is asked, with the CAK repeated nowhere", () => {
  const valid = { connectionId: fixtureIds["lag-dc2"] };
  test.each([
    ["a CAK that is too short", { ...valid, ckn, cak: tooShort }, ["input.cak"]],
    ["a CKN that is not hexadecimal", { ...valid, ckn: "xyz", cak }, ["input.ckn"]],
    ["a CKN without its CAK", { ...valid, ckn }, ["input.connectionId"]],
    ["a CAK without its CKN", { ...valid, cak }, ["input.connectionId"]],
    ["a secret beside a pair", { ...valid, ckn, cak, secretARN: SECRET_ARN }, ["input.connectionId"]],
    ["neither", valid, ["input.connectionId"]],
    [
      "everything at once",
      { connectionId: "dxvif-1", ckn: "xyz", cak: tooShort, secretARN: "arn:x" },
      ["input.cak", "input.ckn", "input.connectionId", "input.connectionId", "input.secretARN"],
    ],
  ])("%s", async (_what, input, fields) => {
    gateway.logged.length = 0;
    const answer = await gateway.ask(ASSOCIATE, { input });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
    const named = answer.errors[0]?.extensions["fields"] as { argument: string }[];
    expect(named.map(({ argument }) => argument).sort()).toEqual(fields);
    expect(gateway.calls()).toEqual([]);
    expect(JSON.stringify(answer)).not.toContain("5ec2e7");
    expect(gateway.logged).not.toHaveLength(0);
    expect(JSON.stringify(gateway.logged)).not.toContain("5ec2e7");
  });

  test.each([
    [
      "in the document",
      `associateMacSecKey(input: { connectionId: "dxlag-fedc2000", ckn: 1, cak: "${cak}" })`,
    ],
    [
      "of a wrong type",
      `associateMacSecKey(input: { connectionId: "dxlag-fedc2000", cak: ["${tooShort}"] })`,
    ],
    [
      "under an unknown field",
      `associateMacSecKey(input: { connectionId: "dxlag-fedc2000", cakk: "${cak}" })`,
    ],
  ])("a CAK %s that does not validate", async (_what, field) => {
    gateway.logged.length = 0;
    const answer = await gateway.ask(`mutation { ${field} { connectionId } }`);
    expect(answer.errors).not.toHaveLength(0);
    expect(JSON.stringify(answer)).not.toContain("5ec2e7");
    expect(JSON.stringify(gateway.logged)).not.toContain("5ec2e7");
  });

  test.each([
    [
      "in an input object",
      "$input: AssociateMacSecKeyInput!",
      "$input",
      { input: { ...valid, ckn, cak: [tooShort] } },
    ],
    [
      "of its own",
      "$key: String",
      `{ connectionId: "dxlag-fedc2000", cak: $key }`,
      { key: { value: tooShort } },
    ],
  ])("a CAK of a wrong type in a variable %s", async (_what, declared, input, variables) => {
    gateway.logged.length = 0;
    const answer = await gateway.ask(
      `mutation (${declared}) { associateMacSecKey(input: ${input}) { connectionId } }`,
      variables,
    );
    expect(answer.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(JSON.stringify(answer)).not.toContain("5ec2e7");
    expect(JSON.stringify(gateway.logged)).not.toContain("5ec2e7");
  });

  test("a disassociation by what is no secret of Direct Connect", async () => {
    const { errors } = await gateway.ask(
      `mutation { disassociateMacSecKey(input: { connectionId: "dxcon-fgdc2000", secretARN: "mine" }) { connectionId } }`,
    );
    expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.secretARN" }] } }]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("what AWS refuses, with the CAK repeated nowhere", () => {
  test.each([
    ["a port without MACsec", fixtureIds["enterprise-ld5"], "eu-west-1", /is not MACsec capable/],
    ["a port that is not there", "dxcon-ffnothere", "us-east-1", /Could not find/],
  ])("%s", async (_what, connectionId, region, message) => {
    gateway.logged.length = 0;
    const answer = await gateway.ask(
      `mutation ($input: AssociateMacSecKeyInput!, $region: String) {
        associateMacSecKey(account: "enterprise", region: $region, input: $input) { connectionId }
      }`,
      { region, input: { connectionId, ckn, cak } },
    );
    expect(answer.errors).toMatchObject([
      { extensions: { aws: { operation: "AssociateMacSecKey", error: "DirectConnectClientException" } } },
    ]);
    expect(answer.errors[0]?.message).toMatch(message);
    expect(JSON.stringify(answer)).not.toContain("5ec2e7");
    expect(JSON.stringify(gateway.logged)).not.toContain("5ec2e7");
  });
});

test("a pair becomes a key that is ASSOCIATING and then ASSOCIATED; the CAK reaches AWS and nothing else", async () => {
  const connectionId = await port();
  gateway.logged.length = 0;
  const answer = await gateway.ask(ASSOCIATE, { input: { connectionId, ckn, cak } });
  expect(answer.errors).toEqual([]);
  expect(answer.data.associateMacSecKey).toEqual({
    connectionId,
    macSecKeys: [
      {
        ckn,
        secretARN: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:555555555555:secret:/) as string,
        state: "ASSOCIATING",
        startOn: expect.any(String) as string,
      },
    ],
  });
  expect(gateway.emulator.requests.list()).toMatchObject([
    { operation: "AssociateMacSecKey", account: "555555555555", input: { connectionId, ckn, cak: "***" } },
  ]);
  expect(JSON.stringify(answer)).not.toContain("5ec2e7");
  expect(JSON.stringify(gateway.logged)).not.toContain("5ec2e7");

  gateway.emulator.clock.advance(10 * 60_000);
  const { data } = await gateway.ask(
    `query ($id: ID!) {
      connection(connectionId: $id, account: "enterprise") { portEncryptionStatus macSecKeys { ckn state } }
    }`,
    { id: connectionId },
  );
  expect(data.connection).toEqual({
    portEncryptionStatus: "ENCRYPTION_UP",
    macSecKeys: [{ ckn, state: "ASSOCIATED" }],
  });
});

test("a key comes off a port and can be put back by its secret", async () => {
  const connectionId = await port();
  const { data: put } = await gateway.ask(ASSOCIATE, { input: { connectionId, ckn, cak } });
  const { secretARN } = put.associateMacSecKey.macSecKeys[0] as { secretARN: string };
  const { data, errors } = await gateway.ask(
    `mutation ($input: DisassociateMacSecKeyInput!) {
      disassociateMacSecKey(account: "enterprise", input: $input) { connectionId macSecKeys { ckn state } }
    }`,
    { input: { connectionId, secretARN } },
  );
  expect(errors).toEqual([]);
  expect(data.disassociateMacSecKey).toEqual({
    connectionId,
    macSecKeys: [{ ckn, state: "DISASSOCIATING" }],
  });
  gateway.emulator.clock.advance(10 * 60_000);
  const { data: again, errors: refused } = await gateway.ask(ASSOCIATE, {
    input: { connectionId, secretARN },
  });
  expect(refused).toEqual([]);
  expect(again.associateMacSecKey.macSecKeys).toMatchObject([{ ckn, secretARN, state: "ASSOCIATING" }]);
});
