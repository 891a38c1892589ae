import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { listenAnywhere } from "./listen";
import type { Random } from "./random";

/** The interval of the gateways' readiness checks, and the time limit of one. */
const POLL_MS = 200;
const POLL_TIMEOUT_MS = 1_000;

/**
 * The balancer before the gateways, as in production: it sends each request to one that said that it is ready, answers
 * 502 where the connection broke and 504 where no answer came in time.
 */
export class Balancer {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #ready = new Set<string>();
  #closed = false;

  private constructor(
    private readonly targets: readonly string[],
    private readonly random: Random,
    private readonly timeoutMilliseconds: number,
  ) {
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  static async start(
    targets: readonly string[],
    random: Random,
    timeoutMilliseconds: number,
  ): Promise<Balancer> {
    const balancer = new Balancer(targets, random, timeoutMilliseconds);
    await listenAnywhere(balancer.#server);
    for (const target of targets) void balancer.#watch(target);
    return balancer;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  close(): void {
    this.#closed = true;
    this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #watch(target: string): Promise<void> {
    while (!this.#closed) {
      const ready = await fetch(`${target}/readyz`, { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.ok;
        },
        () => false,
      );
      if (ready) this.#ready.add(target);
      else this.#ready.delete(target);
      await wait(POLL_MS);
    }
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const fail = (status: number) => {
      if (!outgoing.headersSent) outgoing.writeHead(status).end();
      else outgoing.destroy();
    };
    // None is ready: whichever there is may still answer.
    const target = this.random.pick(this.#ready.size > 0 ? [...this.#ready] : this.targets);
    const sent = request(
      `${target}${incoming.url ?? "/"}`,
      { method: incoming.method, headers: incoming.headers, agent: this.#agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on("error", () => outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    const timer = setTimeout(() => {
      fail(504);
      sent.destroy();
    }, this.timeoutMilliseconds);
    sent.on("error", () => fail(502));
    sent.on("close", () => clearTimeout(timer));
    outgoing.on("error", () => sent.destroy());
    incoming.on("error", () => sent.destroy());
    incoming.pipe(sent);
  }
}
