import type { FlattenedJWSInput, JWTHeaderParameters, RemoteJWKSet } from "jose" with {
  "resolution-mode": "import",
};

/** Keys are fetched again this long after the last time at the earliest, whatever key a token names, in milliseconds. */
export const REFETCH_INTERVAL_MS = 10_000;
/** A key that an issuer withdrew is accepted no longer than this, in milliseconds. */
export const LONGEST_KEY_AGE_MS = 600_000;

/** The key of a token, of those that an issuer publishes. */
type Key = Awaited<ReturnType<RemoteJWKSet>>;

/**
 * The keys of one issuer: fetched again once they are old, and where a token names one that is not among them. Their age is
 * counted on the monotonic clock. The library counts it on the wall clock: after a step back it would keep withdrawn keys, and
 * not find new ones, for as long as the step.
 */
export class IssuerKeys {
  #fetchedAt = -Infinity;

  /** @param keys a set that never fetches of its own accord: its longest age and its cooldown are infinite. */
  constructor(private readonly keys: RemoteJWKSet) {}

  /**
   * @returns the key to verify a token with.
   * @throws JWKSNoMatchingKey where the issuer publishes none; why the keys cannot be fetched.
   */
  async find(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<Key> {
    if (this.#age >= LONGEST_KEY_AGE_MS) await this.#fetch();
    try {
      return await this.keys(header, token);
    } catch (error) {
      if (!isNoMatchingKey(error) || this.#age < REFETCH_INTERVAL_MS) throw error;
      await this.#fetch();
      return this.keys(header, token);
    }
  }

  get #age(): number {
    return performance.now() - this.#fetchedAt;
  }

  /** Those who want it at the same time share one request. */
  async #fetch(): Promise<void> {
    const begun = performance.now();
    await this.keys.reload();
    this.#fetchedAt = Math.max(this.#fetchedAt, begun);
  }
}

function isNoMatchingKey(error: unknown): boolean {
  return (Object(error) as { readonly code?: unknown }).code === "ERR_JWKS_NO_MATCHING_KEY";
}
