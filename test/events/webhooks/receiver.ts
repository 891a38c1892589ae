import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCALHOST } from "../../localhost-certificate";
import { moment } from "../watching";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The event: its body. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly subject: string;
    readonly data: {
      readonly sequence: number;
      readonly cursor: string;
      readonly account: string;
      readonly changes: readonly { readonly member: string; readonly after: unknown }[];
      readonly cause: object | null;
    };
  };
}

/** A status, with headers where it has some; or no answer at all. */
export type Reply = number | { readonly status: number; readonly headers: Record<string, string> } | "none";

/** A receiver of webhooks on this machine. */
export async function startReceiver(reply: (received: Received) => Reply | Promise<Reply> = () => 204) {
  const received: Received[] = [];
  const state = { reply };
  const server = createServer(LOCALHOST, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    const respond = async () => {
      const event = JSON.parse(body) as Received["event"];
      const one = { path: request.url ?? "", headers: request.headers, body, event };
      received.push(one);
      const answer = await state.reply(one);
      if (answer === "none") return;
      const { status, headers } = typeof answer === "number" ? { status: answer, headers: {} } : answer;
      response.writeHead(status, headers).end();
    };
    request.on("end", () => void respond());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    port,
    url: `https://127.0.0.1:${port}/hook`,
    /** Answers differently from now on. */
    answer: (next: (received: Received) => Reply | Promise<Reply>) => (state.reply = next),
    /** Waits until so many requests came in all. */
    async count(wanted: number): Promise<Received[]> {
      while (received.length < wanted) await moment();
      return received;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

const folder = mkdtempSync(join(tmpdir(), "receiver-"));
const CA_FILE = join(folder, "ca.pem");
writeFileSync(CA_FILE, LOCALHOST.cert);
afterAll(() => rmSync(folder, { recursive: true }));

/** Settings with which a gateway sends to receivers on this machine. */
export const TO_THIS_MACHINE = { WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8", WEBHOOK_CA_FILE: CA_FILE };
