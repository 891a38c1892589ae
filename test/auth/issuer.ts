import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CryptoKey, JWK } from "jose" with { "resolution-mode": "import" };

interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

/**
 * An OpenID Connect issuer on this machine: discovery, keys that can be rotated, and tokens.
 * @param options what happens before it hands out its keys; whether it is found, and never hands them out; whether it
 * answers nothing at all now.
 */
export async function startIssuer({
  beforeKeys,
  keysFail = false,
  hangs = () => false,
}: {
  readonly beforeKeys?: (() => void) | undefined;
  readonly keysFail?: boolean | undefined;
  readonly hangs?: (() => boolean) | undefined;
} = {}) {
  const jose = await import("jose");
  const keys: SigningKey[] = [];
  const calls = { discovery: 0, keys: 0 };
  let broken = false;
  let padding = 0;

  async function rotate(alg = "RS256"): Promise<SigningKey> {
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    const kid = `key-${keys.length}`;
    const key = { kid, alg, privateKey, publicJwk: { ...(await jose.exportJWK(publicKey)), kid, alg } };
    keys.push(key);
    return key;
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (hangs()) return;
    const answer = (body: object) => {
      const fails = broken || (keysFail && request.url === "/jwks");
      response.writeHead(fails ? 500 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.url === "/.well-known/openid-configuration") {
      calls.discovery += 1;
      answer({ issuer: url, jwks_uri: `${url}/jwks` });
    } else {
      calls.keys += 1;
      beforeKeys?.();
      answer({ keys: keys.map(({ publicJwk }) => publicJwk), padding: "x".repeat(padding) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await rotate();

  /** A good token, but for what is given: null leaves a claim out. */
  async function token(
    claims: Record<string, unknown> = {},
    { header = {}, key = keys.at(-1) }: { header?: object; key?: SigningKey | undefined } = {},
  ): Promise<string> {
    if (key === undefined) throw new Error("An issuer has a key.");
    const now = Math.floor(Date.now() / 1000);
    const all: Record<string, unknown> = {
      iss: url,
      aud: "gateway",
      sub: "someone",
      iat: now,
      exp: now + 300,
      ...claims,
    };
    const input = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    return new jose.SignJWT(input)
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey, { crit: { "urn:unknown": true } });
  }

  return {
    url,
    keys,
    asked: calls,
    token,
    rotate,
    /** From now on the keys come with so many bytes that are of no use. */
    pad: (bytes: number) => void (padding = bytes),
    /** From now on every answer of the issuer is an error, or no more. */
    breakDown: (isBroken = true) => void (broken = isBroken),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
