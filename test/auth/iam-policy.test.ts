import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeApiKey } from "../../src/auth/api-keys";
import { type IamPolicy, permissionPolicy } from "../../src/auth/iam-policy";
import { RULES } from "../../src/auth/permissions";
import { ROLES } from "../../src/auth/roles";
import type { Operation } from "../../src/directconnect/client/operations";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { refusing, requestFor } from "./operation-requests";

const operations = Object.keys(RULES) as Operation[]; // the keys of that very object
const roles = Object.keys(ROLES) as (keyof typeof ROLES)[]; // the same

const actionsOf = ({ Statement }: IamPolicy) => Statement.flatMap(({ Action }) => Action).sort();

describe("the policy of a role allows what it can cause, and nothing else", () => {
  const TAGGED = `arn:aws:directconnect:us-east-1:555555555555:dxcon/${fixtureIds["enterprise-100g"]}`;
  const NAMED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    DescribeTags: { resourceArns: [TAGGED] },
    TagResource: { resourceArn: TAGGED },
    UntagResource: { resourceArn: TAGGED },
  };
  const headers = new Map<string, Record<string, string>>();
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    const callers = roles.map((name) => {
      const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
      headers.set(name, { "x-api-key": key });
      return { name, roles: [name], accounts: "all", apiKeys: [stored] };
    });
    gateway = await startGatewayUnderTest({ access: { callers } });
    // Nothing is changed, so that each request finds what it names.
    for (const one of operations) if (RULES[one].needs !== "read") gateway.emulator.faults.add(refusing(one));
  });
  afterAll(() => gateway.stop());

  test.each(roles)("%s", async (role) => {
    const caused = new Set<string>();
    for (const operation of operations) {
      const account = /Interconnect|Hosted/.test(operation) ? "111111111111" : "555555555555";
      const { document, variables } = requestFor(operation, account, NAMED[operation] ?? {});
      await gateway.ask(document, variables, headers.get(role));
      for (const request of gateway.emulator.requests.list())
        caused.add(`directconnect:${request.operation}`);
    }
    expect(actionsOf(permissionPolicy(ROLES[role].permissions))).toEqual([...caused].sort());
  });
});

test("a role that reads nothing may be read for, as its changes are reconciled", () => {
  const actions = actionsOf(permissionPolicy(["test"]));
  expect(actions.filter((action) => !/:(Describe|Get|List)/.test(action))).toEqual([
    "directconnect:StartBgpFailoverTest",
    "directconnect:StopBgpFailoverTest",
  ]);
  expect(actions).toContain("directconnect:GetResiliencyGroup");
});

describe("npm run iam-policy", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iam-policy-"));
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({
        accounts: [
          { accountId: "111111111111", alias: "hub", regions: ["us-east-1"] },
          {
            ...{ accountId: "222222222222", alias: "acme", regions: ["us-east-1", "us-west-1"] },
            ...{ roleArn: "arn:aws:iam::222222222222:role/reader", externalId: "given-by-acme" },
          },
        ],
        roles: { tester: ["read", "test"] },
      }),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        ["-r", "@swc-node/register", "scripts/iam-policy.ts", ...args],
        { env: { PATH: process.env["PATH"], CONFIG_FILE: join(folder, "config.json") } },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const HUB = "arn:aws:iam::111111111111:role/gateway";

  test.each([
    [["--roles", "reader"], '--roles: "reader" was given, allowed is viewer, partner, '],
    [["--accounts", "acme"], "--roles: nothing was given"],
    [["--roles", "viewer", "--accounts", "unknown"], '--accounts: "unknown" was given'],
    [["--roles", "viewer", "--principal", "gateway"], '--principal: "gateway" was given'],
    [
      ["--roles", "viewer", "--principal", HUB, "--accounts", "333333333333"],
      "--external-id: nothing was given, and the config file has none for 333333333333",
    ],
    [["--roles", "viewer", "--everything"], "--everything"],
  ])("%j is refused", async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("it prints the policies of an account's role, by the config file's regions and roles", async () => {
    const { stdout } = await run("--roles", "tester", "--accounts", "acme", "--principal", HUB);
    const policies = JSON.parse(stdout) as Record<string, IamPolicy>;
    expect(Object.keys(policies)).toEqual([
      "acme-permissions.json",
      "acme-trust.json",
      "gateway-permissions.json",
    ]);
    expect(policies["acme-permissions.json"]).toEqual(
      permissionPolicy(["read", "test"], ["us-east-1", "us-west-1"]),
    );
    expect(policies["acme-permissions.json"]?.Statement).toMatchObject([
      { Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1", "us-west-1"] } } },
      { Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1", "us-west-1"] } } },
    ]);
    expect(policies["acme-trust.json"]?.Statement).toMatchObject([
      {
        ...{ Effect: "Allow", Principal: { AWS: HUB }, Action: "sts:AssumeRole" },
        Condition: { StringEquals: { "sts:ExternalId": "given-by-acme" } },
      },
    ]);
    expect(policies["gateway-permissions.json"]?.Statement).toMatchObject([
      { Action: "sts:AssumeRole", Resource: ["arn:aws:iam::222222222222:role/reader"] },
    ]);
  });

  test("it writes files", async () => {
    const out = join(folder, "policies");
    await run("--roles", "viewer", "--out", out);
    expect(readdirSync(out)).toEqual(["acme-permissions.json", "hub-permissions.json"]);
    expect(JSON.parse(readFileSync(join(out, "hub-permissions.json"), "utf8"))).toEqual(
      permissionPolicy(ROLES.viewer.permissions, ["us-east-1"]),
    );
  });
});
