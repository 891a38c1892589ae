import { type Clocks, Stopwatch } from "../scheduling/clocks";
import { NO_LEASE } from "./lease";

/** What a process sees of the lease of an entry. */
export interface SeenLease {
  readonly id: string;
  readonly lease_owner: string;
  /** Changes with whatever is written of the lease: it is taken, renewed or given back. */
  readonly lease: string;
  readonly pause_ms: number;
}

/**
 * How long other processes have not renewed their leases, by this process's own clock: no clock is compared with that of
 * another machine, the database's included.
 */
export class LeaseWatch {
  readonly #seen = new Map<string, { readonly lease: string; readonly since: Stopwatch }>();

  constructor(
    private readonly leaseMilliseconds: number,
    private readonly clocks: Clocks,
  ) {}

  /** @returns for how many milliseconds the lease was certainly seen as it is. */
  see({ id, lease }: SeenLease): number {
    const seen = this.#seen.get(id);
    if (seen?.lease === lease) return seen.since.atLeast;
    this.#seen.set(id, { lease, since: new Stopwatch(this.clocks) });
    return 0;
  }

  /** Whether nobody holds the entry any more: the lease was given back, or was not renewed for its whole length. */
  isOver(seen: SeenLease): boolean {
    return this.see(seen) >= this.leaseMilliseconds || seen.lease_owner === NO_LEASE;
  }

  /** Whether it is over, and the pause too for which the entry is to be left alone. */
  isDue(seen: SeenLease): boolean {
    return seen.lease_owner === NO_LEASE ? this.see(seen) >= seen.pause_ms : this.isOver(seen);
  }

  /** Forgets what is not in the list of all that could be taken. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
  }
}
