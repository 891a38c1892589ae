import { hash as digest } from "node:crypto";
import type { JWTPayload } from "jose" with { "resolution-mode": "import" };
import type { AccessConfig, IssuerConfig } from "./access-config";
import { type Caller, personName } from "./caller";
import { Issuer } from "./issuer";
import { unauthenticated, unknownCaller } from "./refusals";
import { VerifiedTokens } from "./verified-tokens";

/** The largest token, in characters: those with many groups have some thousand. */
const LARGEST_TOKEN = 8192;
const JWT_FORM = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/;
/** A verified token is accepted until it expires, but no longer than this, in milliseconds: its key may be withdrawn. */
export const CACHED_FOR = 5 * 60_000;
/** The form of a person's name in logs and keys; `personName` relies on it having no `#`. */
const PERSON = /^[\w.@+=|:/-]{1,128}$/;

interface Rule {
  readonly issuer: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly personClaim?: string | undefined;
  readonly caller: Caller;
}

/** Identifies the caller of a bearer token: verifies it once, and caches the result under the token's hash. */
export class Tokens {
  readonly #issuers: ReadonlyMap<string, Issuer>;
  readonly #rules: readonly Rule[];
  readonly #verified = new VerifiedTokens();

  constructor({ issuers, callers }: AccessConfig, resolved: readonly Caller[]) {
    this.#issuers = new Map(issuers.map((config) => [config.issuer, new Issuer(config)]));
    this.#rules = callers.flatMap(({ tokens, name }) => {
      const caller = resolved.find((one) => one.name === name);
      return caller === undefined ? [] : tokens.map((rule) => ({ ...rule, caller }));
    });
  }

  /**
   * @returns at once where the token is known already.
   * @throws GatewayError UNAUTHENTICATED, FORBIDDEN where the token is good but no caller's.
   */
  callerOf(token: string): Caller | Promise<Caller> {
    if (token.length > LARGEST_TOKEN) {
      throw unauthenticated(`The token is longer than ${LARGEST_TOKEN} characters.`, "invalid_token");
    }
    const hash = digest("sha256", token, "base64");
    const believed = this.#verified.get(hash);
    if (believed !== undefined && believed.until > performance.now() && believed.expires > Date.now())
      return believed.caller;
    return this.#check(token, hash);
  }

  /** Whose a token was when it was last checked, until it expires: it may have been withdrawn since then. */
  verifiedBefore(token: string): Caller | undefined {
    if (token === "" || token.length > LARGEST_TOKEN) return undefined;
    const verified = this.#verified.get(digest("sha256", token, "base64"));
    return verified !== undefined && verified.expires > Date.now() ? verified.caller : undefined;
  }

  /** The issuer that a token names, where it is one that is accepted. Nothing of the token is verified. */
  statedIssuer(token: string): string | undefined {
    const stated = token === "" || token.length > LARGEST_TOKEN ? null : issuerIn(token);
    return stated !== null && this.#issuers.has(stated) ? stated : undefined;
  }

  async #check(token: string, hash: string): Promise<Caller> {
    const issuer = this.#issuers.get(issuerIn(token) ?? "");
    if (issuer === undefined) {
      throw unauthenticated("The token is of no issuer that is accepted here.", "invalid_token");
    }
    const claims = await issuer.verify(token).catch((error: unknown) => {
      this.#verified.delete(hash);
      throw error;
    });
    const caller = this.#callerWith(claims, issuer.config);
    this.#verified.set(hash, {
      caller,
      until: performance.now() + CACHED_FOR,
      expires: (claims.exp ?? 0) * 1000,
    });
    return caller;
  }

  #callerWith(claims: JWTPayload, { issuer, spaceSeparatedClaims }: IssuerConfig): Caller {
    const isList = (claim: string) => claim === "scope" || spaceSeparatedClaims.includes(claim);
    const rule = this.#rules.find(
      (one) =>
        one.issuer === issuer &&
        Object.entries(one.claims).every(([claim, value]) =>
          holds(claimAt(claims, claim), value, isList(claim)),
        ),
    );
    if (rule === undefined) throw unknownCaller("The token is good, but its claims fit no caller.");
    if (rule.personClaim === undefined) return rule.caller;
    const person = claimAt(claims, rule.personClaim);
    if (typeof person !== "string" || !PERSON.test(person)) {
      throw unknownCaller("The token is good, but does not name its holder in a form that is accepted.");
    }
    const { configuredName } = rule.caller;
    return {
      ...rule.caller,
      name: personName(configuredName, person, issuer),
      formerName: `${configuredName}:${person}`,
    };
  }
}

/** The issuer that a token names, before anything of it is checked: only to select the keys for the check. */
function issuerIn(token: string): string | null {
  const [, payload] = JWT_FORM.exec(token) ?? [];
  if (payload === undefined) return null;
  try {
    const { iss }: { iss?: unknown } = Object(
      JSON.parse(Buffer.from(payload, "base64url").toString()),
    ) as object;
    return typeof iss === "string" ? iss : null;
  } catch {
    return null;
  }
}

/** A claim by its name (`https://example.com/roles`), or by its path (`realm_access.roles`). */
function claimAt(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return (claims as Record<string, unknown>)[name];
  return name.split(".").reduce<unknown>((value, step) => {
    const inside = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    return inside ? (value as Record<string, unknown>)[step] : undefined;
  }, claims);
}

/** A claim is a value, a list of them, or, where it is configured so (`scope`), a text of several separated by spaces. */
function holds(claim: unknown, wanted: string, isSpaceSeparated: boolean): boolean {
  if (Array.isArray(claim)) return claim.includes(wanted);
  if (typeof claim === "string") {
    return claim === wanted || (isSpaceSeparated && claim.split(" ").includes(wanted));
  }
  return (typeof claim === "boolean" || typeof claim === "number") && String(claim) === wanted;
}
