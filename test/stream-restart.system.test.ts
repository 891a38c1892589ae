import { DirectConnectClient, UpdateConnectionCommand } from "@aws-sdk/client-direct-connect";
import { createClient } from "graphql-ws";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { freePort } from "../bench/free-port";
import { fixtureIds } from "../src/emulator/fixtures/names";
import type { Emulator } from "../src/emulator/wire/server";
import { followChanges } from "./events/follow-changes";
import { against, emulatorAlone, execute, start, stopAll, whenOver } from "./program";
import { freshDatabase } from "./store/fresh-database";

afterEach(stopAll);

const ACME = "222222222222";

/** Gives each connection to the next replica that accepts it, as a load balancer of TCP does. */
class TcpBalancer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next = 0;

  constructor(private readonly ports: readonly number[]) {
    this.#server = createServer((near) => {
      this.#sockets.add(near);
      near.on("error", () => undefined).on("close", () => this.#sockets.delete(near));
      this.#connect(near, this.ports.length);
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    whenOver(() => {
      this.#sockets.forEach((socket) => socket.destroy());
      return new Promise((resolve) => this.#server.close(resolve));
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #connect(near: Socket, tries: number): void {
    const port = this.ports[(this.#next += 1) % this.ports.length] ?? 0;
    const far = connect(port, "127.0.0.1");
    let isConnected = false;
    far.on("connect", () => {
      isConnected = true;
      near.pipe(far).pipe(near);
    });
    far.on("error", () => {
      if (!isConnected && tries > 1) this.#connect(near, tries - 1);
      else near.destroy();
    });
    far.on("close", () => isConnected && near.destroy());
    near.on("close", () => far.destroy());
  }
}

/** Renames a connection past the gateways, again and again, until it is stopped. */
function renameOften(emulator: Emulator): () => Promise<number> {
  const credentials = { accessKeyId: ACME, secretAccessKey: "x" };
  const client = new DirectConnectClient({ region: "us-east-1", endpoint: emulator.url, credentials });
  const ending = new AbortController();
  const renaming = (async () => {
    let count = 0;
    for (; !ending.signal.aborted; count += 1) {
      const connectionId = fixtureIds["acme-dc2"];
      await client.send(new UpdateConnectionCommand({ connectionId, connectionName: `name-${count}` }));
      await wait(300);
    }
    client.destroy();
    return count;
  })();
  return () => {
    ending.abort();
    return renaming;
  };
}

const CHANGES = `subscription ($after: String) { changes(after: $after) { cursor type resourceId } }`;

async function untilMore(list: readonly unknown[], more: number): Promise<void> {
  const before = list.length;
  while (list.length < before + more) await wait(20);
}

test("clients that resume lose no event and get none twice while two replicas are restarted in turn", async () => {
  const emulator = await emulatorAlone();
  const settings = {
    ...against(emulator),
    DATABASE_URL: (await freshDatabase()).url,
    ...{ WATCH_INTERVAL_MS: "1000", WATCH_SETTLING_MS: "200", SNAPSHOT_FRESH_MS: "0" },
  };
  const run = async (port: number) => {
    const program = start({ ...settings, PORT: String(port) });
    await program.url();
    return program;
  };
  const ports = [await freePort(), await freePort()];
  let programs = await Promise.all(ports.map(run));
  const address = await new TcpBalancer(ports).start();

  const log = async (after: string) => {
    const { data } = await execute(
      `http://${address}`,
      `{ changes(after: ${JSON.stringify(after)}, first: 1000) { nodes { cursor } pageInfo { endCursor } } }`,
    );
    return data.changes as { nodes: { cursor: string }[]; pageInfo: { endCursor: string } };
  };
  const { data } = await execute(`http://${address}`, "{ changes(first: 1) { pageInfo { endCursor } } }");
  const begin = data.changes.pageInfo.endCursor as string;

  const bySse: string[] = [];
  const over = new AbortController();
  const sse = followChanges(`http://${address}/graphql`, "", begin);
  const following = (async () => {
    for await (const { cursor } of sse) {
      if (over.signal.aborted) break;
      bySse.push(cursor);
    }
  })();

  const byWs: string[] = [];
  const codes: unknown[] = [];
  const client = createClient({
    url: `ws://${address}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 1_000,
    retryWait: () => wait(200),
    shouldRetry: () => true,
    on: { closed: (event) => codes.push((event as { code: unknown }).code) },
  });
  const variables = { after: begin };
  const failures: unknown[] = [];
  client.subscribe<{ changes: { cursor: string } }>(
    { query: CHANGES, variables },
    {
      next: (result) => {
        if (result.data == null) return void failures.push(result.errors);
        variables.after = result.data.changes.cursor;
        byWs.push(variables.after);
      },
      error: (error) => void failures.push(error),
      complete: () => undefined,
    },
  );

  const stopRenaming = renameOften(emulator);
  for (const [index, port] of ports.entries()) {
    await Promise.all([untilMore(bySse, 3), untilMore(byWs, 3)]);
    programs[index]?.child.kill("SIGTERM");
    expect(await programs[index]?.ended).toEqual({ code: 0 });
    await Promise.all([untilMore(bySse, 2), untilMore(byWs, 2)]);
    programs = programs.with(index, await run(port));
  }
  await Promise.all([untilMore(bySse, 3), untilMore(byWs, 3)]);
  await stopRenaming();
  const { nodes } = await log(begin);
  const logged = nodes.map(({ cursor }) => cursor);
  while (bySse.at(-1) !== logged.at(-1) || byWs.at(-1) !== logged.at(-1)) {
    await wait(20);
    if (bySse.length > logged.length || byWs.length > logged.length) break; // one came twice
  }
  expect(bySse).toEqual(logged);
  expect(byWs).toEqual(logged);
  expect(failures).toEqual([]);
  expect(codes).toContain(1012);
  await client.dispose();
  over.abort();
  const stopLast = renameOften(emulator);
  await following;
  await stopLast();
}, 300_000);
