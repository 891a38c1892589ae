/** One request that an answer is being sent for. */
export interface Sending {
  /** Counts bytes that are held for it, until it ends. */
  keep(bytes: number): void;
}

/**
 * Those who are being sent a remembered answer. Its bytes are the cache's; once they are not any more, they are held for
 * those who have not read it to its end, and count for one of them, as if the answer had been made for that one.
 */
export class AnswerSenders {
  readonly #all = new Set<Sending>();
  #isCached = true;
  #counted: Sending | undefined;

  /** @param bytes that count beside those that count for each request anyway. */
  constructor(private readonly bytes: number) {}

  /** @returns ends it; call it before the request's own count ends. */
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

  /** The cache does not hold the answer any more. */
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
