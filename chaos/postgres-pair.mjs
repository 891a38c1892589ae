import { execFile, execFileSync } from "node:child_process";
import { chown, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { addressOf, cluster, emptyCluster, freePort } from "../test/store/start-postgres.mjs";

/**
 * Starts a server with a synchronous standby beside it: what the first confirms, the second has, whichever of the two
 * serves. Without a standby that follows, the first confirms nothing.
 * @param options `durable`: whether they wait for the disk at each commit.
 * @returns as `startPostgres`, and with the standby's address: `failOver`, which kills the first, upon which the second
 * takes over, and `rebuild`, which makes the killed one its standby, under its old address. `pause` and `resume` are those
 * of the one that serves.
 */
export async function startPostgresPair({ durable = false } = {}) {
  let serving = new Member(await freePort(), durable);
  let standby = new Member(await freePort(), durable);
  await serving.claimFolder();
  execFileSync("cp", ["-a", `${await emptyCluster()}/.`, serving.folder]);
  await serving.start();
  await standby.follow(serving);
  return {
    url: addressOf(serving.port),
    standbyUrl: addressOf(standby.port),
    pause: () => serving.server.stop(),
    resume: () => serving.server.start(),
    failOver: async () => {
      await serving.kill();
      await standby.takeOver();
      [serving, standby] = [standby, serving];
    },
    rebuild: () => standby.follow(serving),
    stop: async () => {
      for (const member of [standby, serving]) await member.remove();
    },
  };
}

/** One of the two servers, at a port of its own. */
class Member {
  folder = "";
  /** Undefined once it was killed: the library waits for ever for the end of what has ended. */
  server;
  /** Settles once the standby has taken over, or has ended before. */
  #promoted;

  constructor(port, durable) {
    this.port = port;
    this.durable = durable;
  }

  /** Orphans of a killed server may still write to its folder. */
  async claimFolder() {
    const before = this.folder;
    this.folder = await mkdtemp(join(tmpdir(), "directconnect-graphql-pair-"));
    if (before !== "") await rm(before, { recursive: true, force: true, maxRetries: 20 });
  }

  async start() {
    this.server = cluster(this.folder, this.port, this.durable, FLAGS);
    await this.server.start();
  }

  /** Copies a server that serves, and follows it from then on. Resolves once the other one confirms commits. */
  async follow(primary) {
    await this.claimFolder();
    const client = await connected(primary);
    await client.query("select pg_backup_start('standby', true)");
    // What vanishes meanwhile is restored from the log.
    await new Promise((resolve) => execFile("cp", ["-a", `${primary.folder}/.`, this.folder], resolve));
    const { rows } = await client.query("select labelfile from pg_backup_stop(false)");
    const { uid, gid } = await stat(primary.folder);
    await chown(this.folder, uid, gid);
    await rm(join(this.folder, "postmaster.pid"), { force: true });
    for (const [name, content] of [
      ["backup_label", rows[0].labelfile],
      ["standby.signal", ""],
    ]) {
      await writeFile(join(this.folder, name), content);
      await chown(join(this.folder, name), uid, gid); // PostgreSQL renames and removes them
    }
    const following = ["-c", `primary_conninfo=${connectionOf(primary.port)}`];
    this.server = cluster(this.folder, this.port, this.durable, [...FLAGS, ...following]);
    // It is "ready to accept connections", as the library waits for, only once it has taken over.
    this.#promoted = this.server.start();
    const ended = this.#promoted.then(
      () => undefined,
      () => Promise.reject(new Error("The standby has ended.")),
    );
    ended.catch(() => undefined); // once it follows, its end is noticed where it is used
    await Promise.race([followed(client), ended]);
    await client.end();
  }

  async takeOver() {
    const client = await connected(this);
    await client.query("select pg_promote()");
    await client.end();
    await this.#promoted;
  }

  async kill() {
    const [pid] = (await readFile(join(this.folder, "postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), "SIGKILL");
    this.server = undefined;
  }

  async remove() {
    await this.server?.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** The same for both: each of them serves and follows in turn. */
const FLAGS = [
  ...["-c", "wal_level=replica", "-c", "hot_standby=on", "-c", "wal_keep_size=512MB"],
  ...["-c", "synchronous_standby_names=*", "-c", "wal_retrieve_retry_interval=500ms"],
];

function connectionOf(port) {
  const { username, password, hostname } = new URL(addressOf(port));
  return `host=${hostname} port=${port} user=${username} password=${password}`;
}

async function connected({ port }) {
  const client = new pg.Client({ connectionString: addressOf(port) });
  await client.connect();
  return client;
}

/** Waits until a standby follows the server that the client is connected with. */
async function followed(client) {
  for (;;) {
    const { rows } = await client.query("select 1 from pg_stat_replication where sync_state = 'sync'");
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
