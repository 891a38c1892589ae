import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";

/**
 * A change waits until the disk has what was noted of it: PGlite by itself would lose the last of it with the machine's
 * power. A bigint is a text, as with `pg`: none is ever cut. A server that panics, as where the disk is full, ends and
 * recovers when it is started anew; this one would hang instead, so its thread is ended. The journal needs few buffers:
 * with PostgreSQL's own 128 MB the thread takes twice as much memory.
 */
const THREAD = `
  const fs = require("node:fs");
  const { parentPort, workerData } = require("node:worker_threads");
  const { PGlite } = require(workerData.library);
  const { NodeFS } = require(workerData.files);

  const EIO = 29; // WASI's number
  class DurableFiles extends NodeFS {
    async init(database, options) {
      const { emscriptenOpts } = await super.init(database, options);
      emscriptenOpts.preRun.push((module) => {
        module.NODEFS.stream_ops.fsync = ({ nfd }) => {
          try {
            fs.fsyncSync(nfd);
            return 0;
          } catch {
            return EIO;
          }
        };
      });
      return { emscriptenOpts };
    }
  }

  const database = new PGlite({
    fs: new DurableFiles(workerData.folder),
    startParams: PGlite.defaultStartParams
      .filter((parameter) => parameter !== "-F")
      .concat("-c", "shared_buffers=4MB", "-c", "wal_sync_method=fsync"),
    parsers: { 20: (value) => value },
  });
  parentPort.on("message", async ({ id, sql, parameters }) => {
    try {
      if (sql === undefined) {
        await database.close();
        return process.exit(0);
      }
      await database.waitReady;
      const { rows, affectedRows = 0 } = await database.query(sql, parameters);
      parentPort.postMessage({ id, result: { rows, affectedRows } });
    } catch ({ message, code, severity }) {
      if (severity === "PANIC") process.exit(1);
      parentPort.postMessage({ id, error: { message, code } });
    }
  });
`;

/**
 * Starts the thread that runs the database in a folder, and makes one where there is none. It answers each
 * `{ id, sql, parameters }` with `{ id, result }` or `{ id, error }`, and a message without `sql` ends it.
 */
export function startEmbeddedThread(folder: string): Worker {
  // V8's optimizing compiler would take 90 MB while a database opens, and makes no statement of the journal faster.
  setFlagsFromString("--liftoff-only");
  const library = require.resolve("@electric-sql/pglite");
  const files = require.resolve("@electric-sql/pglite/nodefs");
  return new Worker(THREAD, { eval: true, workerData: { folder, library, files } });
}
