import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessMembers } from "../../src/auth/access-config";
import { ConfigError, readConfig, SETTINGS, settingsHelp, settingsTable } from "../../src/config/config";

const directory = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(directory, { recursive: true }));

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const BASE_PATHS = "a path such as /directconnect, without a slash at its end";

describe("bad settings", () => {
  test.each<[name: string, input: string, allowed: string]>([
    ["PORT", "65536", "0 to 65535"],
    ["PORT", "http", "0 to 65535"],
    ["PORT", "-1", "0 to 65535"],
    ["DIRECT_CONNECT", "azure", "emulator, aws"],
    ["AWS_ENDPOINT_URL_DIRECT_CONNECT", "localhost:4566", "an http or https URL"],
    ["AWS_REGION", "virginia", "a region's code, such as us-east-1"],
    ["READ_ATTEMPTS", "0", "1 to 10"],
    ["WRITE_ATTEMPTS", "1.5", "1 to 10"],
    ["AWS_TIMEOUT_MS", "10s", "milliseconds, 1 to 3600000"],
    ["CORS_ORIGINS", "https://a.example, b.example", "origins such as https://portal.example.com"],
    ["INTROSPECTION", "yes", "true, false"],
    ["LOG_LEVEL", "loud", "fatal, error, warn, info, debug, trace, silent"],
    ["LOG_FORMAT", "xml", "auto, json, pretty"],
    ["EMULATOR_TIME_SCALE", "0", "1 to 100000"],
    ["EMULATOR_NETWORK", "200", "two numbers such as 200x4, up to 10000x50"],
    ["EMULATOR_NETWORK", "200x51", "two numbers such as 200x4, up to 10000x50"],
    ["BASE_PATH", "directconnect", BASE_PATHS],
    ["BASE_PATH", "/directconnect/", BASE_PATHS],
    ["BASE_PATH", "/", BASE_PATHS],
    ["BASE_PATH", "/a//b", BASE_PATHS],
    ["BASE_PATH", "/a/../b", BASE_PATHS],
    ["BASE_PATH", "/a?b", BASE_PATHS],
    ["BASE_PATH", "/a%20b", BASE_PATHS],
  ])("%s=%s is named with what is allowed", (name, input, allowed) => {
    expect(problemsOf({ [name]: input })).toEqual([`${name}: "${input}" was given, allowed is ${allowed}`]);
  });

  test("are reported all at once, those of the config file too", () => {
    const problems = problemsOf({ PORT: "x", LOG_LEVEL: "x", AWS_REGION: "x", CONFIG_FILE: "/nowhere.json" });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "PORT",
      "AWS_REGION",
      "LOG_LEVEL",
      "CONFIG_FILE",
    ]);
  });
});

describe("defaults", () => {
  test("are taken where a setting is left out, and where it is empty", () => {
    const expected = {
      PORT: 4000,
      HOST: "127.0.0.1",
      DIRECT_CONNECT: "emulator",
      AWS_ENDPOINT_URL_DIRECT_CONNECT: undefined,
      AWS_REGION: "us-east-1",
      CONFIG_FILE: undefined,
      INTROSPECTION: true,
      LOG_FORMAT: "auto",
      accounts: [],
    };
    expect(readConfig({})).toMatchObject(expected);
    expect(readConfig(Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ""])))).toMatchObject(
      expected,
    );
  });

  test("are overridden by what is given", () => {
    expect(
      readConfig({ PORT: "0", INTROSPECTION: "false", CORS_ORIGINS: "https://a.example, https://b.example" }),
    ).toMatchObject({
      PORT: 0,
      INTROSPECTION: false,
      CORS_ORIGINS: ["https://a.example", "https://b.example"],
    });
  });

  test("cannot be changed afterwards", () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

describe("the config file", () => {
  const path = join(directory, "accounts.json");
  const withFile = (content: string) => {
    writeFileSync(path, content);
    return { CONFIG_FILE: path };
  };
  const account = { accountId: "222222222222", alias: "acme", regions: ["us-east-1"] };

  test.each([
    [
      "no JSON",
      `{ "accounts": [{ "externalId": "hush-hush" }`,
      `"${path}" was given, which cannot be read: it is not JSON`,
    ],
    ["a list", `["hush-hush"]`, `${path}: the file: `],
    ["an unknown member", `{ "hush": "hush-hush" }`, `${path}: the file: `],
    ["no account", `{ "accounts": [] }`, `${path}: accounts: `],
    [
      "a bad account id",
      JSON.stringify({ accounts: [{ ...account, accountId: "hush-hush" }] }),
      `${path}: accounts.0.accountId: must be an account: 12 digits`,
    ],
    [
      "an external id without a role",
      JSON.stringify({ accounts: [{ ...account, externalId: "hush-hush" }] }),
      `${path}: accounts.0.externalId: must stand with a roleArn`,
    ],
    [
      "a bad region of the second account",
      JSON.stringify({
        accounts: [account, { ...account, alias: "b", regions: ["us-east-1", "hush-hush"] }],
      }),
      `${path}: accounts.1.regions.1: must be a region's code, such as us-east-1`,
    ],
  ])("with %s is named with the place, and never quoted", (_what, content, problem) => {
    const problems = problemsOf(withFile(content));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`CONFIG_FILE: ${problem}`);
    expect(problems[0]).not.toContain("hush-hush");
  });

  test("that is not there is named with its path", () => {
    expect(problemsOf({ CONFIG_FILE: "/nowhere.json" })[0]).toMatch(
      /^CONFIG_FILE: "\/nowhere\.json" was given.*ENOENT/,
    );
  });

  test("has all its problems reported at once", () => {
    const bad = { accountId: "1", alias: "", regions: [], roleArn: "role" };
    expect(problemsOf(withFile(JSON.stringify({ accounts: [bad] })))).toHaveLength(4);
  });

  test("gives the accounts", () => {
    const accounts = [
      {
        ...account,
        roleArn: "arn:aws:iam::222222222222:role/portal/Reader",
        externalId: "northgate",
        sessionName: "portal",
      },
      { accountId: "333333333333", alias: "blue", regions: ["eu-west-1", "us-west-1"], profile: "blue" },
    ];
    expect(readConfig(withFile(JSON.stringify({ accounts }))).accounts).toEqual(accounts);
  });

  describe("regions", () => {
    const ofEachPartition = [
      ...["us-east-1", "mx-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"],
      ...["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
    ];
    const file = (regions: string[], granted?: string[]) =>
      withFile(
        JSON.stringify({
          accounts: [{ ...account, regions }],
          ...(granted && {
            callers: [
              { name: "c", roles: ["viewer"], accounts: [{ account: account.alias, regions: granted }] },
            ],
          }),
        }),
      );

    test.each(["us-east-99", "xx-nowhere-1", "aws-global", "aws-iso-global", "US-EAST-1", "us-east-1.evil"])(
      "AWS_REGION=%s, which there is not, is named with what is allowed",
      (region) => {
        expect(problemsOf({ AWS_REGION: region })).toEqual([
          `AWS_REGION: "${region}" was given, allowed is a region's code, such as us-east-1`,
        ]);
      },
    );

    test.each([
      "aws-global",
      "US-EAST-1",
      "us-east-1.evil",
      "mars",
      "us-east-1111",
      `us-${"a".repeat(40)}-1`,
    ])("the config file may not name %s", (region) => {
      expect(problemsOf(file([region], [region]))).toEqual([
        expect.stringMatching(/accounts\.0\.regions\.0: must be a region's code/),
        expect.stringMatching(/callers\.0\.accounts\.0\.regions\.0: must be a region's code/),
      ]);
    });

    test.each(ofEachPartition)("%s is taken", (region) => {
      const { AWS_REGION, accounts, access } = readConfig({
        AWS_REGION: region,
        ...file([region], [region]),
      });
      expect([AWS_REGION, accounts[0]?.regions]).toEqual([region, [region]]);
      expect(access.callers[0]?.accounts).toEqual([{ account: account.alias, regions: [region] }]);
    });

    test("one that the SDK does not have yet is accepted where an account is configured with it", () => {
      expect(readConfig({ AWS_REGION: "us-north-1", ...file(["us-north-1"]) }).AWS_REGION).toBe("us-north-1");
      expect(problemsOf({ AWS_REGION: "us-north-2", ...file(["us-north-1"]) })).toHaveLength(1);
    });
  });
});

describe("documentation", () => {
  test("--help names every setting with its default", () => {
    for (const [name, { fallback }] of Object.entries(SETTINGS)) {
      expect(settingsHelp()).toMatch(new RegExp(`^  ${name}$`, "m"));
      if (fallback !== undefined) expect(settingsHelp()).toContain(`Default: ${fallback}.`);
    }
  });

  test("the README's example of an issuer has each of its settings", () => {
    const readme = readFileSync(join(__dirname, "../..", "README.md"), "utf8");
    const [, example = "{}"] = /"issuers": \[\s*(\{[^}]*\})/.exec(readme) ?? [];
    const input = JSON.parse(example) as object;
    const issuer = accessMembers.issuers.unwrap().element;
    expect(issuer.parse(input)).toEqual(input);
    expect(Object.keys(input)).toEqual(Object.keys(issuer.shape));
  });

  test("the README's table is the one made from the settings", () => {
    const readme = readFileSync(join(__dirname, "../..", "README.md"), "utf8");
    const [, table] = /<!-- settings -->([^]*?)<!-- \/settings -->/.exec(readme) ?? [];
    expect(cellsOf(table ?? "")).toEqual(cellsOf(settingsTable()));
  });

  /** Prettier pads the cells of a table; what they say is what counts. */
  function cellsOf(table: string): string[][] {
    return table
      .trim()
      .split("\n")
      .map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---")));
  }
});

test("notice and drain at a stop stay below 10 s by default, what a container is given to end", () => {
  const { SHUTDOWN_NOTICE_MS, DRAIN_TIMEOUT_MS } = readConfig({});
  expect(SHUTDOWN_NOTICE_MS + DRAIN_TIMEOUT_MS).toBeLessThan(10_000);
});

test.each([
  ["postgres://user:pa/ss@db.example:5432/journal", "postgres://[redacted]@db.example:5432/journal"],
  ["postgres://user:pa?s@s#s@db.example/journal", "postgres://[redacted]@db.example/journal"],
  ["postgres://user:secret", "postgres://[redacted]"],
  ["postgres//user:secret@db.example", "[redacted]@db.example"],
  ["mysql://user:secret@db.example/journal", "mysql://[redacted]@db.example/journal"],
  ["mysql://db.example/journal?password=secret", "mysql://db.example/journal?[redacted]"],
  ["mysql://user@db.example/journal?password=secret", "mysql://[redacted]@db.example/journal?[redacted]"],
  ["db.example", "db.example"],
])("a URL is quoted without what may be a credential: %s", (DATABASE_URL, quoted) => {
  expect(() => readConfig({ DATABASE_URL })).toThrow(
    `DATABASE_URL: "${quoted}" was given, allowed is a postgres:// `,
  );
});
