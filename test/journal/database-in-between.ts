import { connect, createServer, type Socket } from "node:net";
import { borrowSharedDatabase } from "../runner/databases";

/** The type of PostgreSQL's message of a notification. */
const NOTIFICATION = "A".charCodeAt(0);
/** How the statement begins that sends a message to other gateways. */
const MESSAGE = "select pg_notify(";

/** A PostgreSQL server that can be taken away and given back, or stop answering: a proxy breaks the wire. */
export async function databaseInBetween(database?: { url: string }) {
  const real = database ?? (await borrowSharedDatabase());
  const target = new URL(real.url);
  const sockets = new Set<Socket>();
  const silenced = new WeakSet<Socket>();
  const isOpen = () => state === "up" || state === "deaf" || state === "mute";
  let state: "up" | "down" | "silent" | "deaf" | "mute" = "up";
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => undefined).on("close", () => sockets.delete(near));
    if (state === "down") return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    sockets.add(far);
    far.on("error", () => near.destroy()).on("close", () => sockets.delete(far));
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.on("data", (bytes) => {
      if (isOpen() && !silenced.has(near) && !(state === "mute" && bytes.includes(MESSAGE))) far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (isOpen() && !silenced.has(near)) near.write(state === "deaf" ? withoutNotifications(bytes) : bytes);
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
    /**
     * What it is from now on; connections that are there are cut unless it falls silent. "deaf" loses what arrives as
     * notifications alone, "mute" the messages that are sent to other gateways.
     */
    be: (next: typeof state) => {
      state = next;
      if (next === "up" || next === "down") cut();
    },
    /** The connections that are there fall silent; new ones are as usual. */
    silence: () => sockets.forEach((socket) => silenced.add(socket)),
    stop: () => {
      cut();
      server.close();
    },
  };
}

/** PostgreSQL's messages without notifications, which may share a packet with others: each has a type and a length. */
function withoutNotifications(bytes: Buffer): Buffer {
  const others: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 <= bytes.length ? at + 1 + bytes.readUInt32BE(at + 1) : bytes.length;
    if (bytes[at] !== NOTIFICATION) others.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(others);
}
