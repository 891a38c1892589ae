import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { DataFolderError } from "./data-folder-error";
import { fileLocks } from "./drivers";

/** What a lock file of ours says, and all of it. */
const NOTE = /^process \d+ on [^\n]* since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\n$/;
/** In bytes; host names have 255 at most. */
const LONGEST_NOTE = 400;
/** Neither follows a link nor waits for the other end of a pipe. A flag that Windows lacks is undefined, and counts as 0. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Takes an exclusive lock on a file for as long as this process lives.
 *
 * The lock is the kernel's (an open file description lock on Linux, `flock` on macOS, `LockFileEx` on Windows), and the
 * file's content only says who holds it. A process that dies, however it dies, loses the lock at that moment; one that
 * is paused keeps it; another one's process id is never trusted. Containers that share the file share the lock, as
 * they share the kernel; on a network file system the lock is what its server makes of it.
 *
 * A file of that name that is not ours is never written: not one with another content, and not what a link leads to.
 *
 * @param file made where it is not there. It stays behind: removing it would let two processes lock two files.
 * @returns what gives the lock back.
 * @throws DataFolderError where another process holds the lock, the file is not ours, or files cannot be locked there.
 */
export function lockFile(file: string, folder: string): () => void {
  const { tryLock } = loadLocks(folder);
  requireFile(lstatSync(file, { throwIfNoEntry: false }), folder, file);
  const descriptor = openSync(file, FLAGS, 0o600);
  try {
    requireFile(fstatSync(descriptor), folder, file); // it may have been replaced in between
    if (!tryLock(descriptor)) throw new DataFolderError(inUse(folder, noteIn(descriptor)));
    if (noteIn(descriptor) === undefined)
      throw new DataFolderError(notOurs(folder, file, "is a file that this gateway did not write"));
    ftruncateSync(descriptor);
    writeSync(descriptor, `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`, 0);
    fdatasyncSync(descriptor); // so that a power cut does not leave a part of it
  } catch (error) {
    closeSync(descriptor);
    if (error instanceof DataFolderError) throw error;
    throw unlockable(folder, error);
  }
  return () => closeSync(descriptor);
}

/** Far behind the end of a short file: on Windows no other process can read the bytes that are locked. */
const BEHIND_THE_END = 2 ** 30;

/**
 * Takes an exclusive lock on a database for as long as this process lives, whatever path leads to it and whatever becomes
 * of lock files: it is on a file that no database can do without and that is never replaced. Its content is not changed.
 * @param file of the database; links are followed.
 * @returns what gives the lock back.
 * @throws DataFolderError where another process holds the lock, or files cannot be locked there; Error where the file
 * cannot be opened.
 */
export function lockDatabase(file: string, database: string): () => void {
  const { tryLock } = loadLocks(database);
  const descriptor = openSync(file, constants.O_RDWR);
  try {
    if (!tryLock(descriptor, BEHIND_THE_END)) throw new DataFolderError(inUse(database));
  } catch (error) {
    closeSync(descriptor);
    throw error instanceof DataFolderError ? error : unlockable(database, error);
  }
  return () => closeSync(descriptor);
}

function loadLocks(folder: string) {
  try {
    return fileLocks();
  } catch (error) {
    throw new DataFolderError(
      `DATA_FOLDER: ${folder} cannot be locked, because fs-native-extensions has no build for ` +
        `${process.platform}-${process.arch} with this C library. Use a PostgreSQL server by DATABASE_URL.`,
      error,
    );
  }
}

/** @returns who took the lock last; empty where it was never taken, undefined where the content is not ours. */
function noteIn(descriptor: number): string | undefined {
  const buffer = Buffer.alloc(LONGEST_NOTE + 1);
  const note = buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  return note === "" || NOTE.test(note) ? note.trim() : undefined;
}

/** @param found undefined where there is nothing yet. */
function requireFile(found: Stats | undefined, folder: string, file: string): void {
  if (found === undefined || found.isFile()) return;
  const what = found.isSymbolicLink()
    ? "is a symbolic link"
    : found.isDirectory()
      ? "is a folder"
      : "is a device, a pipe or a socket";
  throw new DataFolderError(notOurs(folder, file, what));
}

function notOurs(folder: string, file: string, what: string): string {
  return (
    `DATA_FOLDER: ${file} ${what}, and not the lock file of a gateway. Nothing was changed in ${folder}. ` +
    "Move it away if this gateway is to use the folder, or name another folder."
  );
}

function unlockable(folder: string, error: unknown): DataFolderError {
  return new DataFolderError(
    `DATA_FOLDER: files in ${folder} cannot be locked (${messageOf(error)}). ` +
      "Use a folder on a local disk, or a PostgreSQL server by DATABASE_URL.",
    error,
  );
}

function inUse(folder: string, holder = ""): string {
  return (
    `DATA_FOLDER: ${folder} is in use by another gateway${holder === "" ? "" : ` (${holder})`}. ` +
    "Stop that one, give this one a folder of its own, or let both share a PostgreSQL server by DATABASE_URL."
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
