import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { PoolClient } from "pg";
import { pg } from "./drivers";
import { CONFIRM_WHAT_IS_DURABLE } from "./durability";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How many connections one process keeps at most. */
  readonly connections: number;
  /** How long one statement may take. */
  readonly timeoutMilliseconds: number;
  /** How long connecting may take; as long as a statement where left out. */
  readonly connectMilliseconds?: number;
  /** Where the tables are; the first schema of the user's search path where left out. It is made where it is missing. */
  readonly schema?: string | undefined;
  /** How old a session may become, in seconds; it ends when its statement has. */
  readonly longestLifeSeconds?: number;
}

/** Sessions are renewed, so that a failover, a new password or an uneven spread over servers is not carried on for ever. */
const LONGEST_LIFE_SECONDS = 900;

interface RetirablePool extends PostgresPool {
  /** No session that is there now is used for a further statement: it may be as dead as another one is. */
  readonly retire: () => void;
}

/**
 * Connections to a PostgreSQL server. The server ends a statement that takes too long; where not even that is heard
 * of, the connection is given up.
 */
export function postgresPool(options: PostgresOptions, onError: (error: Error) => void): RetirablePool {
  const { url, connections, timeoutMilliseconds, longestLifeSeconds = LONGEST_LIFE_SECONDS } = options;
  const { Pool } = pg();
  const pool = new Pool({
    connectionString: url,
    application_name: "directconnect-graphql",
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: options.connectMilliseconds ?? timeoutMilliseconds,
    statement_timeout: timeoutMilliseconds,
    query_timeout: timeoutMilliseconds + 500,
    idle_in_transaction_session_timeout: 2 * timeoutMilliseconds,
    maxLifetimeSeconds: longestLifeSeconds,
  });
  const sessions = new Sessions(options.schema);
  // An error without a listener would end the process: of idle connections, and of all others.
  pool.on("error", onError);
  pool.on("connect", (client) => {
    client.on("error", onError);
    sessions.began(client);
  });
  // Those that wait for a session when the pool ends would be neither given one nor refused.
  const waiting = new Set<Promise<PoolClient>>();
  const nextClient = () => {
    const client = pool.connect();
    const done = () => waiting.delete(client);
    waiting.add(client);
    client.then(done, done);
    return client;
  };
  return {
    connect: () => connect(nextClient, sessions),
    end: async () => {
      await Promise.allSettled(waiting);
      await pool.end();
    },
    retire: () => sessions.lost(),
  };
}

/** @returns a session of which nothing speaks against using it. */
async function connect(nextClient: () => Promise<PoolClient>, sessions: Sessions): Promise<Connection> {
  for (;;) {
    const client = await nextClient();
    try {
      if (await sessions.isUsable(client)) return new Connection(client, sessions);
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.release(true);
  }
}

/** What is known of the sessions of a pool. */
class Sessions {
  /** Counts how often the server has said that it serves no longer, or did not answer. */
  #era = 0;
  readonly #sessions = new WeakMap<PoolClient, { readonly era: number; readonly ready: Promise<unknown> }>();

  constructor(private readonly schema: string | undefined) {}

  began(client: PoolClient): void {
    const searchPath =
      this.schema === undefined ? [] : [`set search_path to ${client.escapeIdentifier(this.schema)}`];
    const ready = client.query([...searchPath, CONFIRM_WHAT_IS_DURABLE].join("; "));
    ready.catch(() => undefined); // each use of the session fails with it
    this.#sessions.set(client, { era: this.#era, ready });
  }

  /**
   * Whether a session began after the last time that the server said that it serves no longer, or did not answer: those
   * from before lead to the same server.
   * @throws Error where it could not be prepared.
   */
  async isUsable(client: PoolClient): Promise<boolean> {
    const session = this.#sessions.get(client);
    await session?.ready;
    return session?.era === this.#era;
  }

  /** No session that is there now is used again. */
  lost(): void {
    this.#era += 1;
  }
}

/**
 * One session as Kysely takes it. `pg` gives a connection whose query was never answered back to the pool, where the
 * next one would wait behind that query for ever; here it is closed instead.
 */
class Connection implements PostgresPoolClient {
  #broken: Error | undefined;

  constructor(
    private readonly client: PoolClient,
    private readonly sessions: Sessions,
  ) {}

  query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  query<Row>(
    sql: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof sql !== "string") throw new Error("Nothing is streamed from the store.");
    return this.#query<Row>(sql, parameters);
  }

  release(): void {
    this.client.release(this.#broken);
  }

  async #query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    try {
      const { command, rowCount, rows } = await this.client.query(sql, [...parameters]);
      // pg names the commands that Kysely distinguishes, and gives rows no type
      return { command, rowCount: rowCount ?? 0, rows: rows as Row[] } as PostgresQueryResult<Row>;
    } catch (error) {
      if (!isSqlError(error)) {
        this.#broken = error instanceof Error ? error : new Error(String(error));
        if (this.#broken.message === UNANSWERED) this.sessions.lost();
      } else if (endsSession(error)) {
        this.#broken = error;
        this.sessions.lost();
      }
      throw error;
    }
  }
}

/** What `pg` says where a statement was not answered in time; the server would have ended it before that. */
const UNANSWERED = "Query read timeout";

/** Whether the database itself refused a statement, and so lives; by the SQLSTATE that it says why with. */
function isSqlError(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && "code" in error && "severity" in error;
}

/**
 * Whether the server says that this session is no good any more: it has become read-only, as after a failover (25006),
 * it is shutting down, has crashed or has ended the session (57P01 to 57P05), or the connection failed (class 08).
 */
export function endsSession({ code }: { readonly code: unknown }): boolean {
  return typeof code === "string" && /^(25006|57P0\d|08...)$/.test(code);
}
