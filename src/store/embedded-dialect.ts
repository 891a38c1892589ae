import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { kysely } from "./drivers";
import type { EmbeddedPostgres } from "./embedded";

/** The embedded PostgreSQL as a dialect of Kysely: it has one connection, which all statements share in turn. */
export function embeddedDialect(database: EmbeddedPostgres): Dialect {
  const { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = kysely();
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new EmbeddedDriver(database),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class EmbeddedDriver implements Driver {
  readonly #connection: DatabaseConnection;
  #free: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(private readonly database: EmbeddedPostgres) {
    this.#connection = new EmbeddedConnection(database);
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free;
    let release: () => void = () => undefined;
    this.#free = new Promise((resolve) => (release = resolve));
    await before;
    this.#release = release;
    return this.#connection;
  }

  releaseConnection(): Promise<void> {
    this.#release();
    return Promise.resolve();
  }

  async beginTransaction(): Promise<void> {
    await this.database.query("begin", []);
  }

  async commitTransaction(): Promise<void> {
    await this.database.query("commit", []);
  }

  async rollbackTransaction(): Promise<void> {
    await this.database.query("rollback", []);
  }

  destroy(): Promise<void> {
    return this.database.close();
  }
}

class EmbeddedConnection implements DatabaseConnection {
  constructor(private readonly database: EmbeddedPostgres) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, affectedRows } = await this.database.query(sql, parameters);
    return { rows: rows as Row[], numAffectedRows: BigInt(affectedRows) }; // typed by the statement
  }

  // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- Kysely's interface has it; nothing here streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Nothing is streamed from the store.");
  }
}
