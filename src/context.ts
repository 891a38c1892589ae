import type { Logger } from "pino";
import type { Caller } from "./auth/caller";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";
import type { ReadOptions } from "./directconnect/read-door";

/** What resolvers know of the request they serve. */
export interface Context {
  readonly caller: Caller;
  readonly directConnect: DirectConnect;
  readonly logger: Logger;
}

/** @param options when the caller has gone, and how old what they read may be. */
export function createContext(
  upstream: Upstream,
  caller: Caller,
  logger: Logger,
  options: Pick<ReadOptions, "hangUp" | "maxAgeMilliseconds"> = {},
): Context {
  return { caller, directConnect: new DirectConnect(upstream, caller, options), logger };
}
