import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { PostgresOptions } from "./postgres";
import { NotificationSession, type NotificationTimes } from "./notification-session";

export interface NotificationHandlers {
  /** Another process has sent this. */
  readonly onMessage: (text: string) => void;
  /** The id of a journal entry of which any process, this one too, has noted that it was applied. */
  readonly onSettled: (id: string) => void;
  /** This process listens, for the first time or again: what was sent before has not reached it. */
  readonly onListening: () => void;
  /** The connection was lost, or does not answer. */
  readonly onLost?: () => void;
}

/** The shortest and the longest pause between two attempts to connect. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** How many messages wait at most until they can be sent. */
const MOST_WAITING = 1_000;

/**
 * Texts between the processes on one PostgreSQL server, by LISTEN and NOTIFY on a connection of its own, outside of the
 * pool. When the connection is lost, silently too, it is made anew with growing pauses.
 */
export class Notifications {
  readonly #self = randomUUID();
  readonly #waiting = new Set<() => string>();
  readonly #closing = new AbortController();
  /** Called when any process, this one too, has written events. */
  onEvents: () => void = () => undefined;
  #session: NotificationSession | undefined;
  #running: Promise<void> | undefined;
  #sending: Promise<void> | undefined;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    private readonly server: Pick<PostgresOptions, "url" | "schema">,
    private readonly times: NotificationTimes,
    private readonly handlers: NotificationHandlers,
    private readonly logger: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether everything that other processes sent until a moment ago has arrived. */
  get isListening(): boolean {
    return this.#session?.isProven === true;
  }

  /** Listens from now on. @returns when the first attempt to connect has ended, well or not. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#running = this.#run(resolve);
    });
  }

  /**
   * Sends a text to all other processes: now, or when the connection is there again.
   * @param make makes the text, of at most `TEXT_BYTES`, at the moment at which it is sent.
   */
  publish(make: () => string): void {
    const [oldest] = this.#waiting;
    if (this.#waiting.size >= MOST_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.add(make);
    this.#send();
  }

  /** Lets what is being sent arrive, and ends the connection. */
  async close(): Promise<void> {
    await this.#sending;
    this.#closing.abort();
    this.#session?.close();
    await this.#running;
  }

  async #run(onAttempt: () => void): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const session = await this.#open();
        onAttempt();
        failures = 0;
        this.#warn(await session.lost);
        this.handlers.onLost?.();
        session.close();
      } catch (error) {
        onAttempt();
        this.#warn(error);
      }
      this.#session = undefined;
      const pause = Math.min(SHORTEST_PAUSE * 2 ** Math.min(failures, 10), LONGEST_PAUSE);
      await wait(pause * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #open(): Promise<NotificationSession> {
    const { server, times, now } = this;
    const { onMessage, onSettled } = this.handlers;
    const session = await NotificationSession.open({
      ...{ server, times, now, onMessage, onSettled },
      self: this.#self,
      onEvents: () => this.onEvents(),
    });
    this.#session = session;
    if (this.#closing.signal.aborted) session.close();
    this.logger.info("listening to PostgreSQL for changes by other gateways");
    this.handlers.onListening();
    this.#send();
    return session;
  }

  #warn(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.logger.warn(
      { err: error },
      "not listening to PostgreSQL for changes by other gateways; connecting again",
    );
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
  }

  /** One after the other, in their order. What fails waits for the next connection. */
  async #sendAll(): Promise<void> {
    for (const make of this.#waiting) {
      const session = this.#session;
      if (session === undefined) return;
      try {
        await session.send(make());
        this.#waiting.delete(make);
      } catch (error) {
        this.#warn(error);
        session.close();
        return;
      }
    }
  }
}
