/** How much of its share a place can save up while it makes no calls, in seconds. */
const SAVED_SECONDS = 5;

interface Account {
  /** Calls that may be sent; below 0 after a list of many pages. */
  calls: number;
  /** The time of this value, on the clock. */
  at: number;
}

/** Keeps the calls of watching within a share of the calls that may go to each account and region. */
export class CallShare {
  readonly #accounts = new Map<string, Account>();

  /**
   * @param perSecond calls of the share per second; undefined for no bound.
   * @param now milliseconds of a monotonic clock.
   */
  constructor(
    private readonly perSecond: number | undefined,
    private readonly now: () => number,
  ) {}

  /** Whether a call may be sent to a place now. */
  allows(place: string): boolean {
    return this.perSecond === undefined || this.#current(place, this.perSecond).calls >= 1;
  }

  /** Notes calls that were sent. */
  spend(place: string, calls: number): void {
    if (this.perSecond !== undefined) this.#current(place, this.perSecond).calls -= calls;
  }

  #current(place: string, perSecond: number): Account {
    const now = this.now();
    const most = Math.max(1, perSecond * SAVED_SECONDS);
    const account = this.#accounts.get(place) ?? { calls: most, at: now };
    account.calls = Math.min(most, account.calls + ((now - account.at) / 1_000) * perSecond);
    account.at = now;
    this.#accounts.set(place, account);
    return account;
  }
}
