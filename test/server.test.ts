import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../package.json";
import { SETTINGS } from "../src/config/config";
import { against, emptyFolder, emulatorAlone, execute, refusesConnections, start, stopAll } from "./program";
import { freshDatabase } from "./store/fresh-database";

// each test starts a process, which compiles its sources first

afterEach(stopAll);

describe("a bad start ends with 1 and says why, without a stack", () => {
  test("settings that are not allowed, all at once", async () => {
    const { ended, output } = start({ PORT: "70000", LOG_LEVEL: "loud", DIRECT_CONNECT: "azure" });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain('PORT: "70000" was given, allowed is 0 to 65535');
    expect(output.stderr).toContain('LOG_LEVEL: "loud" was given, allowed is ');
    expect(output.stderr).toContain('DIRECT_CONNECT: "azure" was given, allowed is emulator, aws');
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("a port in use", async () => {
    const { port } = await emulatorAlone();
    const { ended, output } = start({ PORT: String(port) });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(`Port ${port} on 127.0.0.1 is in use. Choose another with PORT`);
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("a DATA_FOLDER that holds something else, which stays", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "orders.xlsx"), "figures");
    const { ended, output } = start({ ...against(await emulatorAlone()), DATA_FOLDER: folder });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(
      `DATA_FOLDER: ${folder} holds "orders.xlsx", and no database of this gateway.`,
    );
    expect(output.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual(["orders.xlsx"]);
  });

  test("a DATA_FOLDER that another gateway has", async () => {
    const settings = { ...against(await emulatorAlone()), DATA_FOLDER: emptyFolder() };
    await start(settings).url();
    const { ended, output } = start(settings);
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain(`${settings.DATA_FOLDER} is in use by another gateway (process `);
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("credentials that STS rejects", async () => {
    const { ended, output } = start({ ...against(await emulatorAlone()), AWS_ACCESS_KEY_ID: "AKIANOBODY" });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain("STS refused: InvalidClientTokenId.");
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });
});

test.each([[["--prot=1"]], [["--help", "serve"]]])("%j: an argument that is not known", async (args) => {
  const { ended, output } = start({}, args);
  expect((await ended).code).toBe(1);
  expect(output.stderr).toContain(`argument: ${JSON.stringify(args.at(-1))} was given`);
  expect(output.stderr).toContain("allowed is --help, --version");
  expect(output.stdout).toBe("");
});

test("-v prints the version of the package and ends with 0", async () => {
  const { ended, output } = start({ PORT: "not looked at" }, ["-v"]);
  expect((await ended).code).toBe(0);
  expect(output.stdout).toBe(`${version}\n`);
});

test("the first line of the log and /healthz have the version", async () => {
  const { url, output } = start();
  const address = await url();
  const [first = ""] = output.stdout.split("\n");
  expect(JSON.parse(first)).toMatchObject({
    msg: `directconnect-graphql ${version} on Node ${process.versions.node}`,
  });
  expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ status: "alive", version });
});

test("what Node and libraries warn of is a line of the log", async () => {
  const file = join(emptyFolder(), "warn.cjs");
  writeFileSync(
    file,
    `setInterval(() => process.emitWarning("the first line\\n  and the second", "TestWarning"), 50).unref();`,
  );
  const { child, output } = start({}, [], ["-r", file]);
  while (!output.stdout.includes("TestWarning")) {
    expect(child.exitCode).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lines = output.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: "warn", warning: "TestWarning", msg: "the first line and the second" }),
  );
});

test("that the version of Node has ended is one line of the log, and libraries add none of their own form", async () => {
  const { url, output } = start(against(await emulatorAlone()));
  await execute(await url(), `{ connections { totalCount } }`);
  const lines = output.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { level: string; msg: string });
  const ended = lines.filter(
    ({ msg }) => /Node|security/.test(msg) && !msg.startsWith("directconnect-graphql "),
  );
  expect(ended.map(({ level, msg }) => [level, msg])).toEqual(
    Number.parseInt(process.versions.node, 10) < 22
      ? [["warn", expect.stringContaining(`Node ${process.versions.node} gets no more security updates.`)]]
      : [],
  );
  expect(output.stderr).toBe("");
});

describe("where it cannot be found out as which account it acts, it says what to set", () => {
  test("without credentials", async () => {
    const { ended, output } = start({ DIRECT_CONNECT: "aws" });
    expect((await ended).code).toBe(1);
    expect(output.stderr).toContain("No AWS credentials were found. Set AWS_ACCESS_KEY_ID and ");
    expect(output.stderr).toContain("CONFIG_FILE");
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });

  test("without an STS that can be reached", async () => {
    const unreachable = { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1", AWS_TIMEOUT_MS: "1000" };
    const { ended, output } = start({ ...against(await emulatorAlone()), ...unreachable });
    expect((await ended).code).toBe(1);
    for (const setting of ["AWS_ACCOUNT_ID", "AWS_ENDPOINT_URL_STS", "CONFIG_FILE"])
      expect(output.stderr).toContain(setting);
    expect(output.stderr).not.toMatch(/\n\s+at /);
  });
});

test("--help lists every setting and ends with 0", async () => {
  const { ended, output } = start({ PORT: "not looked at" }, ["--help"]);
  expect((await ended).code).toBe(0);
  for (const name of Object.keys(SETTINGS)) expect(output.stdout).toMatch(new RegExp(`^  ${name}$`, "m"));
});

test("without settings it starts with an emulator of its own, prints its address and answers", async () => {
  const { url, output } = start();
  const address = await url();
  expect(output.stdout).toMatch(/Direct Connect is the embedded emulator at http:\/\/127\.0\.0\.1:\d+/);
  expect(
    await execute(address, `{ interconnect(interconnectId: "dxcon-fgdc2000") { interconnectName } }`),
  ).toMatchObject({
    data: { interconnect: { interconnectName: "ic-dc2" } },
  });
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
});

test("another endpoint is used as any AWS tool would, as the account that STS names", async () => {
  const alone = await emulatorAlone();
  const { url, output } = start(against(alone));
  const address = await url();
  expect(output.stdout).toContain(`Direct Connect is ${alone.url}.`);
  expect(
    await execute(address, `{ accounts { accountId alias regions } connections { totalCount } }`),
  ).toMatchObject({
    data: {
      accounts: [{ accountId: "222222222222", alias: "default", regions: ["us-east-1"] }],
      connections: { totalCount: 3 },
    },
  });
  expect(alone.requests.list("DescribeConnections")).toMatchObject([
    { account: "222222222222", region: "us-east-1" },
  ]);
});

test("the stand-alone emulator is used exactly as README says", async () => {
  const readme = readFileSync("README.md", "utf8");
  const [, line = ""] = /^(AWS_ENDPOINT_URL_DIRECT_CONNECT=.*) npm start$/m.exec(readme) ?? [];
  const settings = Object.fromEntries(line.split(" ").map((one) => one.split("=", 2) as [string, string]));
  const alone = await emulatorAlone();
  expect(settings).toMatchObject({ AWS_ENDPOINT_URL_DIRECT_CONNECT: "http://127.0.0.1:4566" });
  const { url } = start({ ...settings, AWS_ENDPOINT_URL_DIRECT_CONNECT: alone.url });
  expect(await execute(await url(), `{ interconnects { totalCount } }`)).toMatchObject({
    data: { interconnects: { totalCount: 5 } },
  });
});

test("with accounts in the config file STS is not needed to start", async () => {
  const configFile = join(emptyFolder(), "config.json");
  const accounts = [
    { accountId: "222222222222", alias: "acme", regions: ["us-east-1"] },
    {
      ...{ accountId: "333333333333", alias: "blue", regions: ["us-east-1"] },
      roleArn: "arn:aws:iam::333333333333:role/reader",
    },
  ];
  writeFileSync(configFile, JSON.stringify({ accounts }));
  const { url } = start({
    ...against(await emulatorAlone()),
    ...{ AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1", CONFIG_FILE: configFile },
  });
  const address = await url();
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  expect(await execute(address, `{ accounts { alias } }`)).toMatchObject({
    data: { accounts: [{ alias: "acme" }, { alias: "blue" }] },
  });
});

describe("the accounts of the config file count with the embedded emulator too", () => {
  const configure = (accounts: object[]) => {
    const path = join(emptyFolder(), "config.json");
    writeFileSync(path, JSON.stringify({ accounts }));
    return path;
  };
  const accounts = [
    {
      ...{ accountId: "987654321098", alias: "hub", regions: ["eu-central-1", "us-west-1"] },
      ...{ roleArn: "arn:aws:iam::987654321098:role/reader", externalId: "given-by-hub" },
    },
    { accountId: "333333333333", alias: "branch", regions: ["eu-central-1"], profile: "branch" },
  ];

  test("with the example topology in them, in their regions", async () => {
    const { url } = start({ CONFIG_FILE: configure(accounts), AWS_REGION: "eu-central-1" });
    const { data } = await execute(
      await url(),
      `{
        accounts { accountId alias regions }
        interconnects { nodes { interconnectName region location } }
        branch: connections(accounts: ["branch"]) { nodes { connectionName ownerAccount region } }
      }`,
    );
    expect(data.accounts).toEqual(
      accounts.map(({ accountId, alias, regions }) => ({ accountId, alias, regions })),
    );
    expect(data.interconnects.nodes).toEqual(
      expect.arrayContaining([
        { interconnectName: "ic-dc2", region: "eu-central-1", location: "EqFA5" },
        { interconnectName: "ic-va1", region: "eu-central-1", location: "EQAM3" },
        { interconnectName: "ic-sv5", region: "us-west-1", location: "EqSV5" },
      ]),
    );
    expect(data.branch.nodes).toContainEqual({
      ...{ connectionName: "acme-dc2", ownerAccount: "333333333333", region: "eu-central-1" },
    });
  });

  test("with an estate of a stated size in each account and region", async () => {
    const settings = {
      CONFIG_FILE: configure(accounts),
      AWS_REGION: "eu-central-1",
      EMULATOR_NETWORK: "7x3",
    };
    const { data } = await execute(
      await start(settings).url(),
      `{
        hub: connections(accounts: ["hub"], regions: ["eu-central-1"]) { totalCount }
        west: connections(accounts: ["hub"], regions: ["us-west-1"]) { totalCount }
        branch: virtualInterfaces(accounts: ["branch"]) { totalCount }
        interconnects { totalCount }
      }`,
    );
    expect(data).toMatchObject({
      ...{ hub: { totalCount: 7 }, west: { totalCount: 7 } },
      ...{ branch: { totalCount: 21 }, interconnects: { totalCount: 0 } },
    });
  });
});

describe("a signal to stop", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("by %s it finishes what runs and ends with 0", async (signal) => {
    const alone = await emulatorAlone();
    const { child, ended, url } = start({ ...against(alone), SHUTDOWN_NOTICE_MS: "0" });
    const address = await url();
    alone.faults.add({ kind: "latency", operation: "DescribeConnections", milliseconds: 1_000 });
    const answer = execute(address, `{ connections { totalCount } }`);
    while (alone.requests.list("DescribeConnections").length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill(signal);
    expect(await answer).toMatchObject({ data: { connections: { totalCount: 3 } } });
    expect((await ended).code).toBe(0);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });

  test("a second signal ends it at once", async () => {
    const alone = await emulatorAlone();
    const { child, ended, url, output } = start({ ...against(alone), SHUTDOWN_NOTICE_MS: "3600000" });
    const address = await url();
    child.kill("SIGTERM");
    while ((await fetch(`${address}/readyz`)).status !== 503)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await execute(address, `{ connections { totalCount } }`)).toMatchObject({
      data: { connections: { totalCount: 3 } },
    });
    child.kill("SIGTERM");
    expect(await refusesConnections(address)).toBe(true);
    expect((await ended).code).toBe(1);
    expect(output.stdout).toContain("ending at once; the journal has what was being changed");
  });

  test("by SIGINT, and with an emulator of its own, it gives no notice", async () => {
    const settings = { SHUTDOWN_NOTICE_MS: "3600000" };
    const one = start({ ...against(await emulatorAlone()), ...settings });
    const address = await one.url();
    one.child.kill("SIGINT");
    expect(await refusesConnections(address)).toBe(true);
    expect((await one.ended).code).toBe(0);
    const other = start(settings);
    const otherAddress = await other.url();
    other.child.kill("SIGTERM");
    expect(await refusesConnections(otherAddress)).toBe(true);
    expect((await other.ended).code).toBe(0);
  });

  test("with nothing to finish it ends at once, its own emulator too", async () => {
    // Whatever it waited for would take longer than a test may.
    const { child, ended, url } = start({ SHUTDOWN_NOTICE_MS: "3600000", DRAIN_TIMEOUT_MS: "3600000" });
    await url();
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });
});

test.each([
  ["an exception", "SIGUSR2"],
  ["a rejection", "SIGWINCH"],
] as const)(
  "%s that is not caught is logged, running changes finish, and the process ends with 1",
  async (_what, signal) => {
    const upstream = await emulatorAlone();
    const { child, ended, output, url } = start(
      { ...against(upstream), DATABASE_URL: (await freshDatabase()).url },
      [],
      ["-r", "./test/throw-on-signal.cjs"],
    );
    const gateway = await url();
    upstream.faults.add({ kind: "latency", milliseconds: 1_000, operation: "UpdateConnection" });
    const change = execute(
      gateway,
      'mutation { updateConnection(region: "us-east-1", input: { connectionId: "dxcon-ffacdc2a", connectionName: "kept" }) { connectionName } }',
    );
    while (!upstream.requests.list().some(({ operation }) => operation === "UpdateConnection"))
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    expect(await change).toMatchObject({ data: { updateConnection: { connectionName: "kept" } } });
    expect((await ended).code).toBe(1);
    expect(output.stdout).toContain("an uncaught error");
  },
);
