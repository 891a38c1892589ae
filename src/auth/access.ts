import type { IncomingHttpHeaders } from "node:http";
import type { GatewayError } from "../errors";
import type { AccessConfig } from "./access-config";
import { idOfApiKey, isApiKey, type StoredApiKey } from "./api-keys";
import { type Sender, UNKNOWN_SENDER } from "../scheduling/fair-queue";
import { ANONYMOUS_CALLER, type Caller, configuredNameOf, senderOf } from "./caller";
import { type FindAccount, callersOf } from "./callers";
import type { Grants } from "./grants";
import { ambiguous, unauthenticated } from "./refusals";
import { Tokens } from "./tokens";

/** Every problem that only shows where the config file meets the gateway's accounts. */
export class AccessError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "AccessError";
  }
}

interface VerifiedKey {
  readonly stored: StoredApiKey;
  readonly caller: Caller;
}

/** Who may call, as one version of the config file says it. */
export class Access {
  readonly #keys = new Map<string, VerifiedKey>();
  /**
   * By the whole key, each of those that came and was right: one for each stored hash at most. Who guesses finds nothing
   * sooner by the time it takes: V8 compares what has the same hash alone, by a secret seed.
   */
  readonly #proven = new Map<string, VerifiedKey>();
  readonly #tokens: Tokens;
  readonly #callers: ReadonlyMap<string, Caller>;

  /**
   * @param anonymous whether callers without credentials may read the schema.
   * @throws AccessError
   */
  constructor(
    config: AccessConfig,
    findAccount: FindAccount,
    private readonly anonymous: boolean,
  ) {
    const problems: string[] = [];
    const callers = callersOf(config, findAccount, problems);
    if (problems.length > 0) throw new AccessError(problems);
    this.#tokens = new Tokens(config, callers);
    this.#callers = new Map(callers.map((caller) => [caller.configuredName, caller]));
    config.callers.forEach(({ apiKeys }, index) => {
      const caller = callers[index];
      if (caller === undefined) return;
      for (const stored of apiKeys) this.#keys.set(stored.id, { stored, caller });
    });
  }

  /**
   * Who sends these headers: a bearer token in `authorization`, or an API key in `x-api-key`.
   * @returns at once wherever nothing has to be fetched.
   * @throws GatewayError UNAUTHENTICATED, or FORBIDDEN where the credentials are valid but belong to no caller.
   */
  callerOf({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): Caller | Promise<Caller> {
    if (authorization !== undefined && apiKey !== undefined) {
      throw ambiguous("Send either a bearer token or an API key, not both.");
    }
    if (apiKey !== undefined) return this.#callerOfKey(String(apiKey));
    if (authorization !== undefined) {
      const token = bearerTokenIn(authorization);
      if (token === undefined)
        throw unauthenticated("Send `Authorization: Bearer` and a token.", "invalid_request");
      return this.#tokens.callerOf(token);
    }
    if (this.anonymous) return ANONYMOUS_CALLER;
    throw unauthenticated(
      "Say who you are: with a bearer token in `Authorization`, or an API key in `X-Api-Key`.",
    );
  }

  /**
   * The sender of these headers, where it is known at once: by a stored API key, or by a token that was verified
   * before. All others count as one caller, and those of them with a token as persons, by the issuer that it
   * names: requests with tokens of a slow issuer leave slots to others. It only decides which requests share a limit;
   * `callerOf` decides whether they are allowed.
   */
  senderOf({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): Sender {
    if (apiKey !== undefined) {
      const cached = authorization === undefined ? this.#heldKey(String(apiKey)) : undefined;
      return cached !== undefined && isValid(cached) ? senderOf(cached.caller) : UNKNOWN_SENDER;
    }
    const token = bearerTokenIn(authorization) ?? "";
    const verified = this.#tokens.verifiedBefore(token);
    if (verified !== undefined) return senderOf(verified);
    const issuer = this.#tokens.statedIssuer(token);
    return issuer === undefined ? UNKNOWN_SENDER : { ...UNKNOWN_SENDER, person: issuer };
  }

  /** What a caller is granted, or a person behind it; undefined where the config file has none of this name. */
  grantsOf(name: string): Grants | undefined {
    return this.callerNamed(name)?.grants;
  }

  /** The caller of a name, or the one that a person of this name is behind; undefined where there is none. */
  callerNamed(name: string): Caller | undefined {
    return this.#callers.get(configuredNameOf(name));
  }

  #callerOfKey(key: string): Caller {
    const cached = this.#heldKey(key);
    if (cached === undefined || !isValid(cached)) throw unknownKey();
    return cached.caller;
  }

  #heldKey(key: string): VerifiedKey | undefined {
    return this.#proven.get(key) ?? this.#prove(key);
  }

  #prove(key: string): VerifiedKey | undefined {
    const candidate = this.#keys.get(idOfApiKey(key) ?? "");
    if (candidate === undefined || !isApiKey(key, candidate.stored)) return undefined;
    this.#proven.set(key, candidate);
    return candidate;
  }
}

function isValid({ stored: { revoked, expires } }: VerifiedKey): boolean {
  return revoked !== true && expires.getTime() > Date.now();
}

function bearerTokenIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

/** One message for all: an attacker who guesses learns nothing. */
function unknownKey(): GatewayError {
  return unauthenticated("The API key is not known, has expired, or was revoked.", "invalid_token");
}
