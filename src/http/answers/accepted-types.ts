import Negotiator from "negotiator";

/** The media types of GraphQL answers. */
const ANSWERS = ["application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"];
/** Server-sent events. */
const EVENTS = "text/event-stream";
const PARTS = /\bmultipart\/mixed\b[^,]*;\s*subscriptionSpec="?1\.0"?\s*(?:;[^,]*)?(?=,|$)/i;
const UNWANTED = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i;
/** A browser that sends a GET gets a page. */
const PAGE = "text/html";

/** What a stream is written as. */
export type StreamForm = "events" | "multipart";

/**
 * The form that a caller names among what it takes for a stream; a caller that takes anything has requested none. Apollo's
 * multipart answers are named with the version of their protocol: other multipart answers are written otherwise.
 */
export function acceptedStream(method: string, accept = ""): StreamForm | undefined {
  if (method !== "POST") return undefined;
  if (/\btext\/event-stream\b/i.test(accept) && isTaken(EVENTS, accept)) return "events";
  const [parts] = PARTS.exec(accept) ?? [];
  return parts === undefined || UNWANTED.test(parts) ? undefined : "multipart";
}

function isTaken(form: string, accept: string): boolean {
  return new Negotiator({ headers: { accept } }).mediaType([form]) !== undefined;
}

/**
 * The media type of an answer that a caller accepts; undefined where it accepts none of the available ones. Apollo
 * Server checks this with the same library after it has executed the operation: a change would be made, and its
 * caller refused.
 */
export function acceptedType(method: string, accept: string | undefined): string | undefined {
  if (accept === undefined || accept === "") return ANSWERS[0];
  const forms = method === "POST" ? ANSWERS : [...ANSWERS, PAGE];
  return new Negotiator({ headers: { accept } }).mediaType(forms);
}
