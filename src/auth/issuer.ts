import type { FlattenedJWSInput, JWTHeaderParameters, JWTPayload, JWTVerifyGetKey } from "jose" with {
  "resolution-mode": "import",
};
import { GatewayError } from "../errors";
import { boundedFetch } from "./bounded-fetch";
import type { IssuerConfig } from "./access-config";
import { IssuerKeys } from "./issuer-keys";
import { verificationUnavailable, unauthenticated } from "./refusals";

/** How long an issuer may take to answer, in milliseconds. */
const FETCH_DEADLINE_MS = 5_000;
/** After a failed fetch, the next one is attempted after this time, in milliseconds. */
const RETRY_AFTER_MS = 5_000;

/** The types of tokens that may be meant for this gateway: others, such as `logout+jwt`, are signed with the same keys. */
const ACCESS_TOKEN_TYPES: ReadonlySet<string> = new Set(["at+jwt", "application/at+jwt"]);

/** The issuer's keys cannot be had: that says nothing of the token. */
class KeysUnavailable extends Error {}

/** One OpenID Connect issuer: finds its keys by discovery, keeps them, and fetches them again as they rotate. */
export class Issuer {
  #keys: Promise<IssuerKeys> | undefined;
  /** On the monotonic clock. */
  #failedAt = -Infinity;

  constructor(readonly config: IssuerConfig) {}

  /**
   * Checks a token: signature, type, issuer, audience, times and lifetime. Keys in its header (`jwk`, `jku`, `x5u`) are
   * ignored, and an unknown `crit` refuses it (RFC 7515, section 4.1.11). The clock tolerance is for tokens that
   * are not valid yet (`nbf`, `iat`): one that has expired is refused from its `exp` on.
   * @throws GatewayError UNAUTHENTICATED; UPSTREAM_UNAVAILABLE where the issuer's keys cannot be read.
   */
  async verify(token: string): Promise<JWTPayload> {
    const { issuer, audience, algorithms, clockToleranceSeconds } = this.config;
    // only those pay for the library who configure an issuer
    const { jwtVerify } = await import("jose");
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#findKey, {
        issuer,
        audience,
        algorithms,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ["exp"],
      });
      this.#requireType(protectedHeader.typ);
      this.#requireTimes(payload, Date.now() / 1000); // the keys may have been fetched meanwhile
      return payload;
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      if (error instanceof KeysUnavailable) {
        throw verificationUnavailable("The keys of the token's issuer cannot be fetched now.", error);
      }
      throw unauthenticated(whyRefused(error), "invalid_token");
    }
  }

  /** @see https://www.rfc-editor.org/rfc/rfc9068#section-4, which demands the type; many issuers do not set it. */
  #requireType(type: unknown): void {
    const lower = typeof type === "string" ? type.toLowerCase() : type;
    if (ACCESS_TOKEN_TYPES.has(String(lower))) return;
    if (!this.config.requireAccessTokenType && (lower === undefined || lower === "jwt")) return;
    throw unauthenticated("The token is of a type that is not accepted.", "invalid_token");
  }

  /** @param now in seconds. Without an `iat`, a lifetime counts from now. */
  #requireTimes({ iat, exp = Infinity }: JWTPayload, now: number): void {
    const { clockToleranceSeconds, longestLifetimeSeconds } = this.config;
    if (exp <= now) throw unauthenticated("The token has expired.", "invalid_token"); // jose adds the tolerance to `exp`, too
    if (iat !== undefined && (typeof iat !== "number" || iat > now + clockToleranceSeconds)) {
      throw unauthenticated("The token was issued in the future.", "invalid_token");
    }
    if (exp - (iat ?? now) <= longestLifetimeSeconds) return;
    throw unauthenticated("The token is valid for longer than is accepted here.", "invalid_token");
  }

  readonly #findKey: JWTVerifyGetKey = async (header: JWTHeaderParameters, token: FlattenedJWSInput) => {
    try {
      const keys = await this.#discovered();
      return await keys.find(header, token);
    } catch (error) {
      // the set was fetched, but has no key for this token
      if (codeOf(error).startsWith("ERR_JWKS_NO") || codeOf(error).startsWith("ERR_JWKS_MULTIPLE"))
        throw error;
      if (codeOf(error) === "ERR_JOSE_NOT_SUPPORTED") throw error;
      throw new KeysUnavailable("The issuer's keys cannot be had", { cause: error });
    }
  };

  #discovered(): Promise<IssuerKeys> {
    if (this.#keys === undefined) {
      if (performance.now() - this.#failedAt < RETRY_AFTER_MS)
        return Promise.reject(new Error("It failed just now"));
      this.#keys = this.#discover();
      this.#keys.catch(() => {
        this.#keys = undefined;
        this.#failedAt = performance.now();
      });
    }
    return this.#keys;
  }

  /** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
  async #discover(): Promise<IssuerKeys> {
    const { issuer } = this.config;
    const response = await boundedFetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
      redirect: "error",
      signal: AbortSignal.timeout(FETCH_DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`Discovery answered ${response.status}`);
    const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (found.issuer !== issuer) throw new Error("Discovery names another issuer");
    const address = new URL(String(found.jwks_uri));
    if (address.protocol !== "https:" && address.protocol !== new URL(issuer).protocol) {
      throw new Error("The keys are served without TLS");
    }
    const { createRemoteJWKSet, customFetch } = await import("jose");
    return new IssuerKeys(
      createRemoteJWKSet(address, {
        [customFetch]: boundedFetch,
        timeoutDuration: FETCH_DEADLINE_MS,
        cacheMaxAge: Infinity,
        cooldownDuration: Infinity,
      }),
    );
  }
}

function codeOf(error: unknown): string {
  const { code }: { code?: unknown } = Object(error) as object;
  return typeof code === "string" ? code : "";
}

/** What is wrong with a token, with the details that its holder needs. */
function whyRefused(error: unknown): string {
  const { claim }: { claim?: unknown } = Object(error) as object;
  if (codeOf(error) === "ERR_JWT_EXPIRED") return "The token has expired.";
  if (claim === "nbf") return "The token is not valid yet.";
  if (claim === "aud") return "The token is for another audience.";
  if (claim === "exp") return "The token has no time of expiry.";
  return "The token is not good: its form, algorithm, key or signature is not accepted.";
}
