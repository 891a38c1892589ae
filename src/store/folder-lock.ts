import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { DataFolderError } from "./data-folder-error";
import { fileLocks } from "./drivers";

/** The longest note of a holder that is repeated. */
const LONGEST_NOTE = 200;

/**
 * Takes an exclusive lock on a file for as long as this process lives.
 *
 * The lock is the kernel's (an open file description lock on Linux, `flock` on macOS, `LockFileEx` on Windows), and the
 * file's content only says who holds it. A process that dies, however it dies, loses the lock at that moment; one that
 * is paused keeps it; another one's process id is never believed. Containers that share the file share the lock, as
 * they share the kernel; on a network file system the lock is what its server makes of it.
 *
 * @param file made where it is not there. It stays behind: removing it would let two processes lock two files.
 * @returns what gives the lock back.
 * @throws DataFolderError where another process holds the lock, or files cannot be locked there.
 */
export function lockFile(file: string, folder: string): () => void {
  const { tryLock } = loadLocks(folder);
  const descriptor = openSync(file, "a+", 0o600);
  try {
    if (!tryLock(descriptor)) throw new DataFolderError(inUse(folder, file));
    ftruncateSync(descriptor);
    writeSync(descriptor, `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`);
  } catch (error) {
    closeSync(descriptor);
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(
      `DATA_FOLDER: files in ${folder} cannot be locked (${messageOf(error)}). ` +
        "Use a folder on a local disk, or a PostgreSQL server by DATABASE_URL.",
      error,
    );
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

function inUse(folder: string, file: string): string {
  const holder = readFileSync(file, "utf8").slice(0, LONGEST_NOTE).trim();
  return (
    `DATA_FOLDER: ${folder} is in use by another gateway${holder === "" ? "" : ` (${holder})`}. ` +
    "Stop that one, give this one a folder of its own, or let both share a PostgreSQL server by DATABASE_URL."
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
