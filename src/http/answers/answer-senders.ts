/** One request to which an answer is being sent. */
export interface Sending {
  /** Counts bytes that the request holds, until it ends. */
  keep(bytes: number): void;
}

/**
 * The requests to which a cached answer is being sent. Its bytes belong to the cache; once they are evicted, they are
 * held for the requests that have not read the answer to its end, and count for one of them, as if it had been made
 * for that one.
 */
export class AnswerSenders {
  readonly #all = new Set<Sending>();
  #isCached = true;
  #counted: Sending | undefined;

  /** @param bytes that count in addition to those that count for each request anyway. */
  constructor(private readonly bytes: number) {}

  /** @returns a function that ends it; call it before the request's own count ends. */
  begin(sending: Sending): () => void {
    this.#all.add(sending);
    this.#count();
    return () => {
      this.#all.delete(sending);
      if (this.#counted !== sending) return;
      this.#counted = undefined;
      this.#count();
    };
  }

  /** The cache has evicted the answer. */
  evict(): void {
    this.#isCached = false;
    this.#count();
  }

  #count(): void {
    if (this.#isCached || this.#counted !== undefined) return;
    [this.#counted] = this.#all;
    this.#counted?.keep(this.bytes);
  }
}
