import { z } from "zod";
import { Access } from "../../src/auth/access";
import { accessMembers } from "../../src/auth/access-config";
import { LONGEST_KEY_AGE_MS } from "../../src/auth/issuer-keys";
import { CACHED_FOR } from "../../src/auth/tokens";
import { UNKNOWN_SENDER } from "../../src/scheduling/fair-queue";
import { makeApiKey } from "../../src/auth/api-keys";
import { type Issuer, startIssuer } from "./issuer";

/** Whose requests share a limit, while nothing of them was verified yet. */

let issuer: Issuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await issuer.stop();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function accessWith(apiKeys: readonly object[] = []): Access {
  const config = z.object(accessMembers).parse({
    issuers: [{ issuer: issuer.url, audience: "gateway" }],
    callers: [
      {
        ...{ name: "portal", roles: ["viewer"], accounts: "all", apiKeys },
        tokens: [{ issuer: issuer.url, claims: { azp: "portal" }, personClaim: "sub" }],
      },
    ],
  });
  return new Access(config, () => undefined, false);
}

test("a token that was verified is its person's until its `exp`, and then its issuer's", async () => {
  const access = accessWith();
  const exp = Math.floor(Date.now() / 1000) + 60;
  const headers = bearer(await issuer.token({ azp: "portal", sub: "alice", exp }));
  const ofIssuer = { ...UNKNOWN_SENDER, person: issuer.url };
  expect(access.senderOf(headers)).toEqual(ofIssuer);
  await access.callerOf(headers);
  const alice = { caller: "portal", person: `portal:alice#${issuer.url}` };
  expect(access.senderOf(headers)).toEqual(alice);
  const found: unknown[] = [];
  for (const at of [exp * 1000 - 1, exp * 1000]) {
    jest.spyOn(Date, "now").mockReturnValue(at);
    found.push(access.senderOf(headers));
  }
  expect(found).toEqual([alice, ofIssuer]);
});

test("a token whose key was withdrawn is no longer its person's once that was found", async () => {
  const access = accessWith();
  const headers = bearer(await issuer.token({ azp: "portal", sub: "alice" }));
  await access.callerOf(headers);
  await issuer.rotate();
  issuer.keys.shift();
  jest.spyOn(performance, "now").mockReturnValue(performance.now() + LONGEST_KEY_AGE_MS + CACHED_FOR);
  await expect(access.callerOf(headers)).rejects.toMatchObject({ extensions: { code: "UNAUTHENTICATED" } });
  expect(access.senderOf(headers)).toEqual({ ...UNKNOWN_SENDER, person: issuer.url });
});

test("unknown senders are one caller, whatever issuer they name", () => {
  const access = accessWith();
  const stating = (iss: string) =>
    bearer(`e30.${Buffer.from(JSON.stringify({ iss })).toString("base64url")}.e30`);
  expect(access.senderOf(stating(issuer.url))).toEqual({ caller: UNKNOWN_SENDER.caller, person: issuer.url });
  for (const headers of [stating("https://elsewhere.example"), bearer("x"), {}])
    expect(access.senderOf(headers)).toEqual(UNKNOWN_SENDER);
});

test("an API key is its caller's while it is valid, and an unknown sender's then", () => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 60_000));
  const access = accessWith([{ ...stored, expires: stored.expires.toISOString() }]);
  const headers = { "x-api-key": key };
  expect(access.senderOf(headers)).toEqual({ caller: "portal", person: "portal" });
  jest.spyOn(Date, "now").mockReturnValue(stored.expires.getTime());
  expect(access.senderOf(headers)).toEqual(UNKNOWN_SENDER);
});
