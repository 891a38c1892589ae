import type { Logger } from "pino";
import type { Caller } from "./auth/caller";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";

/** What resolvers know of the request they serve. */
export interface Context {
  readonly caller: Caller;
  readonly directConnect: DirectConnect;
  readonly logger: Logger;
}

/** @param signal aborts the reads of a request whose caller has gone. */
export function createContext(
  upstream: Upstream,
  caller: Caller,
  logger: Logger,
  signal?: AbortSignal,
): Context {
  return { caller, directConnect: new DirectConnect(upstream, caller, signal), logger };
}
