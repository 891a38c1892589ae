import { type Clocks, Stopwatch } from "../../scheduling/clocks";
import type { Lease } from "../../journal/lease";
import { tooLate } from "./change-errors";
import type { Fence } from "./attempt";

/**
 * The fence of one change. An attempt passes it only as long as this process holds the lease of the change's entry, its
 * deadline is not over and no caller was answered that nothing was sent: what another process, or the caller, concludes
 * from one of these stays true.
 */
export class ChangeFence implements Fence {
  readonly #age: Stopwatch;
  #lease: Lease | undefined;
  #isClosed = false;
  #mayBeDone = false;

  /** @param deadlineMilliseconds the time from now on after which nothing is sent any more. */
  constructor(
    private readonly operation: string,
    private readonly deadlineMilliseconds: number,
    clocks: Clocks,
  ) {
    this.#age = new Stopwatch(clocks);
  }

  /** The change is in the journal under this lease: from now on it may be sent. */
  open(lease: Lease): void {
    this.#lease = lease;
  }

  /** Another attempt, of this process or of another one, may have made the change. */
  mayBeDone(): void {
    this.#mayBeDone = true;
  }

  nothingDone(): void {
    this.#mayBeDone = false;
  }

  /** @throws GatewayError UPSTREAM_TIMEOUT */
  pass(): void {
    const isLate = this.#age.atMost >= this.deadlineMilliseconds;
    if (this.#isClosed || isLate || this.#lease?.isHeld !== true) throw tooLate(this.operation);
    this.#mayBeDone = true;
  }

  /** Closes the fence. @returns whether the change may have been made. */
  close(): boolean {
    this.#isClosed = true;
    return this.#mayBeDone;
  }
}
