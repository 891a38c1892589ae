import type { Caller } from "./auth/caller";
import type { DeprecatedUses } from "./journal/deprecated-uses";
import type { Idempotency } from "./journal/idempotency";
import type { Journal } from "./journal/journal";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";
import type { ReadOptions } from "./directconnect/read/read-door";

/** What resolvers know of the request they serve. */
export interface Context {
  readonly caller: Caller;
  readonly directConnect: DirectConnect;
  /** Every change that was asked for. */
  readonly journal: Journal;
  /** Who uses what is deprecated. */
  readonly deprecatedUses: DeprecatedUses;
}

/** @param reads how long this request may read, when its caller has gone, and how old what it reads may be. */
export function createContext(
  upstream: Upstream,
  deprecatedUses: DeprecatedUses,
  caller: Caller,
  idempotency: Idempotency,
  reads: ReadOptions,
): Context {
  const { journal } = upstream;
  return {
    caller,
    journal,
    deprecatedUses,
    directConnect: new DirectConnect(upstream, caller, idempotency, reads),
  };
}
