import type { IncomingHttpHeaders } from "node:http";
import type { Caller } from "../../auth/caller";
import { isNoForgery } from "../edge/forgery";

/** What an answer is remembered under: what was asked, and all that decides what this caller is answered. */
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
 * What a request asks, whoever sends it: beside the URL and the body, an answer can depend on the headers that decide its
 * form, and whether Apollo answers at all.
 * @returns undefined for what may be no question, such as a page.
 */
export function queryTextOf({ method, url, headers, bodyText }: QueryRequest): string | undefined {
  const isGet = method === "GET" || method === "HEAD";
  if (isGet ? !url.includes("?") : method !== "POST" || bodyText === "") return undefined;
  const { accept = "", "content-type": type = "" } = headers;
  const { "apollo-require-preflight": preflight = "", "x-apollo-operation-name": name = "" } = headers;
  const forgeable = isGet && !isNoForgery(headers) ? "forgeable" : "";
  // No header holds a line break.
  return `${isGet ? "GET" : method}\n${forgeable}\n${url}\n${accept}\n${type}\n${String(preflight)}\n${String(name)}\n${bodyText}`;
}
