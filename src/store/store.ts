import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { GatewayError } from "../errors";
import { type Database, indexes, migrations, type Tables } from "./database";
import { kysely } from "./drivers";
import { embeddedExists, EmbeddedPostgres } from "./embedded";
import { embeddedDialect } from "./embedded-dialect";
import { buildIndexes, indexStatement, missingIndexes } from "./indexes";
import { forKysely, type PostgresOptions, postgresPool } from "./postgres";

export interface StoreOptions {
  /** A PostgreSQL server that all replicas share; the embedded one where left out. */
  readonly postgres?: Omit<PostgresOptions, "timeoutMilliseconds">;
  /** Where the embedded one keeps its files; a temporary folder where left out. */
  readonly folder?: string;
  /** How long one use of the store may take. */
  readonly timeoutMilliseconds: number;
}

/** How long a mutation waits for the embedded one to be made, in milliseconds. */
const FIRST_OPENING = 12_000;
/** How long one statement of a migration may take, waiting for another replica's migrations included. */
const MIGRATION_MILLISECONDS = 60_000;
/** How long one index of a large table may take, in milliseconds; nobody waits for it. */
const INDEX_MILLISECONDS = 3_600_000;

/**
 * What the gateway remembers beyond one process: one SQL database for all replicas. It is opened, and its migrations
 * run, when it is first needed; until then no driver is loaded. Where that fails, or the embedded one ends, the next need
 * tries again.
 */
export class Store {
  #opening: Promise<Database> | undefined;
  #isOpen = false;
  #failures = 0;
  #embeddedOne: EmbeddedPostgres | undefined;
  #closed = false;

  constructor(
    private readonly options: StoreOptions,
    private readonly logger: Logger,
  ) {}

  /** Whether other processes use it too. */
  get shared(): boolean {
    return this.options.postgres !== undefined;
  }

  /** How often it could not be used. */
  get failures(): number {
    return this.#failures;
  }

  /** How many statements it executes at once. */
  get connections(): number {
    return this.options.postgres?.connections ?? 1;
  }

  /** Whether what it holds outlives this process. */
  get lasts(): boolean {
    return this.shared || this.options.folder !== undefined;
  }

  /** Whether it is open now: the next use waits for nothing but its statements. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether there may be something in it already, told without opening it. */
  exists(): boolean {
    const { folder } = this.options;
    return this.shared || (folder !== undefined && embeddedExists(folder));
  }

  /**
   * Uses the database, within the stated time. What takes longer may still be executed: nobody hears of it then.
   * @param timeoutMilliseconds less where it is not worth waiting for as long as else.
   * @throws GatewayError STORE_UNAVAILABLE where it is down, full, or does not answer in time.
   */
  async use<Result>(
    task: (database: Database) => Promise<Result>,
    timeoutMilliseconds = this.options.timeoutMilliseconds,
  ): Promise<Result> {
    try {
      // The first opening of the embedded one makes it.
      const patience = this.shared ? timeoutMilliseconds : Math.max(timeoutMilliseconds, FIRST_OPENING);
      return await within(timeoutMilliseconds, task(await within(patience, this.#open())));
    } catch (error) {
      this.#failures += 1;
      this.logger.error({ err: error }, "the store cannot be used");
      throw new GatewayError("STORE_UNAVAILABLE", UNAVAILABLE, { retryable: true }, error);
    }
  }

  /** Executes a statement of a library's own, in which `$1` stands for the first of the values. */
  execute(
    text: string,
    values: readonly unknown[],
    timeoutMilliseconds: number,
  ): Promise<{ readonly rows: readonly unknown[] }> {
    return this.use(
      ({ query }) => query.executeQuery(kysely().CompiledQuery.raw(text, [...values])),
      timeoutMilliseconds,
    );
  }

  /** Opens it ahead of the first need. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Waits until what is being opened is open, and closes it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#isOpen = false;
    const database = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    await database?.query.destroy();
  }

  #open(): Promise<Database> {
    if (this.#closed) return Promise.reject(new Error("The store is closed."));
    this.#opening ??= this.#connect().then(
      (database) => {
        this.#isOpen = !this.#closed;
        return database;
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  async #connect(): Promise<Database> {
    const { postgres } = this.options;
    const query = postgres === undefined ? await this.#embedded() : await this.#postgres(postgres);
    return { query, sql: kysely().sql };
  }

  async #postgres(options: Omit<PostgresOptions, "timeoutMilliseconds">): Promise<Kysely<Tables>> {
    const { Kysely, PostgresDialect } = kysely();
    const onError = (error: Error) => this.logger.warn({ err: error }, "a connection to the store broke");
    const make = (connections: number, timeoutMilliseconds: number) => {
      const pool = postgresPool({ ...options, connections, timeoutMilliseconds }, onError);
      return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: forKysely(pool) }) });
    };
    const patient = make(1, MIGRATION_MILLISECONDS);
    const missing = await migrate(patient)
      .then(() => missingIndexes(patient, indexes))
      .finally(() => patient.destroy());
    if (missing.length > 0) void this.#buildIndexes(make(1, INDEX_MILLISECONDS));
    return make(options.connections, this.options.timeoutMilliseconds);
  }

  /** In the background: without them statements are slow on a large table, but right. */
  async #buildIndexes(query: Kysely<Tables>): Promise<void> {
    this.logger.info("indexes of the store are built in the background");
    try {
      await buildIndexes(query, indexes);
    } catch (error) {
      this.logger.warn({ err: error }, "an index of the store was not built; the next start tries again");
    } finally {
      await query.destroy();
    }
  }

  async #embedded(): Promise<Kysely<Tables>> {
    const { Kysely } = kysely();
    const embedded = await EmbeddedPostgres.open(this.options.folder);
    this.#embeddedOne = embedded;
    void embedded.ended.then(() => {
      if (this.#embeddedOne !== embedded) return;
      this.#opening = undefined;
      this.#isOpen = false;
    });
    const query = new Kysely<Tables>({ dialect: embeddedDialect(embedded) });
    try {
      await migrate(query);
      const { sql } = kysely();
      // Nobody else writes to it meanwhile.
      for (const index of await missingIndexes(query, indexes))
        await sql.raw(indexStatement(index)).execute(query);
    } catch (error) {
      await query.destroy();
      throw error;
    }
    return query;
  }
}

const UNAVAILABLE = "The gateway's store cannot be used at the moment; nothing was sent to Direct Connect.";

async function within<Result>(milliseconds: number, result: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`The store did not answer within ${milliseconds} ms.`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs what has not run yet. Kysely holds a lock of the database's meanwhile, so that replicas take turns. */
async function migrate(query: Kysely<Tables>): Promise<void> {
  const { Migrator, sql } = kysely();
  // Named, as Kysely looks for its own tables in all schemas otherwise, and takes another's for them.
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(query);
  const migrator = new Migrator({
    db: query,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    ...(rows[0] && { migrationTableSchema: rows[0].schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error));
}
