import { once } from "node:events";
import { Readable } from "node:stream";
import { senderOf } from "../../auth/caller";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";
import { releasePlace } from "../limits/overload";
import type { StreamPlaces } from "../limits/stream-places";
import type { Exchange } from "./exchange";
import type { RequestMembers } from "./graphql-request";
import type { RunningStreams } from "./running-streams";
import type { OpenedStream } from "./stream-opening";
import type { Steps } from "./steps";
import { StreamSubscriber } from "./stream-subscriber";
import type { Subscriptions } from "./subscription";

/** What streams are opened and held with. */
export interface StreamServices<C extends object> {
  readonly steps: Steps;
  readonly subscriptions: Subscriptions<C>;
  readonly running: RunningStreams;
  readonly places: StreamPlaces;
  /** How often something is sent while nothing happens; server-sent events have a comment as often as their library sends it. */
  readonly heartbeatMilliseconds: number;
}

/** The default: as often as the library of server-sent events does. */
export const HEARTBEAT_MS = 12_000;

/** A request that is answered with a stream. */
export interface StreamCall {
  readonly request: HttpRequest;
  readonly reply: Reply;
  readonly exchange: Exchange;
}

/** The body of a response that is a stream. */
export interface StreamBody {
  readonly headers: Readonly<Record<string, string>>;
  /** What it throws cuts the connection. */
  readonly texts: AsyncIterable<string>;
}

/** How answers are written into the body of a response. */
export interface Framing {
  readonly begin: (stream: OpenedStream) => StreamBody | Promise<StreamBody>;
  /** Resolves when the answer that was given last was taken; immediately where the next one does not wait for that. */
  readonly isTaken: () => Promise<void>;
}

/** Answers a request with a stream, and holds it until it ends or its client disconnects. */
export async function answerWithStream<C extends object>(
  { steps, subscriptions, running, places }: StreamServices<C>,
  { request, reply, exchange }: StreamCall,
  members: RequestMembers,
  { begin, isTaken }: Framing,
): Promise<void> {
  request.graphql = exchange;
  const caller = await steps.authenticate(exchange, request.headers);
  const subscriber = new StreamSubscriber(steps, request.headers, caller);
  const leave = places.takeConnection(senderOf(caller));
  try {
    const bytes = Buffer.byteLength(request.bodyText);
    const { id } = request;
    const admit = () => Promise.resolve(() => releasePlace(reply.raw)); // it was admitted as a request
    const stream = await subscriptions.open(
      { id, headers: request.headers, bytes, members, subscriber, admit, isTaken },
      exchange,
    );
    reply.raw.once("close", stream.close);
    const end = running.add({
      recheck: () => void subscriber.recheck().catch(stream.endWith),
      cut: () => {
        stream.close();
        reply.raw.destroy();
      },
    });
    try {
      const { headers, texts } = await begin(stream);
      reply.headers(Object.entries(headers));
      reply.header("x-accel-buffering", "no"); // otherwise nginx buffers events
      await reply.send(Readable.from(texts, { objectMode: false, highWaterMark: 16 * 1024 }));
    } finally {
      end();
      stream.close();
    }
  } finally {
    if (!reply.raw.closed && reply.isSent) await once(reply.raw, "close").catch(() => undefined);
    leave();
  }
}
