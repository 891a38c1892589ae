import type { ReadOperation } from "../client/operations";

/**
 * Where an answer came from: what is kept and fresh, what is kept and read anew in the background, a read that was
 * under way, or a read of its own.
 */
type Origins = Record<"fresh" | "stale" | "joined" | "read", number>;

/** Counts how often each operation was answered from where, since the start. */
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
