import { existsSync } from "node:fs";
import { access, chmod, constants, cp, mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startEmbeddedThread } from "./embedded-thread";

/** An empty database that `npm run build` has made beside the program; there is none beside its source. */
const PREPARED = [__dirname, dirname(__dirname)].map((place) => join(place, "empty-database"));

/**
 * Makes an empty database: beside its place first, so that what a crash leaves half made is never taken for one.
 * @param place where it is to be; nothing may be there.
 * @param unfinishedPrefix how the path begins under which it is made; on the same file system.
 * @param warn called where the database that the build has prepared cannot be used.
 * @param prepared where the build may have put it.
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
    else await cp(source, made, { recursive: true });
    await bringToDisk(made);
    await rename(made, place);
    await sync(dirname(place), true);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes the empty database that `npm run build` puts beside the program. The user who runs the program copies it,
 * and is usually another one than the user who built it: all users may read it.
 * @param folder is made.
 */
export async function prepareDatabase(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }); // one of another version
  await mkdir(folder);
  await initialise(folder);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  await chmod(folder, 0o755);
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
  const folder = prepared.find((place) => existsSync(place));
  if (folder === undefined) return undefined;
  try {
    await access(folder, constants.R_OK | constants.X_OK);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const mode = entry.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
      await access(join(entry.parentPath, entry.name), mode);
    }
    return folder;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(
      `${folder}, the empty database that the build made, cannot be read by this user (${reason}). ` +
        "A new one is made instead, which takes seconds and about 700 MB of memory. " +
        `chmod -R u=rwX,go=rX ${folder} lets every user copy it.`,
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
