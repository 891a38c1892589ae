import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import type { Client, Notification } from "pg";
import { pg } from "./drivers";
import type { PostgresOptions } from "./postgres";

export interface NotificationTimes {
  /** How often this process notifies itself. */
  readonly beatMilliseconds: number;
  /** How long ago the last beat that came back may have been sent while the session counts as alive. */
  readonly provenMilliseconds: number;
  /** How long connecting, and one statement, may take. */
  readonly timeoutMilliseconds: number;
}

interface SessionOptions {
  readonly server: Pick<PostgresOptions, "url" | "schema">;
  readonly times: NotificationTimes;
  /** Names this process to others: a UUID. */
  readonly self: string;
  /** Called with what another process has sent. */
  readonly onMessage: (text: string) => void;
  /** Called when any process, this one too, has written events. */
  readonly onEvents: () => void;
  /** Called with the id of each journal entry of which any process, this one too, has noted that it was applied. */
  readonly onSettled: (id: string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** SQL for the channel of all processes that share the tables of a schema. @param schemas in SQL: the first that is not null. */
const channelOf = (schemas: string) => `'directconnect_graphql_' || md5(coalesce(${schemas}, ''))`;
/** Ends the name of the channel that says that events were written. */
const EVENTS = "_events";
export const EVENTS_CHANNEL = `${channelOf("current_schema()")} || '${EVENTS}'`;
/** Ends the name of the channel of the ids of journal entries, each sent by the statement that notes its outcome. */
const SETTLED = "_settled";
export const SETTLED_CHANNEL = `${channelOf("current_schema()")} || '${SETTLED}'`;

/** PostgreSQL takes payloads of less than 8,000 bytes; the sender's name and a space precede each text. */
export const TEXT_BYTES = 7_999 - randomUUID().length - 1;

/**
 * One connection that listens. PostgreSQL delivers notifications in the order of their commits: a beat that this process
 * sends to itself and that comes back proves that all that was sent before it has arrived.
 */
export class NotificationSession {
  /** Resolves with the reason when the connection is lost. */
  readonly lost: Promise<unknown>;
  readonly #beats = new Map<string, number>();
  #provenAt: number;
  #channel = "";
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #lose: (reason: unknown) => void = () => undefined;

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    private readonly options: SessionOptions,
  ) {
    this.#provenAt = options.now();
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    client.on("error", (error) => this.#lose(error));
    client.on("end", () => this.#lose(new Error("The connection has ended.")));
    client.on("notification", (notification) => this.#receive(notification));
  }

  /** @throws Error where the server cannot be reached, or does not take the user. */
  static async open(options: SessionOptions): Promise<NotificationSession> {
    const { Client: PostgresClient } = pg();
    const socket = new Socket();
    const client = new PostgresClient({
      connectionString: options.server.url,
      application_name: "directconnect-graphql notifications",
      keepAlive: true,
      connectionTimeoutMillis: options.times.timeoutMilliseconds,
      query_timeout: options.times.timeoutMilliseconds,
      stream: () => socket, // also closed where the server no longer answers
    });
    const session = new NotificationSession(client, socket, options);
    try {
      await client.connect();
      await session.#listen();
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Whether everything that others sent until a moment ago has arrived. */
  get isProven(): boolean {
    return this.options.now() - this.#provenAt <= this.options.times.provenMilliseconds;
  }

  /** Sends a text of at most `TEXT_BYTES` to all other processes. */
  async send(text: string): Promise<void> {
    await this.#notify(this.#channel, `${this.options.self} ${text}`);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#lose(new Error("It was closed."));
    this.client.end().catch(() => undefined);
    this.socket.destroy();
  }

  async #listen(): Promise<void> {
    // Notifications go to all of a database: the schema keeps those apart whose tables are others.
    const { rows } = await this.client.query<{ channel: string }>(
      `select ${channelOf("$1, current_schema()")} as channel`,
      [this.options.server.schema ?? null],
    );
    this.#channel = rows[0]?.channel ?? "";
    await this.client.query(
      `listen ${this.#channel}; listen "${this.#ownChannel}"; listen ${this.#channel}${EVENTS}; listen ${this.#channel}${SETTLED}`,
    );
    this.#provenAt = this.options.now();
    this.#beatLater();
  }

  /** Other processes need not be woken by the beats of this one. PostgreSQL cuts names at 63 bytes. */
  get #ownChannel(): string {
    return `${this.#channel.slice(0, 30)}_${this.options.self.replaceAll("-", "")}`;
  }

  #beatLater(): void {
    this.#timer = setTimeout(() => this.#beat(), this.options.times.beatMilliseconds).unref();
  }

  #beat(): void {
    if (!this.isProven) {
      this.#lose(new Error("What was sent on the connection does not come back."));
      return;
    }
    const beat = randomUUID();
    this.#beats.set(beat, this.options.now());
    this.#notify(this.#ownChannel, beat).catch(this.#lose);
    this.#beatLater();
  }

  #receive({ channel, payload = "" }: Notification): void {
    if (channel === this.#ownChannel) {
      this.#provenAt = Math.max(this.#provenAt, this.#beats.get(payload) ?? -Infinity);
      this.#beats.delete(payload);
      return;
    }
    if (channel === `${this.#channel}${EVENTS}`) {
      this.options.onEvents();
      return;
    }
    if (channel === `${this.#channel}${SETTLED}`) {
      this.options.onSettled(payload);
      return;
    }
    const end = payload.indexOf(" ");
    if (payload.slice(0, end) !== this.options.self) this.options.onMessage(payload.slice(end + 1));
  }

  /** Statements begin one after the other: beats and messages share the connection, and pg 9 queues nothing any more. */
  #notify(channel: string, payload: string): Promise<void> {
    const sent = this.#last.then(async () => {
      await this.client.query("select pg_notify($1, $2)", [channel, payload]);
    });
    this.#last = sent.catch(() => undefined);
    return sent;
  }
}
