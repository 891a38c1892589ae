import type { Caller } from "./caller";

/** A token that was verified, and whose it is. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** Until when it is accepted without being verified again, in milliseconds on the monotonic clock. */
  readonly until: number;
  /** When the token itself expires, in milliseconds since the epoch. */
  readonly expires: number;
}

/** How many tokens are kept in all. */
export const MOST_TOKENS = 10_000;
/** How many of one person, or of a caller without persons. */
export const MOST_OF_A_PERSON = 100;

/** The tokens of one caller, and of each person behind it, by their hashes, the oldest first. */
interface OfCaller {
  readonly all: Set<string>;
  readonly byPerson: Map<string, Set<string>>;
}

/**
 * Verified tokens by their hashes. Where there are too many, the oldest of the caller with the most is removed: a tenant
 * whose issuer makes tokens without end has its own people's verified again, and no other caller's.
 */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();
  readonly #callers = new Map<string, OfCaller>();

  constructor(private readonly most = MOST_TOKENS) {}

  get size(): number {
    return this.#tokens.size;
  }

  get(hash: string): VerifiedToken | undefined {
    return this.#tokens.get(hash);
  }

  set(hash: string, token: VerifiedToken): void {
    this.delete(hash); // so that it is the newest
    const { configuredName, name } = token.caller;
    const ofCaller = this.#callers.get(configuredName) ?? {
      all: new Set<string>(),
      byPerson: new Map<string, Set<string>>(),
    };
    const ofPerson = ofCaller.byPerson.get(name) ?? new Set<string>();
    this.#callers.set(configuredName, ofCaller);
    ofCaller.byPerson.set(name, ofPerson);
    ofCaller.all.add(hash);
    ofPerson.add(hash);
    this.#tokens.set(hash, token);
    if (ofPerson.size > MOST_OF_A_PERSON) this.#deleteOldest(ofPerson);
    if (this.#tokens.size > this.most) this.#deleteOldest(this.#ofCallerWithMost(ofCaller).all);
  }

  delete(hash: string): void {
    const token = this.#tokens.get(hash);
    if (token === undefined) return;
    const { configuredName, name } = token.caller;
    this.#tokens.delete(hash);
    const ofCaller = this.#callers.get(configuredName);
    const ofPerson = ofCaller?.byPerson.get(name);
    ofPerson?.delete(hash);
    if (ofPerson?.size === 0) ofCaller?.byPerson.delete(name);
    ofCaller?.all.delete(hash);
    if (ofCaller?.all.size === 0) this.#callers.delete(configuredName);
  }

  /** Callers are as many as the config file has. */
  #ofCallerWithMost(newest: OfCaller): OfCaller {
    let most = newest; // before others that have as many
    for (const one of this.#callers.values()) if (one.all.size > most.all.size) most = one;
    return most;
  }

  #deleteOldest(hashes: ReadonlySet<string>): void {
    for (const oldest of hashes) {
      this.delete(oldest);
      return;
    }
  }
}
