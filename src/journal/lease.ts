import { randomUUID } from "node:crypto";
import { type Clocks, Stopwatch } from "../scheduling/clocks";

/** How long leases last, in milliseconds. */
export interface LeaseTimes {
  /** How long a process may be unresponsive before another takes over its open entries. */
  readonly leaseMilliseconds: number;
  /** How long one renewal may take. */
  readonly leaseRenewalMilliseconds: number;
  /** The end of a lease, during which its holder sends nothing any more. */
  readonly fenceMarginMilliseconds: number;
}

/** The lease of an entry that no process holds. */
export const NO_LEASE = "00000000-0000-0000-0000-000000000000";

/**
 * The right of this process to work on one entry of the journal. It gets a new name each time that it is taken,
 * which every write to the entry requires; a process that has lost it changes nothing.
 */
export class Lease {
  /** A UUID. */
  readonly name = randomUUID();
  #renewed: Stopwatch;
  #unsent: Stopwatch | undefined;
  #openedOrder: number | undefined;
  #state: "wanted" | "taken" | "lost" = "wanted";

  /** A lease that is not taken yet. */
  constructor(
    readonly entryId: string,
    private readonly times: LeaseTimes,
    private readonly clocks: Clocks,
  ) {
    this.#renewed = new Stopwatch(clocks);
  }

  /**
   * Whether it is taken, and no other process can have taken the entry since: another would have waited for the whole
   * lease.
   */
  get isHeld(): boolean {
    const { leaseMilliseconds, fenceMarginMilliseconds } = this.times;
    return this.isTaken && this.#renewed.atMost < leaseMilliseconds - fenceMarginMilliseconds;
  }

  /** Whether it was taken, and is not known to be lost. */
  get isTaken(): boolean {
    return this.#state === "taken";
  }

  /** The number of the transaction that opened the entry for the last time; undefined where an earlier version did. */
  get openedOrder(): number | undefined {
    return this.#openedOrder;
  }

  /**
   * For how many milliseconds the change certainly could not be sent any more; below 0: for how long it may still be
   * sent.
   */
  get unsentMilliseconds(): number {
    return this.#unsent?.atLeast ?? 0;
  }

  /**
   * Called right before the statement that takes it: its duration counts from now on, however long the store took to
   * open.
   */
  begin(): void {
    this.#renewed = new Stopwatch(this.clocks);
  }

  /** Called when the store has it. @param openedOrder from the entry's row. */
  take(openedOrder: string | null): void {
    this.#openedOrder = openedOrder === null ? undefined : Number(openedOrder);
    this.#state = "taken";
  }

  /**
   * Called when the change is not sent any more.
   * @param before for how many milliseconds that has been true already.
   */
  endSending(before = 0): void {
    this.#unsent = new Stopwatch(this.clocks, before);
  }

  /**
   * Begins a renewal, which counts from now on.
   * @returns a function to call with whether the store still has the lease.
   */
  renew(): (isKnown: boolean) => void {
    const begun = new Stopwatch(this.clocks);
    return (isKnown) => {
      if (isKnown) this.#renewed = begun;
      else this.#state = "lost";
    };
  }
}
