import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Worker } from "node:worker_threads";
import { startEmbeddedThread } from "./embedded-thread";

/** The rows of a statement, and how many it inserted, updated or deleted. */
interface Result {
  rows: unknown[];
  affectedRows: number;
}

type Answer = { id: number } & ({ result: Result } | { error: { message: string; code?: string } });

/** Whether a folder holds an embedded database. */
export function embeddedExists(folder: string): boolean {
  return existsSync(join(folder, "PG_VERSION"));
}

/**
 * The embedded PostgreSQL, in a thread of its own: its statements are computed, not waited for, and would hold up
 * every request.
 */
export class EmbeddedPostgres {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (result: Result) => void; reject: (error: Error) => void }
  >();
  /** Resolves when it has ended, asked to or not; it answers nothing then. */
  readonly ended: Promise<void>;
  #broken: Error | undefined;
  #last = 0;

  private constructor(
    folder: string,
    private readonly temporary: string | undefined,
  ) {
    this.#worker = startEmbeddedThread(folder);
    this.#worker.on("message", (answer: Answer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#break(error));
    this.ended = new Promise((resolve) => {
      this.#worker.once("exit", () => {
        this.#break(new Error("The embedded database has ended."));
        resolve();
      });
    });
  }

  /**
   * Opens the database in a folder, and makes one where there is none.
   * @param folder left out, a temporary one that is removed at the end.
   */
  static async open(folder: string | undefined): Promise<EmbeddedPostgres> {
    const temporary =
      folder === undefined ? await mkdtemp(join(tmpdir(), "directconnect-graphql-")) : undefined;
    const place = folder ?? join(temporary ?? "", "data");
    if (!embeddedExists(place)) await make(place);
    const opened = new EmbeddedPostgres(place, temporary);
    try {
      await opened.query("select 1", []);
    } catch (error) {
      await opened.#worker.terminate(); // two on one folder would be the end of it
      throw error;
    }
    return opened;
  }

  /** @throws Error with the SQLSTATE as its `code` where the database refuses the statement. */
  query(sql: string, parameters: readonly unknown[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) {
        reject(this.#broken);
        return;
      }
      const id = (this.#last += 1);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, sql, parameters });
    });
  }

  async close(): Promise<void> {
    this.#worker.postMessage({});
    await this.ended;
    if (this.temporary !== undefined) await rm(this.temporary, { recursive: true, force: true });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("result" in answer) waiting?.resolve(answer.result);
    else waiting?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}

/** An empty database that `npm run build` has made beside the program; there is none beside its source. */
const prepared = [__dirname, dirname(__dirname)]
  .map((place) => join(place, "empty-database"))
  .find(embeddedExists);

/** Makes an empty database, beside its place first: what a crash left half made is never taken for one. */
async function make(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-new-`);
  try {
    if (prepared === undefined) await initialise(made);
    else await cp(prepared, made, { recursive: true });
    await bringToDisk(made);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
    await syncEntry(dirname(folder), true);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Waits until the disk has a folder and all in it, so that the machine's end cannot leave half of it behind. */
async function bringToDisk(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) await syncEntry(join(entry.parentPath, entry.name), entry.isDirectory());
  await syncEntry(folder, true);
}

async function syncEntry(path: string, isFolder: boolean): Promise<void> {
  if (isFolder && process.platform === "win32") return; // which opens no folders
  const file = await open(path, isFolder ? "r" : "r+");
  await file.sync().finally(() => file.close());
}

/** Costs several seconds and most of a gigabyte of memory, which the end of its thread gives back. */
async function initialise(folder: string): Promise<void> {
  const worker = startEmbeddedThread(folder);
  await new Promise<void>((resolve, reject) => {
    worker.once("error", reject).once("message", (answer: Answer) => {
      if ("result" in answer) resolve();
      else reject(new Error(answer.error.message));
    });
    worker.postMessage({ id: 1, sql: "checkpoint", parameters: [] });
  });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  worker.postMessage({});
  await ended;
}
