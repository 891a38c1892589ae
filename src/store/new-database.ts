import { createWriteStream, existsSync } from "node:fs";
import { access, chmod, constants, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants as zlib, createBrotliCompress } from "node:zlib";
import { Worker } from "node:worker_threads";
import { startEmbeddedThread } from "./embedded-thread";

/** An empty database that `npm run build` has made beside the program; there is none beside its source. */
const PREPARED = [__dirname, dirname(__dirname)].map((place) => join(place, "empty-database.tar.br"));

/**
 * Makes an empty database: beside its place first, so that what a crash leaves half made is never taken for one.
 * @param place where it is to be; nothing may be there.
 * @param unfinishedPrefix how the path begins under which it is made; on the same file system.
 * @param warn called where the database that the build has prepared cannot be used.
 * @param prepared where the build may have put its archive of one.
 * @throws Error where the disk fails or is full; what was made is removed then.
 */
export async function makeDatabase(
  place: string,
  unfinishedPrefix: string,
  warn: (message: string) => void,
  prepared: readonly string[] = PREPARED,
): Promise<void> {
  const made = await mkdtemp(unfinishedPrefix);
  try {
    const source = await readablePrepared(prepared, warn);
    if (source === undefined) await initialise(made);
    else await unpackDatabase(source, made);
    await bringToDisk(made);
    await rename(made, place);
    await sync(dirname(place), true);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes the archive of an empty database that `npm run build` puts beside the program.
 * @param archive is written. The user who runs the program is usually another one than the user who built it: all users
 *   may read it.
 */
export async function prepareDatabase(archive: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "directconnect-graphql-build-"));
  try {
    await initialise(folder);
    const { create } = await import("tar");
    const names = await readdir(folder);
    const entries = create({ cwd: folder, portable: true }, names.sort());
    await pipeline(entries, createBrotliCompress(COMPRESSION), createWriteStream(archive));
    await chmod(archive, 0o644);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The databases in a cluster are copies of each other: the window is as long as the archive's repetitions are apart. */
const COMPRESSION = {
  params: { [zlib.BROTLI_PARAM_QUALITY]: 9, [zlib.BROTLI_PARAM_LGWIN]: zlib.BROTLI_MAX_WINDOW_BITS },
};

/** Run by a thread of its own, which writes nothing any more once it has failed, and holds up no request. */
const UNPACK = `
  const { workerData } = require("node:worker_threads");
  require(workerData.library).extract({ ...workerData.options, sync: true });
`;

/**
 * Unpacks an archive that `prepareDatabase` has made.
 * @param folder is there, and empty.
 * @throws Error where the archive is damaged, or the disk fails or is full.
 */
export function unpackDatabase(archive: string, folder: string): Promise<void> {
  const options = { file: archive, cwd: folder, brotli: true, strict: true, preserveOwner: false };
  const worker = new Worker(UNPACK, { eval: true, workerData: { library: require.resolve("tar"), options } });
  return new Promise((resolve, reject) => {
    worker.once("error", reject).once("exit", () => resolve());
  });
}

/** Costs several seconds and most of a gigabyte of memory, which the end of its thread gives back. */
async function initialise(folder: string): Promise<void> {
  const worker = startEmbeddedThread(folder);
  await new Promise<void>((resolve, reject) => {
    worker
      .once("error", reject)
      .once("exit", () => reject(new Error("The embedded database has ended.")))
      .once("message", (answer: { error?: { message: string } }) => {
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error.message));
      });
    worker.postMessage({ id: 1, sql: "checkpoint", parameters: [] });
  });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  worker.postMessage({});
  await ended;
}

/** Another user than the one who runs the program may have built it. */
async function readablePrepared(
  prepared: readonly string[],
  warn: (message: string) => void,
): Promise<string | undefined> {
  const archive = prepared.find((place) => existsSync(place));
  if (archive === undefined) return undefined;
  try {
    await access(archive, constants.R_OK);
    return archive;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(
      `${archive}, the empty database that the build made, cannot be read by this user (${reason}). ` +
        "A new one is made instead, which takes seconds and about 700 MB of memory. " +
        `chmod go+r ${archive} lets every user read it.`,
    );
    return undefined;
  }
}

/**
 * Lets only this user read and write a folder and all in it, and waits until the disk has it, so that the machine's end
 * cannot leave half of it behind.
 */
async function bringToDisk(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) await ownAndSync(join(entry.parentPath, entry.name), entry.isDirectory());
  await ownAndSync(folder, true);
}

async function ownAndSync(path: string, isFolder: boolean): Promise<void> {
  await chmod(path, isFolder ? 0o700 : 0o600);
  await sync(path, isFolder);
}

async function sync(path: string, isFolder: boolean): Promise<void> {
  if (isFolder && process.platform === "win32") return; // which opens no folders
  const file = await open(path, isFolder ? "r" : "r+");
  await file.sync().finally(() => file.close());
}
