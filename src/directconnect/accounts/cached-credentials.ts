import { type Clocks, Stopwatch, SYSTEM_CLOCKS } from "../../scheduling/clocks";

/** Temporary credentials are renewed this long before they expire; those of a shorter session at half of it. */
const RENEW_BEFORE_MS = 5 * 60_000;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Absent from credentials that do not expire. */
  expiration?: Date;
  /** The account that they belong to, where it is known. */
  accountId?: string;
}

interface Kept {
  readonly credentials: Credentials;
  /** The time since they were received. */
  readonly age: Stopwatch;
  /** How long they are valid, counted from then, in milliseconds. */
  readonly lifetime: number;
}

/**
 * The cached credentials of one account: concurrent callers share one request for them, and they are renewed before
 * they expire, while the current ones are still valid. Their age is measured by a monotonic clock, and by the wall
 * clock where that says more, as after the machine slept.
 */
export class KeptCredentials {
  #cached: Kept | undefined;
  #taking: Promise<Credentials> | undefined;

  constructor(
    private readonly take: () => Promise<Credentials>,
    private readonly clocks: Clocks = SYSTEM_CLOCKS,
  ) {}

  /**
   * What the SDK's clients call before each request. `memoized` makes them keep no copy, which would expire on its own.
   * @throws whatever `take` throws, where no valid credentials are cached.
   */
  readonly provide = Object.assign(() => this.#current(), { memoized: true as const });

  /**
   * Removes credentials that AWS no longer accepts.
   * @param accessKeyId of the refused ones; others, which another call has fetched in the meantime, stay.
   */
  forget(accessKeyId: string): void {
    if (this.#cached?.credentials.accessKeyId === accessKeyId) this.#cached = undefined;
  }

  async #current(): Promise<Credentials> {
    const cachedCredentials = this.#cached;
    if (cachedCredentials === undefined || left(cachedCredentials) <= 0) return this.#renewed();
    if (isEnding(cachedCredentials)) this.#renewed().catch(() => undefined); // the next call tries again
    return cachedCredentials.credentials;
  }

  #renewed(): Promise<Credentials> {
    this.#taking ??= this.#renew().finally(() => (this.#taking = undefined));
    return this.#taking;
  }

  async #renew(): Promise<Credentials> {
    const credentials = await this.take();
    const expiry = credentials.expiration?.getTime() ?? Infinity;
    this.#cached = { credentials, age: new Stopwatch(this.clocks), lifetime: expiry - this.clocks.wall() };
    return credentials;
  }
}

/** How long they remain valid, in milliseconds. */
function left({ age, lifetime }: Kept): number {
  return lifetime - age.atMost;
}

function isEnding(cachedCredentials: Kept): boolean {
  return left(cachedCredentials) < Math.min(RENEW_BEFORE_MS, cachedCredentials.lifetime / 2);
}
