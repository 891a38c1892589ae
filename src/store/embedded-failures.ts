import { DataFolderError } from "./data-folder-error";

/**
 * SQLSTATEs with which PostgreSQL reports that its files are damaged or missing, or that the disk fails: class 58, and
 * class XX, where damage that PostgreSQL does not recognize as such ends as well.
 */
const DAMAGE = /^(58|XX)/;

/** Whether the database reported with an error that its files cannot be used. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && DAMAGE.test(String(error.code));
}

const WHAT_TO_DO =
  "Stop the gateway, keep a copy of the folder, and restore a backup as docs/operations/backup.md says. Nothing was deleted.";

/** @param database its folder. */
export function cannotOpen(database: string, error: unknown): DataFolderError {
  return new DataFolderError(
    `DATA_FOLDER: the database in ${database} cannot be opened (${messageOf(error)}). It is damaged, of another ` +
      `version, its disk is full, or its files cannot be read and written by this user. ${WHAT_TO_DO}`,
    error,
  );
}

/** An error of a database that was opened before. */
export function damaged(database: string, error: unknown): DataFolderError {
  return new DataFolderError(
    `DATA_FOLDER: the database in ${database} is damaged, or its disk fails (${messageOf(error)}). ${WHAT_TO_DO}`,
    error,
  );
}

export function cannotMake(database: string, error: unknown): DataFolderError {
  return new DataFolderError(
    `DATA_FOLDER: no database could be made in ${database} (${messageOf(error)}). See whether the disk is full.`,
    error,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
