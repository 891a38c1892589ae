import { createRequire } from "node:module";

/**
 * The libraries of the store, loaded when they are first needed: a gateway that only answers queries starts without
 * them. Not by `import()`, which would give the ECMAScript form of each, whose types differ from those imported.
 */
const load = createRequire(__filename);

export const kysely = () => load("kysely") as typeof import("kysely");
export const pg = () => load("pg") as typeof import("pg");
export const fileLocks = () => load("fs-native-extensions") as FileLocks;

/** What is used of fs-native-extensions, which has no types of its own. */
interface FileLocks {
  /**
   * @param offset the first byte that is locked, and all that follow; 0 by default. macOS always locks the whole file.
   * @returns false where another open file holds the lock; closing the file, or its process's end, gives it back.
   */
  tryLock(descriptor: number, offset?: number): boolean;
}
