import Negotiator from "negotiator";

/** The media types of GraphQL answers. */
const ANSWERS = ["application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"];
/** Server-sent events. */
const EVENTS = "text/event-stream";
/** A browser that sends a GET gets a page. */
const PAGE = "text/html";

/** Whether a caller accepts server-sent events by name; a caller that accepts any type has not requested a stream. */
export function acceptsEvents(method: string, accept = ""): boolean {
  return method === "POST" && /\btext\/event-stream\b/i.test(accept) && isTaken(EVENTS, accept);
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
