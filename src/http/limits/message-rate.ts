import { LRUCache } from "lru-cache";
import type { Sender } from "../../scheduling/fair-queue";

/** Messages that a sender may send at once, or twice its caller's `streams` where these are more. */
export const MESSAGES_AT_ONCE = 1_000;
/** How many more it may send in each second, or its caller's `streams` where these are more. */
export const MESSAGES_PER_SECOND = 100;
/** Messages that the client of one WebSocket may send before its caller is known. */
export const MESSAGES_OF_THE_UNKNOWN = 10;
/** A longer message counts once for each of these that it begins, in bytes. */
export const BYTES_OF_A_MESSAGE = 4 * 1024;
/** The longest message that neither begins a connection nor subscribes, such as a ping, in bytes. */
export const LONGEST_CONTROL = 4 * 1024;
/** The longest first message, which holds what else headers hold, in bytes. */
export const LONGEST_INIT = 16 * 1024;
/** The senders whose budgets are held. One that is removed has its whole budget again. */
const MOST_SENDERS = 10_000;

/** The messages that one sender may still send, over all of its WebSockets. */
class MessageBudget {
  #most = MESSAGES_AT_ONCE;
  #perMillisecond = MESSAGES_PER_SECOND / 1_000;
  #left = this.#most;
  #countedAt: number;

  constructor(private readonly now: () => number) {
    this.#countedAt = now();
  }

  /** @param streams that its caller may have: each is opened and completed, and its connection answers pings. */
  allow(streams: number): void {
    const most = Math.max(MESSAGES_AT_ONCE, 2 * streams);
    this.#left += most - this.#most;
    this.#most = most;
    this.#perMillisecond = Math.max(MESSAGES_PER_SECOND, streams) / 1_000;
  }

  /** What is refused takes nothing: the connection that sent it is closed, and others of the sender go on. */
  take(messages: number): boolean {
    const now = this.now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#countedAt) * this.#perMillisecond);
    this.#countedAt = now;
    if (this.#left < messages) return false;
    this.#left -= messages;
    return true;
  }
}

/** The budgets of all senders. */
export class MessageBudgets {
  readonly #budgets = new LRUCache<string, MessageBudget>({ max: MOST_SENDERS });

  /** @param now a monotonic clock in milliseconds. */
  constructor(private readonly now: () => number) {}

  of({ caller, person }: Sender): MessageBudget {
    const key = JSON.stringify([caller, person]);
    let budget = this.#budgets.get(key);
    if (budget === undefined) this.#budgets.set(key, (budget = new MessageBudget(this.now)));
    return budget;
  }
}

/**
 * Bounds the messages and pings that the client of one WebSocket sends: by the budget of its sender, and by a number of
 * its own until its caller is known.
 */
export class MessageRate {
  #budget: MessageBudget;
  #beforeKnown = MESSAGES_OF_THE_UNKNOWN;

  /** @param sender while its caller is not known: its address. */
  constructor(
    private readonly budgets: MessageBudgets,
    sender: Sender,
  ) {
    this.#budget = budgets.of(sender);
  }

  /** Its caller is known. @param streams that it may have. */
  admit(sender: Sender, streams: number): void {
    this.#beforeKnown = Infinity;
    this.#budget = this.budgets.of(sender);
    this.#budget.allow(streams);
  }

  /** Counts a message. @returns false where it is one too many. */
  take(bytes: number): boolean {
    const messages = Math.max(1, Math.ceil(bytes / BYTES_OF_A_MESSAGE));
    this.#beforeKnown -= messages;
    return this.#beforeKnown >= 0 && this.#budget.take(messages);
  }
}
