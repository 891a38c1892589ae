import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** One of these in a folder makes it a database, or a part of one. */
const DISTINCTIVE = new Set(["PG_VERSION", "base", "global", "pg_wal", "pg_xact"]);

/** Without one of these a database cannot be opened, or fails later. Copies often lack the folders that are empty. */
const ESSENTIAL = [
  "PG_VERSION",
  "base/5/pg_filenode.map",
  "global/pg_control",
  "global/pg_filenode.map",
  "pg_commit_ts",
  "pg_hba.conf",
  "pg_logical/mappings",
  "pg_logical/snapshots",
  "pg_multixact/members",
  "pg_notify",
  "pg_replslot",
  "pg_subtrans",
  "pg_twophase",
  "postgresql.conf",
];

/** In each of these folders a database needs a file with a name of this form. */
const FILLED: Readonly<Record<string, RegExp>> = {
  "base/5": /^\d+$/,
  global: /^\d+$/,
  "pg_multixact/offsets": /^[0-9A-F]{4,}$/,
  pg_wal: /^[0-9A-F]{24}$/,
  pg_xact: /^[0-9A-F]{4,}$/,
};

/** @param entry the name of a file or folder, without its path. */
export function isOfDatabase(entry: string): boolean {
  return DISTINCTIVE.has(entry);
}

/**
 * Whether there is a file or folder at a path, links followed.
 * @throws Error where this user may not know.
 */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * What a database in a folder needs and does not have, such as `pg_notify` and `the content of pg_wal`. Reads no content.
 * @throws Error where this user may not know.
 */
export function missingFiles(folder: string): string[] {
  const missing = ESSENTIAL.filter((entry) => !isThere(join(folder, entry)));
  for (const [below, name] of Object.entries(FILLED)) {
    const path = join(folder, below);
    if (!isThere(path)) missing.push(below);
    else if (!readdirSync(path).some((entry) => name.test(entry))) missing.push(`the content of ${below}`);
  }
  return missing;
}
