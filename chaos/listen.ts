import { once } from "node:events";
import type { Server } from "node:net";

/** Listens on any free port of this machine's own address. */
export async function listenAnywhere(server: Server): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}
