import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { IncomingHttpHeaders } from "node:http";
import type { UnavailableOf } from "../answers/unavailable";
import type { MakeContext } from "../edge/request";
import type { Admission } from "../limits/admission";
import type { StreamPlaces } from "../limits/stream-places";
import type { DeprecatedUse } from "./deprecations";
import type { RequestMembers } from "./graphql-request";
import type { KnownDocuments } from "./known-documents";
import type { FormatError } from "./later-errors";
import type { Steps } from "./steps";
import type { StreamSubscriber } from "./stream-subscriber";

/** The services and settings for opening streams. */
export interface SubscriptionOptions<C extends object> {
  readonly schema: GraphQLSchema;
  readonly steps: Steps;
  readonly admission: Admission;
  readonly documents: KnownDocuments;
  readonly places: StreamPlaces;
  readonly context: MakeContext<C>;
  readonly formatError: FormatError;
  readonly unavailable: UnavailableOf<C>;
  /** Called for each deprecated element that a stream uses, once. */
  readonly onDeprecatedUse: ((use: DeprecatedUse) => void) | undefined;
}

/** What opens a stream: a request over HTTP, or a message of a WebSocket. */
export interface StreamOpening {
  /** Of the request. */
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  /** The length of what brought it. */
  readonly bytes: number;
  /** Of the request, with the text of a registered document where it names one. */
  readonly members: RequestMembers;
  readonly subscriber: StreamSubscriber;
  /**
   * Takes a slot among the requests that run, where what opens it has none.
   * @returns a function that releases it: an open stream is no running request.
   * @throws (rejects with) GatewayError OVERLOADED
   */
  readonly admit: () => Promise<() => void>;
  /** Resolves when the transport has sent the last answer. */
  readonly isTaken: () => Promise<void>;
}

/** A stream, for its transport. */
export interface OpenedStream {
  /** Its answers, one for each event. The last one may say why it ends: it has errors and no `data`. */
  readonly results: AsyncGenerator<ExecutionResult, void, undefined>;
  /** Ends the stream with an error: its caller may not receive it any more. */
  readonly endWith: (error: unknown) => void;
  /** Ends it without a last answer, and releases its place. Its transport calls it in the end, however it ends. */
  readonly close: () => void;
}
