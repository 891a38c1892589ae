import { freshnessOf } from "./freshness";
import type { ReadDoor } from "./read-door";
import type { Source } from "./snapshot";
import type { Snapshots } from "./snapshots";

/** The key and the version of a snapshot, without its rows. */
interface Version {
  readonly key: string;
  readonly version: number;
  readonly from: Source;
}

interface ReportedFreshness {
  readonly ageMs: number;
  /** The details that answers show, as JSON. */
  readonly text: string;
}

/** What an answer was made from, cached with the answer. */
export class AnswerOrigin {
  #reported: { readonly at: number; readonly freshness: ReportedFreshness | undefined } | undefined;

  private constructor(
    private readonly snapshots: Snapshots,
    private readonly versions: readonly Version[],
  ) {}

  /** @returns undefined where an answer was not made from snapshots alone, and so may not be cached. */
  static of({ used: { readings, isWhole } }: ReadDoor, snapshots: Snapshots): AnswerOrigin | undefined {
    if (!isWhole || readings.length === 0) return undefined;
    return new AnswerOrigin(
      snapshots,
      readings.map(({ snapshot: { key, version }, from }) => ({ key, version, from })),
    );
  }

  /** Whether all of the snapshots are fresh, unchanged, and no older than the caller accepts. */
  holds(maxAgeMilliseconds: number | undefined): boolean {
    const { snapshots } = this;
    const notBefore =
      maxAgeMilliseconds === undefined
        ? -Infinity
        : snapshots.now() - Math.max(maxAgeMilliseconds, snapshots.refreshInterval);
    return this.versions.every(({ key, version }) => snapshots.isCurrent(key, version, notBefore));
  }

  /**
   * Its age, to the millisecond; the same object within one millisecond. A snapshot that was read again since with
   * equal content is as old as its last read.
   */
  freshness(): ReportedFreshness | undefined {
    const at = Math.floor(this.snapshots.now());
    if (this.#reported?.at !== at) this.#reported = { at, freshness: this.#freshnessAt(at) };
    return this.#reported.freshness;
  }

  #freshnessAt(now: number): ReportedFreshness | undefined {
    const readings = this.versions.map(({ key, from }) => ({
      from,
      readAt: Math.min(this.snapshots.readAtOf(key) ?? now, now),
    }));
    const freshness = freshnessOf({ readings }, now);
    return freshness && { ageMs: freshness.ageMs, text: freshness.text() };
  }
}
