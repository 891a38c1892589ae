import type { Logger } from "pino";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";

/** What resolvers know of the request they serve. */
export interface Context {
  readonly directConnect: DirectConnect;
  readonly logger: Logger;
}

export function createContext(upstream: Upstream, logger: Logger): Context {
  return { directConnect: new DirectConnect(upstream), logger };
}
