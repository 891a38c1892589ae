import { createHandler } from "graphql-sse";
import type { RequestMembers } from "./graphql-request";
import { answerWithStream, type StreamCall, type StreamServices } from "./stream-reply";

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
  services: StreamServices<C>,
  call: StreamCall,
  members: RequestMembers,
): Promise<void> {
  const { request, reply } = call;
  let unsent = 0;
  let isTaken: () => void = () => undefined;
  const waitForTaken = async () => {
    unsent += 1;
    while (unsent > 0 && !reply.raw.closed) await new Promise<void>((resolve) => (isTaken = resolve));
  };
  reply.raw.once("close", () => isTaken()); // the client does not read it any more
  await answerWithStream(services, call, members, {
    isTaken: waitForTaken,
    begin: async ({ results }) => {
      const handle = createHandler({
        authenticate: () => null, // it is done already; a token is for the mode with one connection
        onSubscribe: () => results,
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
      return { headers, texts: texts(body) };
    },
  });

  async function* texts(messages: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
    for await (const message of messages) {
      yield message;
      if (!message.startsWith("event: next")) continue;
      unsent = 0;
      isTaken();
    }
  }
}
