import { connect, createServer, type Socket } from "node:net";
import { freshDatabase } from "../store/fresh-database";

/** The type of PostgreSQL's message of a notification. */
const NOTIFICATION = "A".charCodeAt(0);

/** A PostgreSQL server that can be taken away and given back, or stop answering: a proxy breaks the wire. */
export async function databaseInBetween(database?: { url: string }) {
  const real = database ?? (await freshDatabase());
  const target = new URL(real.url);
  const sockets = new Set<Socket>();
  const isOpen = () => state === "up" || state === "deaf";
  let state: "up" | "down" | "silent" | "deaf" = "up";
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => undefined).on("close", () => sockets.delete(near));
    if (state === "down") return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    sockets.add(far);
    far.on("error", () => near.destroy()).on("close", () => sockets.delete(far));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.on("data", (bytes) => isOpen() && far.write(bytes));
    far.on("data", (bytes) => {
      if (isOpen() && !(state === "deaf" && bytes[0] === NOTIFICATION)) near.write(bytes);
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(real.url);
  if (typeof address === "object" && address !== null) url.port = String(address.port);
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    postgres: { url: url.href, connections: 5 },
    /** What it is from now on; connections that are there are cut unless it falls silent. "deaf" loses notifications alone. */
    be: (next: typeof state) => {
      state = next;
      if (next !== "silent" && next !== "deaf") cut();
    },
    stop: () => {
      cut();
      server.close();
    },
  };
}
