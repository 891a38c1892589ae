import type { ReadOperation } from "../client/operations";

/**
 * The source of an answer: a fresh snapshot, a stale snapshot that is read again in the background, a read that was
 * in progress, or a new read.
 */
type Origins = Record<"fresh" | "stale" | "joined" | "read", number>;

/** Counts for each operation how often each source answered it, since the start. */
export class ReadOrigins {
  readonly #counts = new Map<ReadOperation, Origins>();

  count(operation: ReadOperation, origin: keyof Origins): void {
    let counts = this.#counts.get(operation);
    if (counts === undefined)
      this.#counts.set(operation, (counts = { fresh: 0, stale: 0, joined: 0, read: 0 }));
    counts[origin] += 1;
  }

  get counts(): ReadonlyMap<ReadOperation, Readonly<Origins>> {
    return this.#counts;
  }
}
