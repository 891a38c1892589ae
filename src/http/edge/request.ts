import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../../auth/caller";
import type { Subscriber } from "../../events/event-streams";
import { Idempotency } from "../../journal/idempotency";
import { holdsCredential } from "../../observability/secrets";
import type { Arrival } from "../limits/admission";

/** The details of one request before it is processed. */
export interface RequestInfo {
  /** Named in every log line, in error masks, and returned in `x-request-id`. */
  requestId: string;
  /** Lower-case names, as Node provides them. */
  headers: IncomingHttpHeaders;
  /** The caller that `authenticate` returned. */
  caller: Caller;
  /** The keys of its mutations. */
  idempotency: Idempotency;
  /** Makes the signal that is aborted when the client disconnects before the answer. */
  hangUp: () => AbortSignal;
  /** Whether the client has disconnected before the answer. */
  isGone: () => boolean;
  /** The stream that it opens; absent for other operations than subscriptions. */
  subscriber?: Subscriber;
}

/** Makes the context of resolvers for one request; may reject with a GraphQLError. */
export type MakeContext<C extends object> = (request: RequestInfo) => C | Promise<C>;

/** Identifies the sender of a request; rejects with a GraphQLError where the credentials are missing or invalid. */
export type Authenticate = (headers: IncomingHttpHeaders) => Caller | Promise<Caller>;

/** The form of request ids: long enough for a trace context, and nothing that could forge a log line or a header. */
const SANE_ID = /^[\w.:/+=-]{1,128}$/;

/**
 * The caller's own request id where it is usable, otherwise a new one: ids are logged, stored and repeated,
 * credentials are not.
 */
export function requestIdOf(request: IncomingMessage): string {
  const sentId = request.headers["x-request-id"];
  return typeof sentId === "string" && SANE_ID.test(sentId) && !holdsCredential(sentId)
    ? sentId
    : randomUUID();
}

/** What a request's context is made from. @param documents the number of GraphQL requests in it. */
export function infoOf(
  { id, headers }: { readonly id: string; readonly headers: IncomingHttpHeaders },
  response: ServerResponse,
  caller: Caller,
  documents = 1,
): RequestInfo {
  return {
    requestId: id,
    headers,
    caller,
    idempotency: new Idempotency(id, idempotencyKeyIn(headers), documents),
    hangUp: () => hangUpOf(response),
    isGone: () => response.destroyed && !response.writableFinished,
  };
}

/** The `Idempotency-Key`. Node provides a header that was sent twice as a list, unless it has rules for its name. */
export function idempotencyKeyIn({ "idempotency-key": header }: IncomingHttpHeaders): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}

/** The arrival with these GraphQL requests, for the checks of limits. */
export function arrivalOf(
  { bodyText, headers }: { readonly bodyText: string; readonly headers: IncomingHttpHeaders },
  members: Arrival["members"],
): Arrival {
  return { bytes: Buffer.byteLength(bodyText), members, idempotencyKey: idempotencyKeyIn(headers) };
}

/** Aborted when the response closes early: Node closes a request already when its body has been read. */
function hangUpOf(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
