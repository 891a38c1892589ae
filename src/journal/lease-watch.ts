import { type Clocks, Stopwatch } from "../scheduling/clocks";
import { NO_LEASE } from "./lease";

/** The lease of an entry as a process reads it. */
export interface ObservedLease {
  readonly id: string;
  readonly lease_owner: string;
  /** Changes with every write of the lease: it is taken, renewed or given back. */
  readonly lease: string;
  readonly pause_ms: number;
}

/**
 * How long other processes have not renewed their leases, by this process's own clock: no clock is compared with that
 * of another machine, the database's included.
 */
export class LeaseWatch {
  readonly #observations = new Map<string, { readonly lease: string; readonly since: Stopwatch }>();

  constructor(
    private readonly leaseMilliseconds: number,
    private readonly clocks: Clocks,
  ) {}

  /** @returns for how many milliseconds the lease has certainly been unchanged. */
  see({ id, lease }: ObservedLease): number {
    const observation = this.#observations.get(id);
    if (observation?.lease === lease) return observation.since.atLeast;
    this.#observations.set(id, { lease, since: new Stopwatch(this.clocks) });
    return 0;
  }

  /** Whether no process holds the entry any more: the lease was released, or was not renewed for its whole length. */
  isOver(observation: ObservedLease): boolean {
    return this.see(observation) >= this.leaseMilliseconds || observation.lease_owner === NO_LEASE;
  }

  /** Whether it is over, and the pause of the entry is over, too. */
  isDue(observation: ObservedLease): boolean {
    return observation.lease_owner === NO_LEASE
      ? this.see(observation) >= observation.pause_ms
      : this.isOver(observation);
  }

  /** Begins to observe a lease anew: it is not due before its whole length, or its pause, is over once more. */
  restart(id: string): void {
    this.#observations.delete(id);
  }

  /** Removes the leases that are not in the list of all entries that could be taken. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#observations.keys()) if (!ids.has(id)) this.#observations.delete(id);
  }
}
