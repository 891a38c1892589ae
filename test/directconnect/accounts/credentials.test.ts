import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AccountAccess,
  credentialsOf,
  defaultAccountId,
} from "../../../src/directconnect/accounts/credentials";
import type { EmulatorOptions } from "../../../src/emulator/options";
import { startEmulator, type Emulator } from "../../../src/emulator/wire/server";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const partner = "111111111111";
const acme = "222222222222";
const enterprise = "555555555555";
const externalIdOf = (account: string) => `northgate-portal-${account}`;
const roleIn = (account: string): AccountAccess => ({
  accountId: account,
  roleArn: `arn:aws:iam::${account}:role/portal/Reader`,
  externalId: externalIdOf(account),
});

const environment = process.env;
const directory = mkdtempSync(join(tmpdir(), "credentials-"));
// before the first test, as the SDK reads these files once
writeFileSync(
  join(directory, "credentials"),
  `[acme]\naws_access_key_id = ${acme}\naws_secret_access_key = x\n`,
);
let sts: Emulator;
let gateway: GatewayUnderTest | undefined;

/** STS and Direct Connect are one emulator here, as session keys are only known where they were handed out. */
const stsOptions = { region: "us-east-1", timeoutMilliseconds: 5000 };

async function start(
  accesses: readonly AccountAccess[],
  emulator: EmulatorOptions = {},
): Promise<GatewayUnderTest> {
  gateway = await startGatewayUnderTest({
    emulator,
    accounts: accesses.map((access) => ({
      accountId: access.accountId,
      alias: `of-${access.accountId}`,
      regions: ["us-east-1", "eu-west-1"],
      credentials: credentialsOf(access, stsOptions),
    })),
  });
  process.env["AWS_ENDPOINT_URL_STS"] = gateway.emulator.url;
  return gateway;
}

beforeEach(async () => {
  sts = await startEmulator();
  // the default chain ends here, whatever the machine has
  process.env = {
    PATH: environment["PATH"],
    TEST_DATABASE_URL: environment["TEST_DATABASE_URL"],
    AWS_ACCESS_KEY_ID: partner,
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_STS: sts.url,
  };
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await sts.close();
});
afterAll(() => {
  process.env = environment;
  rmSync(directory, { recursive: true });
});

const who = `query ($account: ID) { customerMetadata(account: $account) { account } }`;
const requested = (operation: string) => gateway?.emulator.requests.list(operation) ?? [];

describe("refused", () => {
  test.each([
    ["a wrong external id", { ...roleIn(acme), externalId: "of-somebody-else" }],
    ["another account's external id", { ...roleIn(acme), externalId: externalIdOf(enterprise) }],
    ["no external id", { ...roleIn(acme), externalId: undefined }],
    ["a role in another account than the configuration says", { ...roleIn(enterprise), accountId: acme }],
    ["the default chain's keys for another account", { accountId: acme }],
  ])(
    "%s: UPSTREAM_CREDENTIALS, nothing sent to Direct Connect, no external id told",
    async (_what, access) => {
      const { ask: execute, logged } = await start([access]);
      const answer = await execute(who);
      expect(answer.errors).toMatchObject([
        {
          message: `AWS does not accept the gateway's credentials for account ${acme}.`,
          extensions: { code: "UPSTREAM_CREDENTIALS", retryable: false },
        },
      ]);
      expect(requested("DescribeCustomerMetadata")).toEqual([]);
      for (const reported of [JSON.stringify(answer), JSON.stringify(logged)]) {
        expect(reported).not.toMatch(/northgate-portal|of-somebody-else/);
      }
    },
  );
});

test("a role is assumed with its external id and session name, and acts as its account", async () => {
  const { ask: execute, calls } = await start([{ ...roleIn(acme), sessionName: "portal-7" }]);
  const { data, errors } = await execute(who);
  expect(errors).toEqual([]);
  expect(data.customerMetadata).toEqual({ account: acme });
  expect(calls()).toEqual([`${partner} us-east-1 AssumeRole`, `${acme} us-east-1 DescribeCustomerMetadata`]);
  expect(requested("AssumeRole")).toMatchObject([
    { input: { RoleArn: roleIn(acme).roleArn, RoleSessionName: "portal-7" } },
  ]);
});

test("a session is kept: many reads at once, and later ones, assume the role once", async () => {
  const { ask: execute, calls } = await start([roleIn(acme)]);
  await execute(`{ connections { totalCount } locations { totalCount } }`);
  expect(calls().filter((call) => call.endsWith("AssumeRole"))).toHaveLength(1);
  await execute(`{ connections { totalCount } }`);
  expect(requested("AssumeRole")).toEqual([]);
});

test("one account's credentials never serve another's question", async () => {
  const { ask: execute, calls } = await start([
    roleIn(acme),
    roleIn(enterprise),
    { ...roleIn("333333333333"), externalId: "no" },
  ]);
  const { data, errors } = await execute(
    `{ connections(regions: ["us-east-1"]) {
      nodes { account ownerAccount } unavailable { account code }
    } }`,
  );
  expect(errors).toEqual([]);
  for (const { account, ownerAccount } of data.connections.nodes as {
    account: string;
    ownerAccount: string;
  }[]) {
    expect(account).toBe(ownerAccount);
  }
  expect(data.connections.unavailable).toEqual([{ account: "333333333333", code: "UPSTREAM_CREDENTIALS" }]);
  expect(calls().filter((call) => call.endsWith("DescribeConnections"))).toEqual([
    `${acme} us-east-1 DescribeConnections`,
    `${enterprise} us-east-1 DescribeConnections`,
  ]);
});

test("a profile's keys are used where one is named, and STS says whose they are", async () => {
  delete process.env["AWS_ACCESS_KEY_ID"];
  delete process.env["AWS_SECRET_ACCESS_KEY"];
  const { ask: execute, calls } = await start([{ accountId: acme, profile: "acme" }]);
  const { data, errors } = await execute(who);
  expect(errors).toEqual([]);
  expect(data.customerMetadata).toEqual({ account: acme });
  expect(calls()).toEqual([
    `${acme} us-east-1 DescribeCustomerMetadata`,
    `${acme} us-east-1 GetCallerIdentity`,
  ]);
});

test("the default chain's account is what STS says", async () => {
  process.env["AWS_ACCESS_KEY_ID"] = enterprise;
  expect(await defaultAccountId(stsOptions)).toBe(enterprise);
});

test("STS's refusal is reported by name alone", async () => {
  sts.faults.add({
    kind: "error",
    error: { name: "AccessDenied", message: externalIdOf(acme), status: 403 },
  });
  await expect(defaultAccountId(stsOptions)).rejects.toMatchObject({
    name: "CredentialsProviderError",
    message: "STS refused: AccessDenied.",
  });
});
