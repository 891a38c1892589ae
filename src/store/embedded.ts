import type { Worker } from "node:worker_threads";
import { startEmbeddedThread } from "./embedded-thread";

/** The rows of a statement, and how many it inserted, updated or deleted. */
interface Result {
  rows: unknown[];
  affectedRows: number;
}

type Answer = { id: number } & ({ result: Result } | { error: { message: string; code?: string } });

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
  /** Resolves when it has ended, on request or not; it answers nothing then. */
  readonly ended: Promise<void>;
  #broken: Error | undefined;
  #last = 0;

  private constructor(folder: string) {
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
   * Opens the database in a folder. The caller makes sure that no other process does.
   * @throws Error where it cannot be opened; its thread has ended then.
   */
  static async open(folder: string): Promise<EmbeddedPostgres> {
    const opened = new EmbeddedPostgres(folder);
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
