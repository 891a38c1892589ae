import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../bench/free-port";
import { against, emulatorAlone, start, stopAll } from "./program";
import { freshDatabase } from "./store/fresh-database";

afterEach(stopAll);

interface Replica {
  readonly port: number;
  ready: boolean;
  served: number;
}

/** Sends each request to the next replica that said that it is ready the last time, on connections that it keeps. */
class Balancer {
  /** What went wrong: no ready replica, or a connection that broke. */
  readonly failures: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  #next = 0;
  #stopped = false;

  constructor(private readonly replicas: readonly Replica[]) {
    this.#server = createServer((incoming, outgoing) => {
      const ready = this.replicas.filter((replica) => replica.ready);
      const replica = ready[(this.#next += 1) % ready.length];
      if (replica === undefined) {
        this.failures.push("nobody is ready");
        outgoing.writeHead(502).end();
        return;
      }
      const { method, url: path, headers } = incoming;
      const forwarded = request(
        { port: replica.port, method, path, headers, agent: this.#agent },
        (answer) => {
          replica.served += 1;
          outgoing.writeHead(answer.statusCode ?? 502, { "content-type": "application/json" });
          answer.pipe(outgoing);
        },
      );
      forwarded.on("error", (error) => {
        this.failures.push(String(error));
        outgoing.writeHead(502).end();
      });
      incoming.pipe(forwarded);
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    for (const replica of this.replicas) void this.#poll(replica);
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#stopped = true;
    this.#agent.destroy();
    this.#server.close().closeAllConnections();
  }

  async #poll(replica: Replica): Promise<void> {
    while (!this.#stopped) {
      replica.ready = await fetch(`http://127.0.0.1:${replica.port}/readyz?require=journal`).then(
        async (answer) => (await answer.text()) !== "" && answer.status === 200,
        () => false,
      );
      await wait(20);
    }
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(20);
}

async function aConnection(url: string): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ connections(first: 1) { nodes { id } } }" }),
  });
  return (await answer.json()).data.connections.nodes[0].id;
}

test("clients of two replicas that are restarted in turn see no 503 and no reset", async () => {
  const emulator = await emulatorAlone();
  const settings = { ...against(emulator), DATABASE_URL: (await freshDatabase()).url };
  const run = async (port: number) => {
    const program = start({ ...settings, PORT: String(port) });
    await program.url();
    return program;
  };
  const replicas: Replica[] = [];
  for (let count = 0; count < 2; count += 1)
    replicas.push({ port: await freePort(), ready: false, served: 0 });
  let programs = await Promise.all(replicas.map(({ port }) => run(port)));
  const balancer = new Balancer(replicas);
  const url = await balancer.start();
  await until(() => replicas.every(({ ready }) => ready));

  const observed: unknown[] = [];
  let over = false;
  const client = async (query: string) => {
    for (let sent = 0; !over; sent += 1) {
      const answer = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          query,
          ...(query.startsWith("mutation") && { variables: { value: `${sent}` } }),
        }),
      }).then(
        async (response) => ({ status: response.status, body: await response.text() }),
        (error: unknown) => ({ status: 0, body: String(error) }),
      );
      if (answer.status !== 200 || answer.body.includes('"errors"')) observed.push(answer);
    }
  };
  const clients = [
    "{ accounts { accountId } }",
    "{ connections { totalCount } }",
    '{ mutationOutcome(key: "none") { key } }',
    `mutation ($value: String!) {
      tagResource(input: { resourceArn: "${await aConnection(url)}", tags: [{ key: "turn", value: $value }] }) {
        resourceArn
      }
    }`,
  ].map(client);

  for (const [index, replica] of replicas.entries()) {
    await until(() => replicas.every(({ ready, served }) => ready && served > 10));
    const program = programs[index];
    program?.child.kill("SIGTERM");
    expect(await program?.ended).toEqual({ code: 0 });
    for (const each of replicas) each.served = 0;
    programs = programs.with(index, await run(replica.port));
  }
  await until(() => replicas.every(({ ready, served }) => ready && served > 10));
  over = true;
  await Promise.all(clients);
  balancer.stop();
  expect(balancer.failures).toEqual([]);
  expect(observed.slice(0, 3)).toEqual([]);
}, 180_000);
