import Negotiator from "negotiator";

/** The forms that GraphQL is answered in. */
const ANSWERS = ["application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"];
/** A browser that asks with GET is shown a page. */
const PAGE = "text/html";

/**
 * Whether a caller takes an answer in any form that there is. Apollo Server finds that out when it has executed the
 * operation, by the same library: a change would be made, and its caller told that it was refused.
 */
export function acceptsAnswer(method: string, accept: string | undefined): boolean {
  if (accept === undefined || accept === "") return true;
  const forms = method === "POST" ? ANSWERS : [...ANSWERS, PAGE];
  return new Negotiator({ headers: { accept } }).mediaType(forms) !== undefined;
}
