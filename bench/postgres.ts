import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PROGRAM = join(__dirname, "../../chaos/postgres.mjs");

/** A PostgreSQL server that waits for the disk at each commit; it ends with this process at the latest. */
export async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = fork(PROGRAM, ["--durable"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ url }] = (await once(server, "message")) as [{ url: string }];
  const stop = async () => {
    const ended = once(server, "exit");
    server.send("stop");
    await ended;
  };
  return { url, stop };
}
