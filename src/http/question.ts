import type { IncomingHttpHeaders } from "node:http";

/** What an answer can depend on beside the URL and the body: its form, and whether Apollo answers at all. */
const HEADERS = ["accept", "content-type", "apollo-require-preflight", "x-apollo-operation-name"] as const;

interface Asking {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty where there is no body. */
  readonly bodyText: string;
}

/** What a request asks, whoever sends it; undefined for what may be no question, such as a page. */
export function questionOf({ method, url, headers, bodyText }: Asking): string | undefined {
  if (method === "GET" ? !url.includes("?") : method !== "POST" || bodyText === "") return undefined;
  const stated = HEADERS.map((name) => String(headers[name] ?? ""));
  return [method, url, ...stated, bodyText].join("\n"); // no header holds a line break
}
