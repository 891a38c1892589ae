import { createHmac } from "node:crypto";
import { MOST_ISSUER_BYTES } from "../../src/auth/bounded-fetch";
import { CACHED_FOR } from "../../src/auth/tokens";
import { LONGEST_KEY_AGE_MS, REFETCH_INTERVAL_MS } from "../../src/auth/issuer-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { expectPromptly } from "../promptly";
import { type Issuer, startIssuer } from "./issuer";

let issuer: Issuer;
let stranger: Issuer;
let gateway: GatewayUnderTest;
beforeAll(async () => {
  issuer = await startIssuer();
  stranger = await startIssuer();
  gateway = await startGatewayUnderTest({ access: accessFor(issuer) });
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
  await stranger.stop();
});

function accessFor({ url }: Issuer, settings: object = {}) {
  return {
    issuers: [{ issuer: url, audience: "gateway", algorithms: ["RS256", "ES256"], ...settings }],
    callers: [
      {
        name: "acme",
        roles: ["viewer"],
        accounts: [{ account: "acme" }],
        tokens: [{ issuer: url, claims: { azp: "acme-portal" } }],
      },
      {
        name: "operators",
        roles: ["operator"],
        accounts: "all",
        tokens: [{ issuer: url, claims: { "realm_access.roles": "dx-ops" }, personClaim: "email" }],
      },
    ],
  };
}

const QUERY = "{ accounts { alias } }";
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Whatever was tried, the next honest request is answered at once. */
afterEach(async () => {
  const token = await issuer.token({ azp: "acme-portal" });
  await expectPromptly(async () => {
    const { data } = await gateway.ask(QUERY, {}, bearer(token));
    expect(data).toEqual({ accounts: [{ alias: "acme" }] });
  });
});

/** Refused with 401 before any call of AWS, with the challenge of RFC 6750. */
async function expectRefused(token: string, message?: RegExp): Promise<void> {
  const { status, data, errors, headers } = await gateway.ask(
    "{ locations { totalCount } }",
    {},
    bearer(token),
  );
  expect([status, data, errors.length]).toEqual([401, null, 1]);
  expect(errors[0]?.extensions).toEqual({ code: "UNAUTHENTICATED", retryable: false });
  expect(headers.get("www-authenticate")).toMatch(
    /^Bearer realm="directconnect-graphql", error="invalid_token", error_description="[^"]+"$/,
  );
  expect(gateway.calls()).toEqual([]);
  if (message !== undefined) expect(errors[0]?.message).toMatch(message);
  // a token must not be repeated, not even in part
  const [, , signature = ""] = token.split(".");
  if (signature.length > 20) expect(JSON.stringify([errors, gateway.logged])).not.toContain(signature);
}

const good = { azp: "acme-portal" };

describe("forged tokens", () => {
  test("without a signature", async () => {
    const claims = { iss: issuer.url, aud: "gateway", exp: Date.now() / 1000 + 60, ...good };
    await expectRefused(`${base64({ alg: "none" })}.${base64(claims)}.`);
    await expectRefused(`${base64({ alg: "none", kid: "key-0" })}.${base64(claims)}.x`);
  });

  test("signed with HMAC, with the public key for its secret", async () => {
    const claims = { iss: issuer.url, aud: "gateway", exp: Date.now() / 1000 + 60, ...good };
    const { publicJwk, kid } = issuer.keys[0] ?? {};
    for (const secret of [JSON.stringify(publicJwk), String(publicJwk?.n)]) {
      const signed = `${base64({ alg: "HS256", kid })}.${base64(claims)}`;
      const signature = createHmac("sha256", secret).update(signed).digest("base64url");
      await expectRefused(`${signed}.${signature}`);
    }
  });

  test("signed by another's key under the issuer's key id", async () => {
    const [key] = stranger.keys;
    await expectRefused(await issuer.token(good, { key }));
  });

  test("that carry their own key, or say where to find it", async () => {
    const [key] = stranger.keys;
    const header = { jwk: key?.publicJwk, jku: `${stranger.url}/jwks`, x5u: `${stranger.url}/x5u` };
    const before = { ...stranger.asked };
    await expectRefused(await issuer.token(good, { key, header }));
    await expectRefused(await issuer.token(good, { key, header: { ...header, kid: "elsewhere" } }));
    expect(stranger.asked).toEqual(before);
  });

  test("of an unknown key id", async () => {
    const before = issuer.asked.keys;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expectRefused(await issuer.token(good, { header: { kid: `no-such-key-${attempt}` } }));
    }
    expect(issuer.asked.keys - before).toBeLessThanOrEqual(1);
  });

  test("of an algorithm that is not on the list, with a key that the issuer has", async () => {
    const key = { ...(issuer.keys[0] ?? (await issuer.rotate())) };
    const { generateKeyPair } = await import("jose");
    const { privateKey } = await generateKeyPair("PS256");
    await expectRefused(await issuer.token(good, { key: { ...key, alg: "PS256", privateKey } }));
  });

  test("with a critical extension that is not understood", async () => {
    await expectRefused(await issuer.token(good, { header: { crit: ["urn:unknown"], "urn:unknown": true } }));
  });

  test("changed after they were signed", async () => {
    const [header, payload = "", signature] = (await issuer.token({ azp: "nobody" })).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    await expectRefused(`${header}.${base64({ ...claims, ...good })}.${signature}`);
  });
});

describe("tokens that are not for here and now", () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each([
    ["expired", () => ({ exp: now() - 60 }), /expired/],
    ["without an expiry", () => ({ exp: null }), /no time of expiry/],
    ["not valid yet", () => ({ nbf: now() + 120 }), /not valid yet/],
    ["for another audience", () => ({ aud: "another" }), /audience/],
    ["for no audience", () => ({ aud: null }), /audience/],
    ["of another issuer", () => ({ iss: stranger.url }), /issuer/],
    ["of no issuer", () => ({ iss: null }), /issuer/],
    ["of an issuer that is no text", () => ({ iss: { toString: "x" } }), /issuer/],
  ])("%s", async (_what, claims, message) => {
    await expectRefused(await issuer.token({ ...good, ...claims() }), message);
  });

  test.each([
    ["logout+jwt", "logout+jwt"],
    ["an ID token of another form", "id_token+jwt"],
    ["secevent+jwt", "application/secevent+jwt"],
    ["a number", 1],
    ["nothing", ""],
    ["null", null],
  ])("of the type %s", async (_what, typ) => {
    await expectRefused(await issuer.token(good, { header: { typ } }));
  });

  test.each([
    ["issued in the future", () => ({ iat: now() + 60, exp: now() + 120 }), /issued in the future/],
    ["issued at no time", () => ({ iat: "1" }), /not good|future/],
    ["valid for longer than a day", () => ({ exp: now() + 86_460 }), /longer/],
    ["valid for longer than a day since they were issued", () => ({ iat: now() - 86_400 }), /longer/],
    ["valid for longer than a day from now", () => ({ iat: null, exp: now() + 86_460 }), /longer/],
  ])("%s", async (_what, claims, message) => {
    await expectRefused(await issuer.token({ ...good, ...claims() }), message);
  });

  test("are accepted with the types that an access token may have, and immediately after they are issued", async () => {
    for (const typ of [undefined, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"]) {
      const token = await issuer.token({ ...good, iat: now() + 20 }, { header: { typ } });
      expect([typ, (await gateway.ask(QUERY, {}, bearer(token))).status]).toEqual([typ, 200]);
    }
  });

  test("must be of the type at+jwt where their issuer says so, and no longer valid than it says", async () => {
    const strict = accessFor(issuer, { requireAccessTokenType: true, longestLifetimeSeconds: 600 });
    const other = await startGatewayUnderTest({ access: strict });
    const statuses: number[] = [];
    for (const typ of [undefined, "JWT", "at+jwt", "application/AT+JWT"]) {
      const token = await issuer.token(good, { header: { typ } });
      statuses.push((await other.ask(QUERY, {}, bearer(token))).status);
    }
    const long = await issuer.token({ ...good, exp: now() + 660 }, { header: { typ: "at+jwt" } });
    statuses.push((await other.ask(QUERY, {}, bearer(long))).status);
    await other.stop();
    expect(statuses).toEqual([401, 401, 200, 200, 401]);
  });

  test("are forgiven a clock that is behind their issuer's, as far as they are not valid yet", async () => {
    const token = await issuer.token({ ...good, nbf: now() + 20, iat: now() + 20 });
    expect((await gateway.ask(QUERY, {}, bearer(token))).status).toBe(200);
  });

  test("are refused from their `exp` on, also where the issuer's clock tolerance is larger", async () => {
    for (const behind of [0, 1, 10, 29]) {
      await expectRefused(await issuer.token({ ...good, exp: now() - behind }), /^The token has expired\.$/);
    }
  });

  test("are refused that expired while the issuer's keys were fetched", async () => {
    const exp = now() + 60;
    const slow = await startIssuer({ beforeKeys: () => clock.mockReturnValue(exp * 1000) });
    const other = await startGatewayUnderTest({ access: accessFor(slow) });
    const clock = jest.spyOn(Date, "now");
    const { status } = await other.ask(QUERY, {}, bearer(await slow.token({ ...good, exp })));
    clock.mockRestore();
    await other.stop();
    await slow.stop();
    expect(status).toBe(401);
  });
});

describe("what is no token", () => {
  test.each([
    ["garbage", "garbage"],
    ["dots", "..."],
    ["JSON that is none", `${Buffer.from("{").toString("base64url")}.e30.e30`],
    [
      "a payload that is no object",
      `${base64({ alg: "RS256" })}.${Buffer.from("null").toString("base64url")}.e30`,
    ],
    [
      "prototype keys",
      `${base64({ alg: "RS256" })}.${Buffer.from('{"__proto__":{"iss":"x"}}').toString("base64url")}.e30`,
    ],
  ])("%s", async (_what, token) => {
    await expectRefused(token);
  });

  test("more than 8192 characters", async () => {
    await expectRefused(await issuer.token({ ...good, padding: "x".repeat(7000) }), /longer than 8192/);
  });

  test.each(["Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", "bearer\ttoken"])("%s", async (authorization) => {
    const { status, headers } = await gateway.ask(QUERY, {}, { authorization });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain('error="invalid_request"');
  });

  test("nothing at all", async () => {
    const { status, headers, errors } = await gateway.ask(QUERY);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).not.toContain("invalid_token");
    expect(errors[0]?.message).toMatch(/Say who you are/);
  });

  test("a token and an API key at once", async () => {
    const headers = { ...bearer(await issuer.token(good)), "x-api-key": "dxgql_x" };
    expect((await gateway.ask(QUERY, {}, headers)).status).toBe(400);
  });
});

describe("good tokens", () => {
  test("that belong to no caller are refused with 403", async () => {
    const { status, errors } = await gateway.ask(QUERY, {}, bearer(await issuer.token({ azp: "other" })));
    expect(status).toBe(403);
    expect(errors[0]?.extensions["code"]).toBe("FORBIDDEN");
  });

  test("are split at spaces in `scope`, and where that is said of a claim", async () => {
    const spaced = (claim: string, name: string) => ({
      name,
      roles: ["viewer"],
      accounts: [{ account: "acme" }],
      tokens: [{ issuer: issuer.url, claims: { [claim]: "read" } }],
    });
    const access = accessFor(issuer, { spaceSeparatedClaims: ["scp"] });
    const callers = [spaced("scope", "scoped"), spaced("scp", "scp"), spaced("title", "titled")];
    const other = await startGatewayUnderTest({ access: { ...access, callers } });
    const execute = async (claims: Record<string, unknown>) =>
      (await other.ask("{ viewer { name } }", {}, bearer(await issuer.token(claims)))).data?.viewer?.name;
    const found = [
      await execute({ scope: "write read" }),
      await execute({ scp: "read write" }),
      await execute({ title: "read" }),
      await execute({ title: ["write", "read"] }),
      await execute({ title: "may read" }),
      await execute({ scope: "readwrite" }),
    ];
    await other.stop();
    expect(found).toEqual(["scoped", "scp", "titled", "titled", undefined, undefined]);
  });

  test("of people are named in the log, by a claim whose value has the form for it", async () => {
    const roles = { realm_access: { roles: ["x", "dx-ops"] } };
    const execute = async (email: unknown) =>
      (await gateway.ask(QUERY, {}, bearer(await issuer.token({ ...roles, email })))).status;
    expect(await execute("alice@example.com")).toBe(200);
    expect(gateway.logged.some(({ caller }) => caller === `operators:alice@example.com#${issuer.url}`)).toBe(
      true,
    );
    expect(await execute("alice\n[31mroot")).toBe(403);
    expect(await execute({ toString: "x" })).toBe(403);
    expect(await execute(null)).toBe(403);
  });

  test("are checked once", async () => {
    const token = await issuer.token({ ...good, jti: "once" });
    await gateway.ask(QUERY, {}, bearer(token));
    const before = { ...issuer.asked };
    for (let again = 0; again < 3; again += 1)
      expect((await gateway.ask(QUERY, {}, bearer(token))).status).toBe(200);
    expect(issuer.asked).toEqual(before);
  });

  test("are accepted no longer than they are valid", async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = await issuer.token({ ...good, exp, jti: "believed" });
    expect((await gateway.ask(QUERY, {}, bearer(token))).status).toBe(200);
    const statuses: unknown[] = [];
    for (const at of [exp - 0.001, exp, exp + 0.6, exp + 31]) {
      const clock = jest.spyOn(Date, "now").mockReturnValue(at * 1000);
      const { status, errors } = await gateway.ask(QUERY, {}, bearer(token));
      clock.mockRestore();
      statuses.push([status, errors[0]?.extensions["code"]]);
    }
    const expired = [401, "UNAUTHENTICATED"];
    expect(statuses).toEqual([[200, undefined], expired, expired, expired]);
  });

  test("are verified again after five minutes, by a clock that never goes back", async () => {
    const own = await startIssuer();
    const other = await startGatewayUnderTest({ access: accessFor(own) });
    // valid for as long as the test sets its clocks ahead, by the wall clock
    const token = await own.token({ ...good, exp: Math.floor(Date.now() / 1000) + 7_200 });
    const statusNow = async () => (await other.ask(QUERY, {}, bearer(token))).status;
    const statuses = [await statusNow()];
    await own.rotate();
    own.keys.shift(); // the key that signed it is withdrawn
    const start = performance.now();
    for (const passed of [CACHED_FOR - 60_000, LONGEST_KEY_AGE_MS + CACHED_FOR]) {
      const monotonic = jest.spyOn(performance, "now").mockReturnValue(start + passed);
      statuses.push(await statusNow());
      monotonic.mockRestore();
    }
    await other.stop();
    await own.stop();
    expect(CACHED_FOR).toBe(300_000);
    expect(statuses).toEqual([200, 200, 401]);
  });

  test("fit by members of their own alone, not by those that every object has", async () => {
    const rule = (name: string, claim: string, value: string) => ({
      ...{ name, roles: ["viewer"], accounts: [{ account: "acme" }] },
      tokens: [{ issuer: issuer.url, claims: { [claim]: value } }],
    });
    const callers = [rule("path", "groups.__proto__.length", "0"), rule("name", "constructor", "Object")];
    const other = await startGatewayUnderTest({ access: { ...accessFor(issuer), callers } });
    const { status, errors } = await other.ask(
      QUERY,
      {},
      bearer(await issuer.token({ ...good, groups: ["x"] })),
    );
    await other.stop();
    expect([status, errors[0]?.extensions["code"]]).toEqual([403, "FORBIDDEN"]);
  });

  test("of a new key are taken, also of another algorithm", async () => {
    const later = performance.now() + REFETCH_INTERVAL_MS;
    const clock = jest.spyOn(performance, "now").mockReturnValue(later);
    const key = await issuer.rotate("ES256");
    const { status } = await gateway.ask(QUERY, {}, bearer(await issuer.token(good, { key })));
    clock.mockRestore();
    expect(status).toBe(200);
  });

  test("cannot be verified while the issuer is down, which is not an error of the caller", async () => {
    const down = await startIssuer();
    down.breakDown();
    const other = await startGatewayUnderTest({ access: accessFor(down) });
    const first = await other.ask(QUERY, {}, bearer(await down.token(good)));
    expect([first.status, first.errors[0]?.extensions["code"]]).toEqual([503, "UPSTREAM_UNAVAILABLE"]);
    expect(first.headers.get("retry-after")).toBe("5");
    const before = { ...down.asked };
    await other.ask(QUERY, {}, bearer(await down.token(good)));
    expect(down.asked).toEqual(before); // it is left alone for a while
    const wall = jest.spyOn(Date, "now").mockReturnValue(Date.now() - 3_600_000);
    const monotonic = jest.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    const token = await down.token(good);
    await other.ask(QUERY, {}, bearer(token));
    for (const clock of [wall, monotonic]) clock.mockRestore();
    expect(down.asked.discovery).toBe(before.discovery + 1); // and no longer where a clock is set back
    await other.stop();
    await down.stop();
  });
});

describe("however the wall clock is set, an issuer's keys", () => {
  const HOUR = 3_600_000;
  let own: Issuer;
  let other: GatewayUnderTest;
  beforeEach(async () => {
    own = await startIssuer();
    other = await startGatewayUnderTest({ access: accessFor(own) });
    expect(await statusOf(await own.token(good))).toBe(200);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await other.stop();
    await own.stop();
  });

  /** One that has expired by neither clock. */
  const honest = (key?: Issuer["keys"][number]) =>
    own.token({ ...good, exp: Math.floor(performance.timeOrigin / 1000) + 2 * 3_600 }, { key });
  const statusOf = async (token: string) => (await other.ask(QUERY, {}, bearer(token))).status;
  const setWall = (step: number) => jest.spyOn(Date, "now").mockReturnValue(Date.now() + step);
  const pass = (milliseconds: number) =>
    jest.spyOn(performance, "now").mockReturnValue(performance.now() + milliseconds);

  test("that were withdrawn are not accepted for longer than ten minutes", async () => {
    await own.rotate();
    const withdrawn = own.keys.shift();
    setWall(-HOUR);
    pass(LONGEST_KEY_AGE_MS);
    expect(await statusOf(await honest(withdrawn))).toBe(401);
    expect(await statusOf(await honest())).toBe(200);
  });

  test("that are new are found", async () => {
    await own.rotate();
    setWall(-HOUR);
    pass(REFETCH_INTERVAL_MS);
    expect(await statusOf(await honest())).toBe(200);
  });

  test("are not fetched for each request", async () => {
    const before = own.asked.keys;
    for (let step = 1; step <= 5; step += 1) {
      setWall(HOUR);
      expect(await statusOf(await own.token({ ...good, jti: `step-${step}` }))).toBe(200);
      expect(await statusOf(await own.token(good, { header: { kid: `none-${step}` } }))).toBe(401);
    }
    expect(own.asked.keys).toBe(before);
  });
});

test("an issuer whose keys are longer than any issuer's are not read: the token cannot be verified", async () => {
  const long = await startIssuer();
  const heavy = await startGatewayUnderTest({ access: accessFor(long) });
  try {
    long.pad(MOST_ISSUER_BYTES);
    const refused = await heavy.ask(QUERY, {}, bearer(await long.token({ azp: "acme-portal" })));
    expect(refused.errors[0]?.extensions["code"]).toBe("UPSTREAM_UNAVAILABLE");
    expect(long.asked.discovery).toBe(1);
  } finally {
    await heavy.stop();
    await long.stop();
  }
});
