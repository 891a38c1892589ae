import { type Clocks, Stopwatch, SYSTEM_CLOCKS } from "../../scheduling/clocks";

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
  /** Since when they are here. */
  readonly age: Stopwatch;
  /** How long they are good, counted from then, in milliseconds. */
  readonly lifetime: number;
}

/**
 * One account's credentials: taken once however many ask at the same moment, kept, and renewed before they expire,
 * while those at hand still serve. How long they have been here is told by a clock that never goes back, and by the wall
 * clock where that says more, as after a sleep.
 */
export class KeptCredentials {
  #cached: Kept | undefined;
  #taking: Promise<Credentials> | undefined;

  constructor(
    private readonly take: () => Promise<Credentials>,
    private readonly clocks: Clocks = SYSTEM_CLOCKS,
  ) {}

  /**
   * What the SDK's clients ask before each call. The mark tells them to keep no copy: each would expire on its own.
   * @throws whatever `take` throws, where there are no good ones at hand.
   */
  readonly provide = Object.assign(() => this.#current(), { memoized: true as const });

  /**
   * Forgets credentials that AWS no longer takes.
   * @param accessKeyId spares others, which another call has fetched in the meantime.
   */
  forget(accessKeyId: string): void {
    if (this.#cached?.credentials.accessKeyId === accessKeyId) this.#cached = undefined;
  }

  async #current(): Promise<Credentials> {
    const cachedCredentials = this.#cached;
    if (cachedCredentials === undefined || left(cachedCredentials) <= 0) return this.#renewed();
    if (isEnding(cachedCredentials)) this.#renewed().catch(() => undefined); // the next one who asks tries again
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

/** How long they are good from now on, in milliseconds. */
function left({ age, lifetime }: Kept): number {
  return lifetime - age.atMost;
}

function isEnding(cachedCredentials: Kept): boolean {
  return left(cachedCredentials) < Math.min(RENEW_BEFORE_MS, cachedCredentials.lifetime / 2);
}
