import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient, PoolConfig } from "pg";
import { pg } from "./drivers";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How many connections one process keeps at most. */
  readonly connections: number;
  /** How long connecting, and one statement, may take. */
  readonly timeoutMilliseconds: number;
}

/**
 * Connections to a PostgreSQL server. The server ends a statement that takes too long; where not even that is heard
 * of, the connection is given up.
 */
export function postgresPool(
  { url, connections, timeoutMilliseconds }: PostgresOptions,
  onError: (error: Error) => void,
): Pool {
  const { Pool } = pg();
  const options: PoolConfig = {
    connectionString: url,
    application_name: "directconnect-graphql",
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: timeoutMilliseconds,
    statement_timeout: timeoutMilliseconds,
    query_timeout: timeoutMilliseconds + 500,
    idle_in_transaction_session_timeout: 2 * timeoutMilliseconds,
  };
  const pool = new Pool(options);
  // An error without a listener would end the process: of connections that nobody uses just now, and of all others.
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

/**
 * The pool as Kysely takes it. `pg` gives a connection whose query was never answered back to the pool, where the next
 * one would wait behind that query for ever; here it is closed instead.
 */
export function forKysely(pool: Pool): PostgresPool {
  return { connect: async () => new Connection(await pool.connect()), end: () => pool.end() };
}

class Connection implements PostgresPoolClient {
  #broken: Error | undefined;

  constructor(private readonly client: PoolClient) {}

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
      // pg names the commands that Kysely tells apart, and types rows as whatever they are
      return { command, rowCount: rowCount ?? 0, rows: rows as Row[] } as PostgresQueryResult<Row>;
    } catch (error) {
      if (!isSqlError(error)) this.#broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}

/** Whether the database itself refused a statement, and so lives; by the SQLSTATE that it says why with. */
export function isSqlError(error: unknown): boolean {
  return error instanceof Error && "code" in error && "severity" in error;
}
