import { statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { GatewayError } from "../errors";
import type { Sender } from "../scheduling/fair-queue";
import { type Database, indexes, type Tables } from "./database";
import { kysely } from "./drivers";
import { canBeMade, DataFolder, holdsDatabase } from "./data-folder";
import { DataFolderError } from "./data-folder-error";
import { cannotMake, cannotOpen, damaged, isDamage } from "./embedded-failures";
import { dangersOf } from "./durability";
import { EmbeddedPostgres } from "./embedded";
import { embeddedDialect } from "./embedded-dialect";
import { buildIndexes, missingIndexes } from "./indexes";
import { migrate } from "./migrate";
import { makeDatabase } from "./new-database";
import { type NotificationHandlers, Notifications } from "./notifications";
import { type PostgresOptions, postgresPool } from "./postgres";
import { StorePermits } from "./store-permits";
import { missingRights } from "./rights";
import { indexStatement } from "./table-index";

export interface StoreOptions {
  /** A PostgreSQL server that all replicas share; the embedded one where left out. */
  readonly postgres?: Omit<PostgresOptions, "timeoutMilliseconds">;
  /** Where the embedded one keeps its files; a temporary folder where left out. */
  readonly folder?: string;
  /** Where an empty database for the embedded one may be, to be copied; where the build puts one if left out. */
  readonly prepared?: readonly string[];
  /** How long one use of the store may take, once it is open. */
  readonly timeoutMilliseconds: number;
  /** How long a use waits at most until the store is open; as long as for the use itself where left out. */
  readonly openingMilliseconds?: number;
  /** The clock by which a dead connection is noticed: milliseconds that never go back. The process's own where left out. */
  readonly now?: () => number;
  /** How much may still be written on the file system that holds a folder, in bytes; as the system says where left out. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** How long a folder that could not be used is not tried again, in milliseconds: each time costs seconds of CPU. */
const PAUSE_AFTER_REFUSAL = 5_000;
/** How long who only wants to know how the store is waits, in milliseconds. */
const MOMENT = 1_000;
/** How long a read may wait for its turn, in milliseconds: as long as the reads of AWS of one request, by default. */
export const TURN_MILLISECONDS = 15_000;
/** How long one statement of a migration may take, waiting for another replica's migrations included. */
const MIGRATION_MILLISECONDS = 60_000;
/** How long one index of a large table may take, in milliseconds; it is made in the background. */
const INDEX_MILLISECONDS = 3_600_000;

/** A connection that dies without a word is noticed within these five seconds. */
const NOTIFICATION_TIMES = { beatMilliseconds: 1_000, provenMilliseconds: 5_000 };

/**
 * What the gateway remembers beyond one process: one SQL database for all replicas. It is opened, and its migrations
 * run, when it is first needed; until then no driver is loaded. Where that fails, or the embedded one ends, the next need
 * tries again.
 */
export class Store {
  #opening: Promise<Database> | undefined;
  #isOpen = false;
  #failures = 0;
  #refusal: { readonly error: DataFolderError; readonly until: number } | undefined;
  #folder: DataFolder | undefined;
  #embeddedOne: EmbeddedPostgres | undefined;
  #closed = false;
  readonly #reads: StorePermits;
  #retire: () => void = () => undefined;

  constructor(
    private readonly options: StoreOptions,
    private readonly logger: Logger,
  ) {
    this.#reads = new StorePermits(this.connections);
  }

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

  /** Whether it is open now: the next use waits for its statements alone. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether there may be something in it already. Does not open it. */
  exists(): boolean {
    const { folder } = this.options;
    return this.shared || (folder !== undefined && holdsDatabase(folder));
  }

  /** Whether DATA_FOLDER is there, whatever it holds. */
  get folderExists(): boolean {
    const { folder } = this.options;
    return !this.shared && folder !== undefined && existsSync(folder);
  }

  /**
   * Uses the database, within the stated time. What takes longer may still be executed, but its result is lost.
   * @param timeoutMilliseconds less where it is not worth waiting for as long as else, until it is open neither.
   * @throws GatewayError STORE_UNAVAILABLE where it is down, full, or does not answer in time.
   */
  async use<Result>(
    task: (database: Database) => Promise<Result>,
    timeoutMilliseconds?: number,
  ): Promise<Result> {
    const { timeoutMilliseconds: usual, openingMilliseconds = usual } = this.options;
    try {
      const database = await within(
        timeoutMilliseconds ?? Math.max(usual, openingMilliseconds),
        this.#open(),
      );
      return await within(timeoutMilliseconds ?? usual, task(database));
    } catch (error) {
      this.#failures += 1;
      this.logger.error({ err: this.#withFolder(error) }, "the store cannot be used");
      throw new GatewayError("STORE_UNAVAILABLE", UNAVAILABLE, { retryable: true }, error);
    }
  }

  /**
   * Reads what no change waits for: callers take turns, on some of the connections. The time of a use begins with the turn,
   * which lasts until the statement has ended, whether or not a caller still waits for it.
   * @throws GatewayError STORE_UNAVAILABLE, as `use` does, and where there was no turn in time.
   */
  async read<Result>(sender: Sender, task: (database: Database) => Promise<Result>): Promise<Result> {
    const end = await this.#reads.take(sender, TURN_MILLISECONDS).catch((error: unknown) => {
      this.logger.warn({ err: error }, "the store is read by too many at once");
      throw new GatewayError("STORE_UNAVAILABLE", UNAVAILABLE, { retryable: true }, error);
    });
    let statement: Promise<unknown> = Promise.resolve();
    try {
      return await this.use((database) => {
        const result = task(database);
        statement = result.catch(() => undefined);
        return result;
      });
    } finally {
      void statement.then(end);
    }
  }

  /**
   * Whether something can be written now. It opens nothing that would only be made for this, and waits a moment at most.
   * @returns why not, in words that name no host, file or statement; undefined where it can.
   */
  async obstacle(): Promise<string | undefined> {
    const { folder } = this.options;
    // What is made by the first change will be made by it, if it can be.
    if (!this.#isOpen && !this.shared && !this.folderExists && this.#opening === undefined)
      return folder === undefined || canBeMade(folder)
        ? undefined
        : "DATA_FOLDER cannot be made: this user may not write where it is to be";
    const probe = async () => {
      const database = await this.#open();
      const missing = await missingRights(database);
      if (missing !== "") return `the store's user lacks ${missing}`;
      await database.sql.raw(PROBE).execute(database.query);
      return this.#lackOfSpace();
    };
    return within(MOMENT, probe()).catch((error: unknown) => {
      if (this.#withFolder(error) instanceof DataFolderError)
        return "DATA_FOLDER cannot be used; the log says why";
      if (error instanceof TooLate)
        return this.#isOpen ? "the store does not answer" : "the store is not open yet";
      const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
      return `the store cannot be written to${code}`;
    });
  }

  /** An error that shows that the embedded database is damaged, as one that names its folder and what to do. */
  #withFolder(error: unknown): unknown {
    return this.#folder !== undefined && isDamage(error) ? damaged(this.#folder.database, error) : error;
  }

  /** The commit of the probe fits into the file of the log that is there; those of changes may need the next one. */
  async #lackOfSpace(): Promise<string | undefined> {
    if (this.#folder === undefined) return undefined;
    const free = await (this.options.freeBytes ?? freeBytes)(this.#folder.path);
    return free < LEAST_FREE_BYTES
      ? `the file system of the embedded store has ${Math.floor(free / MEGABYTE)} MB free; changes need ${LEAST_FREE_BYTES / MEGABYTE} MB`
      : undefined;
  }

  /** Executes a statement of a library's own, in which `$1` is the first of the values. */
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

  /**
   * Takes the folder of the embedded store for this process, so that a wrong one is refused before the first request is served.
   * @throws DataFolderError where it is in use, or holds anything but a database of ours.
   */
  claim(): void {
    const { folder } = this.options;
    if (this.shared || folder === undefined || this.#folder !== undefined) return;
    this.#folder = DataFolder.claim(folder);
    for (const leftover of this.#folder.leftovers)
      this.logger.warn(
        `${leftover} was left behind by a process that ended while it made a database; it may be removed.`,
      );
  }

  /** What takes texts to the other processes that use it; undefined where there are none. */
  notifications(handlers: NotificationHandlers): Notifications | undefined {
    const { postgres, timeoutMilliseconds } = this.options;
    if (postgres === undefined) return undefined;
    const times = { ...NOTIFICATION_TIMES, timeoutMilliseconds };
    // Where that connection has died, the others to the same server may have, too.
    const onLost = () => this.#retire();
    return new Notifications(postgres, times, { ...handlers, onLost }, this.logger, this.options.now);
  }

  /** Opens it ahead of the first need. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Begins to open it, so that the first mutation need not wait for that. Where it fails, the log says why. */
  openInBackground(): void {
    this.#open().catch((error: unknown) => {
      if (!this.#closed)
        this.logger.error({ err: error }, "the store cannot be opened; it is tried again when it is needed");
    });
  }

  /** Waits until what is being opened is open, and closes it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#isOpen = false;
    const database = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    await database?.query.destroy();
    await this.#folder?.release();
    this.#folder = undefined;
  }

  #open(): Promise<Database> {
    if (this.#closed) return Promise.reject(new Error("The store is closed."));
    if (this.#refusal !== undefined && performance.now() < this.#refusal.until)
      return Promise.reject(this.#refusal.error);
    this.#opening ??= this.#connect().then(
      (database) => {
        this.#isOpen = !this.#closed;
        return database;
      },
      (error: unknown) => {
        this.#opening = undefined;
        if (error instanceof DataFolderError)
          this.#refusal = { error, until: performance.now() + PAUSE_AFTER_REFUSAL };
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
      const connectMilliseconds = this.options.timeoutMilliseconds;
      const pool = postgresPool(
        { ...options, connections, timeoutMilliseconds, connectMilliseconds },
        onError,
      );
      this.#retire = pool.retire;
      return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    };
    const migrating = make(1, MIGRATION_MILLISECONDS);
    const missing = await migrate(migrating, options.schema)
      .then(async () => {
        for (const danger of await dangersOf(migrating)) this.logger.warn(danger);
        return missingIndexes(migrating, indexes);
      })
      .finally(() => migrating.destroy());
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
    this.claim();
    const folder = (this.#folder ??= await DataFolder.temporary());
    const embedded = await this.#openEmbedded(folder);
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
      // No other process writes to it meanwhile.
      for (const index of await missingIndexes(query, indexes))
        await sql.raw(indexStatement(index)).execute(query);
    } catch (error) {
      await query.destroy();
      throw cannotOpen(folder.database, error);
    }
    return query;
  }

  async #openEmbedded(folder: DataFolder): Promise<EmbeddedPostgres> {
    const { path, database, unfinishedPrefix } = folder;
    if (!holdsDatabase(path))
      await makeDatabase(
        database,
        unfinishedPrefix,
        (message) => this.logger.warn(message),
        this.options.prepared,
      ).catch((error: unknown) => {
        throw cannotMake(database, error);
      });
    folder.lockDatabase();
    return EmbeddedPostgres.open(database).catch((error: unknown) => {
      throw cannotOpen(database, error);
    });
  }
}

const MEGABYTE = 1024 * 1024;

/** Two files of PostgreSQL's write-ahead log, which are 16 MB each. */
const LEAST_FREE_BYTES = 32 * MEGABYTE;

/** What this user may still write on the file system that holds a folder, in bytes. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const UNAVAILABLE = "The gateway's store cannot be used at the moment.";

/**
 * Changes nothing, and yet needs what a change needs beside its rights: a server that is not read-only, and a log that
 * takes a commit, which a full disk or a synchronous standby that is gone keeps it from.
 */
const PROBE = `with written as (update journal set looks = looks where false returning id)
  select pg_logical_emit_message(true, 'directconnect-graphql', 'readiness'), (select count(*) from written)`;

class TooLate extends Error {
  constructor(milliseconds: number) {
    super(`The store did not answer within ${milliseconds} ms.`);
  }
}

async function within<Result>(milliseconds: number, result: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // A timer goes before what has come from sockets. Where this process was busy for that long, an answer may be there.
    timer = setTimeout(() => setImmediate(() => reject(new TooLate(milliseconds))), milliseconds);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
