import {
  CreateConnectionCommand,
  DescribeConnectionsCommand,
  DirectConnectClient,
} from "@aws-sdk/client-direct-connect";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { accounts, startEmulated, type Emulated } from "../emulated";

const { partner, acme, enterprise } = accounts;
const roleIn = (account: string) => `arn:aws:iam::${account}:role/portal/Reader`;
const externalIdOf = (account: string) => `northgate-portal-${account}`;

let emulated: Emulated;
const clients: { destroy(): void }[] = [];
const start = async (options = {}) => {
  emulated = await startEmulated(options);
};
beforeEach(() => start());
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await emulated.stop();
});

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}
const settings = (credentials: Keys) => ({
  ...{ endpoint: emulated.emulator.url, region: "us-east-1", maxAttempts: 1, credentials },
});
const keep = <Client extends { destroy(): void }>(client: Client) => {
  clients.push(client);
  return client;
};
const sts = (credentials: Keys = { accessKeyId: partner, secretAccessKey: "x" }) =>
  keep(new STSClient(settings(credentials)));
const directConnect = (credentials: Keys) => keep(new DirectConnectClient(settings(credentials)));
const assume = (input: object = {}) =>
  sts().send(
    new AssumeRoleCommand({
      RoleArn: roleIn(acme),
      RoleSessionName: "portal",
      ExternalId: externalIdOf(acme),
      ...input,
    }),
  );
const keysFor = async (input: object = {}): Promise<Required<Keys>> => {
  const { Credentials } = await assume(input);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

describe("refusals", () => {
  test.each([
    ["no external id", { ExternalId: undefined }],
    ["a wrong external id", { ExternalId: "something" }],
    ["another account's external id", { ExternalId: externalIdOf(enterprise) }],
    ["an account that trusts no other", { RoleArn: roleIn("999999999999") }],
  ])("AccessDenied for %s", async (_what, input) => {
    await expect(assume(input)).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("is not authorized to perform: sts:AssumeRole on resource") as string,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test.each([
    ["an ARN of another form", { RoleArn: "arn:aws:iam::222222222222:user/someone" }, /is invalid/],
    ["a session name with spaces", { RoleSessionName: "a b" }, /RoleSessionName/],
    ["too short a session", { DurationSeconds: 60 }, /DurationSeconds/],
  ])("ValidationError for %s", async (_what, input, message) => {
    await expect(assume(input)).rejects.toMatchObject({ name: "ValidationError", message });
  });

  test("an unknown key, for either service", async () => {
    const unknown = { accessKeyId: "ASIANOBODY", secretAccessKey: "x", sessionToken: "y" };
    await expect(sts(unknown).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    await expect(directConnect(unknown).send(new DescribeConnectionsCommand({}))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  test("a temporary key without its session token, or with another's", async () => {
    const mine = await keysFor();
    const { sessionToken } = await keysFor({
      RoleArn: roleIn(enterprise),
      ExternalId: externalIdOf(enterprise),
    });
    const { accessKeyId, secretAccessKey } = mine;
    for (const keys of [
      { accessKeyId, secretAccessKey },
      { ...mine, sessionToken },
    ]) {
      await expect(directConnect(keys).send(new DescribeConnectionsCommand({}))).rejects.toMatchObject({
        name: "UnrecognizedClientException",
      });
    }
  });

  test("another action than the two", async () => {
    const { url } = emulated.emulator;
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${partner}/20260101/us-east-1/sts/aws4_request, Signature=x`,
      },
      body: "Action=GetFederationToken&Version=2011-06-15",
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("<Code>InvalidAction</Code>");
  });

  test("a signature for Direct Connect does not open STS", async () => {
    const response = await fetch(emulated.emulator.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${partner}/20260101/us-east-1/directconnect/aws4_request`,
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>IncompleteSignature</Code>");
  });
});

test("a role's keys act in the role's account until they expire", async () => {
  const before = Date.now();
  const { Credentials, AssumedRoleUser } = await assume({ DurationSeconds: 900 });
  expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${acme}:assumed-role/Reader/portal`);
  const life = (Credentials?.Expiration?.getTime() ?? 0) - before;
  expect(life).toBeGreaterThanOrEqual(900_000);
  expect(life).toBeLessThan(960_000);

  const keys = await keysFor();
  const order = { location: "EqDC2", bandwidth: "10Gbps", connectionName: "dc2" };
  const client = directConnect(keys);
  await expect(client.send(new CreateConnectionCommand(order))).resolves.toMatchObject({
    ownerAccount: acme,
  });
  await fetch(`${emulated.emulator.url}/_emulator/sessions`, { method: "DELETE" });
  await expect(client.send(new DescribeConnectionsCommand({}))).rejects.toMatchObject({
    name: "ExpiredTokenException",
    $metadata: { httpStatusCode: 403 },
  });
  await expect(sts(keys).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: "ExpiredToken",
  });
});

test("keys can be made to expire at once, to test their renewal", async () => {
  await emulated.stop();
  await start({ sessionSeconds: 0.05 });
  const keys = await keysFor();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(directConnect(keys).send(new DescribeConnectionsCommand({}))).rejects.toMatchObject({
    name: "ExpiredTokenException",
  });
});

test("a key identifies its account", async () => {
  await expect(sts().send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: partner });
  const assumed = await sts(await keysFor()).send(new GetCallerIdentityCommand({}));
  expect(assumed).toMatchObject({
    Account: acme,
    Arn: `arn:aws:sts::${acme}:assumed-role/Reader/portal`,
    UserId: expect.stringMatching(/^AROA[0-9A-F]{17}:portal$/) as string,
  });
});

test("requests to STS are logged without external id, and faults strike them in their own protocol", async () => {
  const { emulator } = emulated;
  await assume();
  const logged = emulator.requests.list("AssumeRole");
  expect(logged).toMatchObject([
    { account: partner, region: "us-east-1", input: { RoleArn: roleIn(acme), ExternalId: "***" } },
  ]);
  expect(JSON.stringify(logged)).not.toContain(externalIdOf(acme));
  emulator.faults.add({
    kind: "error",
    operation: "AssumeRole",
    count: 1,
    error: { name: "AccessDenied", message: "an SCP forbids it", status: 403 },
  });
  await expect(assume()).rejects.toMatchObject({ name: "AccessDenied", message: "an SCP forbids it" });
  await expect(assume()).resolves.toHaveProperty("Credentials");
});

test("external ids can be configured", async () => {
  await emulated.stop();
  await start({ roleTrusts: { [acme]: "of-our-own" } });
  await expect(assume()).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(assume({ ExternalId: "of-our-own" })).resolves.toHaveProperty("Credentials");
});
