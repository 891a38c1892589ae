import { setTimeout as wait } from "node:timers/promises";
import type { ExecutionResult } from "graphql";
import type { RequestMembers } from "./graphql-request";
import { answerWithStream, type StreamCall, type StreamServices } from "./stream-reply";

const HEADERS = { "content-type": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' };
/** Comes after each part, and not before the next one: clients take a part when they have seen its end. */
const BOUNDARY = "\r\n--graphql";

/**
 * Answers a request with a multipart body, by Apollo's protocol.
 * @see https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
 */
export function answerWithParts<C extends object>(
  services: StreamServices<C>,
  call: StreamCall,
  members: RequestMembers,
): Promise<void> {
  return answerWithStream(services, call, members, {
    isTaken: () => Promise.resolve(), // Node reads the next part when the one before has left its buffer
    begin: ({ results }) => ({ headers: HEADERS, texts: texts(results, services.heartbeatMilliseconds) }),
  });
}

async function* texts(
  results: AsyncGenerator<ExecutionResult, void, undefined>,
  heartbeat: number,
): AsyncGenerator<string, void, undefined> {
  yield `${BOUNDARY}${chunk({})}`; // its client learns that the stream is open
  try {
    for (;;) {
      const next = results.next();
      let result = await within(next, heartbeat);
      while (result === undefined) {
        yield chunk({});
        result = await within(next, heartbeat);
      }
      if (result.done === true) break;
      yield chunk({ payload: result.value });
    }
    yield "--\r\n";
  } finally {
    await results.return();
  }
}

function chunk(message: object): string {
  return `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(message)}${BOUNDARY}`;
}

/** @returns undefined where it takes longer. */
async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  promise.catch(() => undefined); // its client may disconnect before it is awaited again
  const waiting = new AbortController();
  const late = wait(milliseconds, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    waiting.abort();
  }
}
