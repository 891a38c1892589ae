import { randomUUID } from "node:crypto";
import { type Clocks, Stopwatch } from "../scheduling/clocks";

/** How long leases last, in milliseconds. */
export interface LeaseTimes {
  /** How long a process may be silent before another takes over what it has left open. */
  readonly leaseMilliseconds: number;
  /** How long one renewal may take. */
  readonly leaseRenewalMilliseconds: number;
  /** The end of a lease in which its holder sends nothing any more. */
  readonly fenceMarginMilliseconds: number;
}

/** The lease of an entry that nobody holds. */
export const NO_LEASE = "00000000-0000-0000-0000-000000000000";

/**
 * The right of this process to work on one entry of the journal. It has a name of its own each time that it is taken,
 * which every write to the entry has to give; whoever lost it changes nothing.
 */
export class Lease {
  /** A UUID. */
  readonly name = randomUUID();
  #renewed: Stopwatch;
  #unsent: Stopwatch | undefined;
  #openedOrder: number | undefined;
  #state: "wanted" | "taken" | "lost" = "wanted";

  /** Is not taken yet. */
  constructor(
    readonly entryId: string,
    private readonly times: LeaseTimes,
    private readonly clocks: Clocks,
  ) {
    this.#renewed = new Stopwatch(clocks);
  }

  /** Whether it is taken, and no other process can have taken the entry since: it would have waited for the whole lease. */
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

  /** Since when the change certainly cannot be sent any more, in milliseconds; below 0 where it may be for that long yet. */
  get unsentMilliseconds(): number {
    return this.#unsent?.atLeast ?? 0;
  }

  /** The statement that takes it is about to be sent: what it lasts counts from now on, however long the store took to open. */
  begin(): void {
    this.#renewed = new Stopwatch(this.clocks);
  }

  /** The store knows it. @param openedOrder as the entry's row has it. */
  take(openedOrder: string | null): void {
    this.#openedOrder = openedOrder === null ? undefined : Number(openedOrder);
    this.#state = "taken";
  }

  /**
   * From now on the change is not sent any more.
   * @param before since how many milliseconds that is so already.
   */
  endSending(before = 0): void {
    this.#unsent = new Stopwatch(this.clocks, before);
  }

  /** Begins a renewal, which counts from now on. @returns what to call with whether the store still knows the lease. */
  renew(): (isKnown: boolean) => void {
    const begun = new Stopwatch(this.clocks);
    return (isKnown) => {
      if (isKnown) this.#renewed = begun;
      else this.#state = "lost";
    };
  }
}
