import { type Caller, senderOf } from "./auth/caller";
import { limitsOf } from "./auth/caller-limits";
import type { Events } from "./events/open-events";
import type { Subscriber } from "./events/event-streams";
import type { DeprecatedUses } from "./journal/deprecated-uses";
import type { EntryContents } from "./journal/entry-contents";
import type { Idempotency } from "./journal/idempotency";
import type { Journal } from "./journal/journal";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";
import type { ReadOptions } from "./directconnect/read/read-door";

/** The details of a request that resolvers use. */
export interface Context {
  readonly caller: Caller;
  readonly directConnect: DirectConnect;
  /** The journal of changes. */
  readonly journal: Journal;
  /** What entries of the journal contain, for this request. */
  readonly journalContents: EntryContents;
  /** Who uses what is deprecated. */
  readonly deprecatedUses: DeprecatedUses;
  /** Changes that were seen. */
  readonly events: Events;
  /** The idempotency keys of the request's mutations. */
  readonly idempotency: Idempotency;
  /** The path that the gateway serves all under, without a slash at its end. */
  readonly basePath: string;
  /** The stream that is opened; absent in queries and mutations. */
  readonly subscriber?: Subscriber | undefined;
}

/** @param reads how long this request may read, whether and when its caller has gone, and how old what it reads may be. */
export function createContext(
  upstream: Upstream,
  { deprecatedUses, events, basePath }: Pick<Context, "deprecatedUses" | "events" | "basePath">,
  caller: Caller,
  idempotency: Idempotency,
  {
    isGone,
    subscriber,
    ...reads
  }: ReadOptions & Pick<Context, "subscriber"> & { readonly isGone: () => boolean },
): Context {
  const { journal } = upstream;
  return {
    caller,
    journal,
    journalContents: journal.contents(senderOf(caller), {
      // PostgreSQL writes spaces into JSON: at most as many bytes as the answer's own.
      mostBytes: 2 * limitsOf(caller).answer,
      isGone,
    }),
    deprecatedUses,
    events,
    idempotency,
    basePath,
    ...(subscriber && { subscriber }),
    directConnect: new DirectConnect(upstream, caller, idempotency, reads),
  };
}
