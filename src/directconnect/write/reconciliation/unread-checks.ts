import { LRUCache } from "lru-cache";
import { type Clocks, Stopwatch } from "../../../scheduling/clocks";
import type { WriteOperation } from "../../client/operations";
import { CheckPauses } from "./check-pauses";
import type { Verdict } from "./reconciliation";

/** The longest pause, in milliseconds: a caller that repeats its change waits no longer for the next check. */
const LONGEST = 5_000;
/** The number of changes whose checks are noted: those of a change beyond it have no pause. */
const MOST_CHANGES = 10_000;

interface Unread {
  readonly pauses: CheckPauses;
  readonly pause: number;
  readonly since: Stopwatch;
}

/**
 * Pauses between the checks of one change while Direct Connect cannot be read, however often its caller repeats the
 * change: its rate is used up, or it has a failure.
 */
export class UnreadChecks {
  /** By the marker of the sending. */
  readonly #unread = new LRUCache<string, Unread>({ max: MOST_CHANGES });

  constructor(private readonly clocks: Clocks) {}

  /** How long the next check has to wait, in milliseconds; 0 where the last one could read. */
  pauseLeft(marker: string): number {
    const last = this.#unread.get(marker);
    return last === undefined ? 0 : Math.max(0, last.pause - last.since.atLeast);
  }

  /** Notes a check that has just ended. */
  checked(marker: string, verdict: Verdict<WriteOperation>): void {
    if (verdict.outcome !== "unknown" || verdict.error === undefined) {
      this.#unread.delete(marker);
      return;
    }
    const pauses = this.#unread.get(marker)?.pauses ?? new CheckPauses();
    const pause = Math.min(pauses.next(verdict), LONGEST);
    this.#unread.set(marker, { pauses, pause, since: new Stopwatch(this.clocks) });
  }
}
