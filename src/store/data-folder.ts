import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DataFolderError } from "./data-folder-error";
import { isOfDatabase, isThere, missingFiles } from "./database-files";
import { lockDatabase, lockFile } from "./folder-lock";

/** Where a new database is made, in the folder. Earlier versions made it at the folder's top. */
const DATABASE = "database";
const LOCK = "lock";
/** The file that makes a folder a database; it is written once, when the database is made. */
const VERSION = "PG_VERSION";
/** How the name begins of what becomes a database; a crash can leave one behind. */
const UNFINISHED = "database-new-";
/** The first is in the top folder of a file system; whether the second one is ours, `lockFile` decides. */
const NOT_COUNTED = new Set(["lost+found", LOCK]);
/** Written by a PostgreSQL server when it starts; the embedded one has none. */
const OF_A_SERVER = "postmaster.opts";
const LONGEST_LIST = 5;

/** Whether a folder holds a database where this version expects it. Does not open or lock it. */
export function holdsDatabase(folder: string): boolean {
  return [folder, join(folder, DATABASE)].some((place) => existsSync(join(place, VERSION)));
}

/** Whether a folder that is not there could be made: this user may write in the nearest folder above that is there. */
export function canBeMade(folder: string): boolean {
  let nearest = resolve(folder);
  while (!isTaken(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return statSync(nearest).isDirectory();
  } catch {
    return false; // a link to nothing, too: no folder can be made in its place
  }
}

/** Whether something has a path as its name, a link to nothing too. */
function isTaken(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** The folder of an embedded database, which this process alone has until it gives it back. */
export class DataFolder {
  #releaseDatabase: (() => void) | undefined;

  private constructor(
    readonly path: string,
    /** Where the database is, or is to be made. */
    readonly database: string,
    /** What a process that died while it made a database has left behind; nothing in the folder is ever deleted. */
    readonly leftovers: readonly string[],
    private readonly releaseFolder: () => void | Promise<void>,
  ) {}

  /** An empty folder of this process's own, which is removed when it is given back. */
  static async temporary(): Promise<DataFolder> {
    const path = await mkdtemp(join(tmpdir(), "directconnect-graphql-"));
    return new DataFolder(path, join(path, DATABASE), [], () => rm(path, { recursive: true, force: true }));
  }

  /**
   * Takes a folder for this process, and makes an empty one where there is none.
   * @throws DataFolderError where another process has it, or it holds anything but a database of ours.
   */
  static claim(path: string): DataFolder {
    try {
      inspect(path); // before the lock leaves a file in a folder that is not ours
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const release = lockFile(join(path, LOCK), path);
      try {
        const { database, leftovers } = inspect(path);
        const folder = new DataFolder(path, database, leftovers, release);
        if (isThere(join(database, VERSION))) folder.lockDatabase();
        return folder;
      } catch (error) {
        release();
        throw error;
      }
    } catch (error) {
      throw error instanceof DataFolderError ? error : unusable(path, error);
    }
  }

  /**
   * Takes the database itself for this process, before it is opened: another path may lead to it, such as that of the
   * subfolder or a link, and the folder's lock file may have been deleted. Where it is taken already, nothing happens.
   * @throws DataFolderError where another process has it.
   */
  lockDatabase(): void {
    this.#releaseDatabase ??= lockDatabase(join(this.database, VERSION), this.database);
  }

  /** Gives back what this process has taken. */
  release(): void | Promise<void> {
    this.#releaseDatabase?.();
    this.#releaseDatabase = undefined;
    return this.releaseFolder();
  }

  /** A new name beside the database, for one that is being made. */
  get unfinishedPrefix(): string {
    return join(this.path, UNFINISHED);
  }
}

interface Inspected {
  readonly database: string;
  readonly leftovers: readonly string[];
}

function inspect(path: string): Inspected {
  const all = isThere(path) ? readdirSync(path).filter((entry) => !NOT_COUNTED.has(entry)) : [];
  const leftovers = all.filter((entry) => entry.startsWith(UNFINISHED)).map((entry) => join(path, entry));
  const entries = all.filter((entry) => !entry.startsWith(UNFINISHED)).sort();
  const database = join(path, DATABASE);
  if (entries.length === 0) return { database, leftovers };
  const atTop = entries.some(isOfDatabase);
  const below = entries.includes(DATABASE);
  if (!atTop && !below) throw new DataFolderError(foreign(path, entries));
  if (atTop && below) throw new DataFolderError(two(path, database));
  const place = atTop ? path : database;
  if (isThere(join(place, OF_A_SERVER))) throw new DataFolderError(aServers(place));
  const missing = missingFiles(place);
  if (missing.length > 0) throw new DataFolderError(incomplete(place, missing));
  return { database: place, leftovers };
}

/** @returns the first of some names, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length - LONGEST_LIST;
  return names.slice(0, LONGEST_LIST).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function foreign(path: string, entries: readonly string[]): string {
  const named = listed(entries.map((entry) => JSON.stringify(entry)));
  return (
    `DATA_FOLDER: ${path} holds ${named}, and no database of this gateway. ` +
    "Nothing was changed in it. Name an empty folder, one that does not exist yet, or one that the gateway made."
  );
}

function incomplete(place: string, missing: readonly string[]): string {
  return (
    `DATA_FOLDER: ${place} holds a part of a database: ${listed(missing)} ${missing.length === 1 ? "is" : "are"} ` +
    "missing. Nothing was changed in it. Restore the whole of it from a backup, or name another folder for a new database."
  );
}

function two(path: string, database: string): string {
  return (
    `DATA_FOLDER: there are two databases, one in ${path} itself and one in ${database}. Nothing was changed. ` +
    "Move the one away that is not to be used."
  );
}

function aServers(place: string): string {
  return (
    `DATA_FOLDER: ${place} is the data directory of a PostgreSQL server (it has ${OF_A_SERVER}). Nothing was changed in ` +
    "it. Use that server by DATABASE_URL, or name an empty folder."
  );
}

function unusable(path: string, error: unknown): DataFolderError {
  const { code, message, path: place = path } = error as NodeJS.ErrnoException;
  const why =
    code === "ENOTDIR" || code === "EEXIST"
      ? `${path} is, or lies below, a file`
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? `${place} cannot be read and written by this user`
        : `${path} cannot be used: ${message}`;
  return new DataFolderError(
    `DATA_FOLDER: ${why}. Name a folder that this user may write, or a PostgreSQL server by DATABASE_URL.`,
    error,
  );
}
