import type { Logger } from "pino";
import type { Accounts } from "./directconnect/accounts";
import type { Clients } from "./directconnect/clients";
import { DirectConnect } from "./directconnect/direct-connect";
import type { WriteOptions } from "./directconnect/write-door";

/** What resolvers know of the request they serve. */
export interface Context {
  readonly directConnect: DirectConnect;
  readonly logger: Logger;
}

/** What lives as long as the process, and every request's context is made from. */
export interface Upstream {
  readonly accounts: Accounts;
  readonly clients: Clients;
  readonly writes: WriteOptions;
}

export function createContext({ accounts, clients, writes }: Upstream, logger: Logger): Context {
  return { directConnect: new DirectConnect(accounts, clients, writes), logger };
}
