/** Messages that a client may send at once, or twice its caller's `streams` where these are more. */
export const MESSAGES_AT_ONCE = 1_000;
/** How many more it may send in each second. */
export const MESSAGES_PER_SECOND = 100;
/** Messages that a client may send before its caller is known. */
export const MESSAGES_OF_THE_UNKNOWN = 10;
/** A longer message counts once for each of these that it begins, in bytes. */
export const BYTES_OF_A_MESSAGE = 4 * 1024;

/** Bounds the messages and pings that the client of one WebSocket sends. */
export class MessageRate {
  #most = MESSAGES_OF_THE_UNKNOWN;
  #perMillisecond = 0;
  #left = this.#most;
  #countedAt = 0;

  /** @param now a monotonic clock in milliseconds. */
  constructor(private readonly now: () => number) {}

  /** Its caller is known. @param streams that it may have. */
  admit(streams: number): void {
    this.#most = Math.max(MESSAGES_AT_ONCE, 2 * streams); // each is opened and completed
    this.#perMillisecond = MESSAGES_PER_SECOND / 1_000;
    this.#left = this.#most;
    this.#countedAt = this.now();
  }

  /** Counts a message. @returns false where it is one too many. */
  take(bytes: number): boolean {
    if (this.#perMillisecond > 0) {
      const now = this.now();
      this.#left = Math.min(this.#most, this.#left + (now - this.#countedAt) * this.#perMillisecond);
      this.#countedAt = now;
    }
    this.#left -= Math.max(1, Math.ceil(bytes / BYTES_OF_A_MESSAGE));
    return this.#left >= 0;
  }
}
