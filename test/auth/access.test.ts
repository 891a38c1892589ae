import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import { makeApiKey } from "../../src/auth/api-keys";
import { ConfigError } from "../../src/config/config";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const QUERY = "{ accounts { alias } }";
const inAnHour = () => new Date(Date.now() + 3_600_000);

const running = new Set<GatewayUnderTest>();
afterEach(async () => {
  for (const gateway of running) await gateway.stop();
  running.clear();
});

async function start(options: Parameters<typeof startGatewayUnderTest>[0]): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest(options);
  running.add(gateway);
  return gateway;
}

function accessWith(stored: object, account = "acme") {
  return { callers: [{ name: "portal", roles: ["viewer"], accounts: [{ account }], apiKeys: [stored] }] };
}

describe("API keys", () => {
  const good = makeApiKey(inAnHour());
  const statusOf = async (gateway: GatewayUnderTest, key: string) => {
    const { status, errors } = await gateway.ask(QUERY, {}, { "x-api-key": key });
    if (status !== 200)
      expect(errors[0]?.message).toBe("The API key is not known, has expired, or was revoked.");
    return status;
  };

  test("that are wrong in any way are refused alike", async () => {
    const gateway = await start({ access: accessWith(good.stored) });
    const other = makeApiKey(inAnHour());
    const [, id] = good.key.split("_");
    for (const key of [
      other.key,
      good.key.slice(0, -1) + (good.key.endsWith("A") ? "B" : "A"),
      `dxgql_${id ?? ""}_${other.key.split("_").slice(2).join("_")}`,
      "dxgql___proto___x",
      "constructor",
      "",
      `${good.key}, ${good.key}`,
      "x".repeat(9000),
    ]) {
      expect(await statusOf(gateway, key)).toBe(401);
    }
    expect(await statusOf(gateway, good.key)).toBe(200);
    expect(JSON.stringify(gateway.logged)).not.toContain(good.key.slice(-20));
  });

  test("end when they expire, and when they are revoked", async () => {
    const late = makeApiKey(new Date(Date.now() - 1000));
    expect(await statusOf(await start({ access: accessWith(late.stored) }), late.key)).toBe(401);
    const revoked = accessWith({ ...good.stored, revoked: true });
    expect(await statusOf(await start({ access: revoked }), good.key)).toBe(401);
  });

  test("that were right end as well, and prove no others", async () => {
    const gateway = await start({ access: accessWith(good.stored) });
    expect(await statusOf(gateway, good.key)).toBe(200);
    expect(
      await statusOf(
        gateway,
        good.key.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
      ),
    ).toBe(401);
    expect(await statusOf(gateway, good.key)).toBe(200);
    const clock = jest.spyOn(Date, "now").mockReturnValue(good.stored.expires.getTime());
    try {
      expect(await statusOf(gateway, good.key)).toBe(401);
    } finally {
      clock.mockRestore();
    }
  });

  test("are made by a command that shows them once, with what the config file is to hold", async () => {
    const run = promisify(execFile);
    const command = ["-r", "@swc-node/register", "src/auth/make-api-key.ts"];
    const { stdout } = await run(process.execPath, [
      ...command,
      "--name",
      "portal",
      "--expires",
      "2099-01-01",
    ]);
    const key = /dxgql_\S+/.exec(stdout)?.[0] ?? "";
    const stored = JSON.parse(/\{.*\}/.exec(stdout)?.[0] ?? "{}") as object;
    expect(JSON.stringify(stored)).not.toContain(key.slice(-43));
    expect(await statusOf(await start({ access: accessWith(stored) }), key)).toBe(200);
    await expect(
      run(process.execPath, [...command, "--name", "x", "--expires", "2001-01-01"]),
    ).rejects.toThrow(/over already/);
  }, 60_000);
});

describe("the config file, read again", () => {
  test("counts from then on; a bad one is refused with every problem, and the last good one stays", async () => {
    const [first, second] = [makeApiKey(inAnHour()), makeApiKey(inAnHour())];
    const gateway = await start({ access: accessWith(first.stored) });
    const statuses = async () =>
      Promise.all(
        [first, second].map(async ({ key }) => (await gateway.ask(QUERY, {}, { "x-api-key": key })).status),
      );
    expect(await statuses()).toEqual([200, 401]);

    gateway.configure(accessWith(second.stored));
    gateway.reload();
    expect(await statuses()).toEqual([401, 200]);

    const bad = {
      name: "hush hush",
      roles: ["king"],
      accounts: [{ account: "acme" }],
      apiKeys: [{ id: "secret" }],
    };
    for (const [content, problems] of [
      ["{", 1],
      [{ callers: [bad] }, 4],
      [{ callers: [] }, 1],
      [accessWith(first.stored, "no-such"), 1],
      [
        {
          callers: [
            { name: "a", roles: ["king"], accounts: "all" },
            { name: "a", roles: ["admin"], accounts: "all" },
          ],
        },
        2,
      ],
      [
        // zod leaves this member out of a record, and the condition with it
        `{ "issuers": [{ "issuer": "https://a.example", "audience": "x" }], "callers": [{ "name": "a", "roles": ["admin"], "accounts": "all",
          "tokens": [{ "issuer": "https://a.example", "claims": { "azp": "portal", "__proto__": "x" } }] }] }`,
        1,
      ],
    ] as const) {
      gateway.configure(content);
      gateway.reload();
      const line = gateway.logged.findLast(({ level }) => level === "error") as { problems: string[] };
      expect([content, line.problems.length]).toEqual([content, problems]);
      expect(JSON.stringify(line)).not.toMatch(/hush|"secret"/);
    }
    expect(await statuses()).toEqual([401, 200]);
  });

  test("is noticed without a notification", async () => {
    const [first, second] = [makeApiKey(inAnHour()), makeApiKey(inAnHour())];
    const gateway = await start({ access: accessWith(first.stored) });
    gateway.configure(accessWith(second.stored));
    for (let waited = 0; waited < 100; waited += 1) {
      const { status } = await gateway.ask(QUERY, {}, { "x-api-key": second.key });
      if (status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("It was not noticed in ten seconds.");
  });
});

describe("without callers", () => {
  test("a gateway that others can reach does not start by default", async () => {
    await expect(start({ settings: { HOST: "0.0.0.0" } })).rejects.toThrow(ConfigError);
    await expect(start({ settings: { HOST: "0.0.0.0" } })).rejects.toThrow(
      /ALLOW_UNAUTHENTICATED_ACCESS=true/,
    );
    const gateway = await start({ settings: { HOST: "0.0.0.0", ALLOW_UNAUTHENTICATED_ACCESS: "true" } });
    expect(gateway.logged[0]).toMatchObject({
      level: "warn",
      msg: expect.stringContaining("Open to every client") as string,
    });
  });

  test("one on this machine is open, says so, and answers to this machine's names alone", async () => {
    const gateway = await start({});
    expect(gateway.logged[0]).toMatchObject({
      level: "warn",
      msg: expect.stringMatching(/^Open: /) as string,
    });
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        request(`${gateway.url}/readyz`, { headers: { host } }, (response) =>
          resolve(response.resume().statusCode),
        )
          .on("error", reject)
          .end();
      });
    expect(await statusFor("evil.example")).toBe(421);
    expect(await statusFor("127.0.0.1.evil.example")).toBe(421);
    expect(await statusFor("localhost:4000")).toBe(200);
    expect(await statusFor("[::1]:4000")).toBe(200);
  });
});

describe("the schema, and what every caller may read", () => {
  const { key, stored } = makeApiKey(inAnHour());
  const SCHEMA = "{ ...A } fragment A on Query { __schema { queryType { name } } }";
  const { callers } = accessWith(stored);
  const [caller] = callers;
  const access = { roles: { blind: ["read"] }, callers };

  test("pages and health need no token; the schema does", async () => {
    const gateway = await start({ access });
    for (const path of ["/", "/explorer", "/healthz", "/readyz"]) {
      expect([
        path,
        (await fetch(gateway.url + path, { headers: { accept: "text/html" } })).status,
      ]).not.toEqual([path, 401]);
    }
    expect((await gateway.ask(SCHEMA)).status).toBe(401);
    expect((await gateway.ask(SCHEMA, {}, { "x-api-key": key })).errors).toEqual([]);
  });

  test("is a permission", async () => {
    const gateway = await start({ access: { ...access, callers: [{ ...caller, roles: ["blind"] }] } });
    const { errors } = await gateway.ask(SCHEMA, {}, { "x-api-key": key });
    expect(errors[0]?.message).toBe(
      "The schema needs the permission INTROSPECT, which portal does not have.",
    );
  });

  test("can be shown to all callers, and nothing else with it", async () => {
    const gateway = await start({ access, settings: { ANONYMOUS_INTROSPECTION: "true" } });
    expect((await gateway.ask(SCHEMA)).errors).toEqual([]);
    for (const query of [
      QUERY,
      "{ __schema { queryType { name } } viewer { name } }",
      "{ locations { totalCount } }",
    ]) {
      const { status, errors } = await gateway.ask(query);
      expect([query, status, errors[0]?.extensions["code"]]).toEqual([query, 401, "UNAUTHENTICATED"]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  test("browsers may send what callers prove themselves with", async () => {
    const gateway = await start({ access });
    const requests = await fetch(`${gateway.url}/graphql`, {
      method: "OPTIONS",
      headers: {
        origin: "https://studio.apollographql.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-api-key,idempotency-key,apollographql-client-name",
      },
    });
    expect(requests.headers.get("access-control-allow-headers")).toBe(
      "authorization,x-api-key,idempotency-key,apollographql-client-name",
    );
  });
});
