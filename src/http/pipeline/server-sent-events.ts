import { once } from "node:events";
import { Readable } from "node:stream";
import type { ExecutionResult } from "graphql";
import { createHandler } from "graphql-sse";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";
import type { Exchange } from "./exchange";
import type { RequestMembers } from "./graphql-request";
import type { RunningStreams } from "./running-streams";
import type { Subscriptions } from "./subscription";

/** The headers for graphql-sse: every client that prefers events is served like graphql-sse's own client. */
const HEADERS: ReadonlyMap<string, string> = new Map([
  ["accept", "text/event-stream"],
  ["content-type", "application/json"],
]);

/**
 * Answers a request with server-sent events, by graphql-sse's protocol with a connection for each operation. At
 * most one answer that its client has not read is in memory.
 * @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
 */
export async function answerWithEvents<C extends object>(
  subscriptions: Subscriptions<C>,
  running: RunningStreams,
  {
    request,
    reply,
    exchange,
  }: { readonly request: HttpRequest; readonly reply: Reply; readonly exchange: Exchange },
  members: RequestMembers,
): Promise<void> {
  request.graphql = exchange;
  let unsent = 0;
  let isTaken: () => void = () => undefined;
  const waitForTaken = async () => {
    unsent += 1;
    while (unsent > 0 && !reply.raw.closed) await new Promise<void>((resolve) => (isTaken = resolve));
  };
  reply.raw.once("close", () => isTaken()); // the client does not read it any more
  const stream = await subscriptions.open(request, reply.raw, members, exchange, waitForTaken);
  const handle = createHandler({
    authenticate: () => null, // it is done already; a token is for the mode with one connection
    onSubscribe: (): AsyncGenerator<ExecutionResult, void, undefined> => stream.results,
  });
  const [body, { status, headers = {} }] = await handle({
    method: "POST",
    url: request.url,
    headers: { get: (name) => HEADERS.get(name) },
    body: { query: "subscription" }, // graphql-sse only checks that it exists
    raw: request.raw,
    context: undefined,
  });
  if (body === null || typeof body === "string") throw new Error(`graphql-sse answered with ${status}.`);
  const end = running.add(stream, reply.raw);
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.header("x-accel-buffering", "no"); // otherwise nginx buffers events
  async function* texts(messages: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
    for await (const message of messages) {
      yield message;
      if (!message.startsWith("event: next")) continue;
      unsent = 0;
      isTaken();
    }
  }
  try {
    await reply.send(Readable.from(texts(body), { objectMode: false, highWaterMark: 16 * 1024 }));
  } finally {
    end();
    if (!reply.raw.closed) await once(reply.raw, "close").catch(() => undefined);
  }
}
