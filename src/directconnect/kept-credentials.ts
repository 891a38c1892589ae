/** Temporary credentials are renewed this long before they expire; those of a shorter session at half of it. */
const RENEW_BEFORE_MS = 5 * 60_000;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Absent from those that do not expire. */
  expiration?: Date;
  /** Whose they are, where that is known. */
  accountId?: string;
}

interface Kept {
  readonly credentials: Credentials;
  /** When they were asked for, milliseconds since the epoch. */
  readonly askedAt: number;
}

/**
 * One account's credentials: taken once however many ask at the same moment, kept, and renewed before they expire,
 * while those at hand still serve.
 */
export class KeptCredentials {
  #kept: Kept | undefined;
  #taking: Promise<Credentials> | undefined;

  constructor(private readonly take: () => Promise<Credentials>) {}

  /**
   * What the SDK's clients ask before each call. The mark tells them to keep no copy: each would expire on its own.
   * @throws whatever `take` throws, where there are no good ones at hand.
   */
  readonly provide = Object.assign(() => this.#current(), { memoized: true as const });

  /**
   * Forgets credentials that AWS no longer takes.
   * @param askedBefore spares newer ones, which another call has fetched in the meantime.
   */
  forget(askedBefore: number): void {
    if (this.#kept !== undefined && this.#kept.askedAt <= askedBefore) this.#kept = undefined;
  }

  async #current(): Promise<Credentials> {
    const kept = this.#kept;
    if (kept === undefined || expiryOf(kept) <= Date.now()) return this.#renewed();
    if (isEnding(kept)) this.#renewed().catch(() => undefined); // the next one who asks tries again
    return kept.credentials;
  }

  #renewed(): Promise<Credentials> {
    this.#taking ??= this.#renew().finally(() => (this.#taking = undefined));
    return this.#taking;
  }

  async #renew(): Promise<Credentials> {
    const askedAt = Date.now();
    const credentials = await this.take();
    this.#kept = { credentials, askedAt };
    return credentials;
  }
}

function expiryOf({ credentials: { expiration } }: Kept): number {
  return expiration?.getTime() ?? Infinity;
}

function isEnding(kept: Kept): boolean {
  const expiry = expiryOf(kept);
  return expiry - Date.now() < Math.min(RENEW_BEFORE_MS, (expiry - kept.askedAt) / 2);
}
