import type { IncomingHttpHeaders } from "node:http";
import type { Caller } from "../../auth/caller";
import { isNoForgery } from "../edge/forgery";

/** The cache key of an answer: the request, and everything about the caller that the answer depends on. */
export function answerKey({ visibility }: Caller, limitsKey: string, queryText: string): string {
  return `${visibility}\n${limitsKey}\n${queryText}`;
}

interface QueryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty where there is no body. */
  readonly bodyText: string;
}

/**
 * The content of a request without its caller: beside the URL and the body, an answer can depend on the headers that
 * select its media type, and on whether Apollo answers at all.
 * @returns undefined for requests that may be no query, such as those for a page.
 */
export function queryTextOf({ method, url, headers, bodyText }: QueryRequest): string | undefined {
  const isGet = method === "GET" || method === "HEAD";
  if (isGet ? !url.includes("?") : method !== "POST" || bodyText === "") return undefined;
  const { accept = "", "content-type": type = "" } = headers;
  const { "apollo-require-preflight": preflight = "", "x-apollo-operation-name": name = "" } = headers;
  const forgeable = isGet && !isNoForgery(headers) ? "forgeable" : "";
  // No header contains a line break.
  return `${isGet ? "GET" : method}\n${forgeable}\n${url}\n${accept}\n${type}\n${String(preflight)}\n${String(name)}\n${bodyText}`;
}
