import Negotiator from "negotiator";

/** The forms that GraphQL is answered in. */
const ANSWERS = ["application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"];
/** Server-sent events. */
const EVENTS = "text/event-stream";
/** A browser that asks with GET is shown a page. */
const PAGE = "text/html";

/** Whether a caller names server-sent events among what it takes; what takes anything has not asked for a stream. */
export function acceptsEvents(method: string, accept = ""): boolean {
  return method === "POST" && /\btext\/event-stream\b/i.test(accept) && isTaken(EVENTS, accept);
}

function isTaken(form: string, accept: string): boolean {
  return new Negotiator({ headers: { accept } }).mediaType([form]) !== undefined;
}

/**
 * The form in which a caller takes an answer; undefined where it takes none that there is. Apollo Server finds that out,
 * by the same library, when it has executed the operation: a change would be made, and its caller told that it was refused.
 */
export function acceptedType(method: string, accept: string | undefined): string | undefined {
  if (accept === undefined || accept === "") return ANSWERS[0];
  const forms = method === "POST" ? ANSWERS : [...ANSWERS, PAGE];
  return new Negotiator({ headers: { accept } }).mediaType(forms);
}
