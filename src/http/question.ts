import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it came; empty where there is none. */
    bodyText: string;
  }
}

/** What an answer can depend on beside the URL and the body: its form, and whether Apollo answers at all. */
const HEADERS = ["accept", "content-type", "apollo-require-preflight", "x-apollo-operation-name"] as const;

/** Keeps the text of JSON bodies, which names a question without writing it again. */
export function keepBodyTexts(fastify: FastifyInstance): void {
  fastify.decorateRequest("bodyText", "");
  const parse = fastify.getDefaultJsonParser("error", "error");
  fastify.addContentTypeParser("application/json", { parseAs: "string" }, (request, body: string, done) => {
    request.bodyText = body;
    void parse(request, body, done); // it calls back
  });
}

/** What a request asks, whoever sends it; undefined for what may be no question, such as a page. */
export function questionOf({ method, url, headers, bodyText }: FastifyRequest): string | undefined {
  if (method === "GET" ? !url.includes("?") : method !== "POST" || bodyText === "") return undefined;
  const stated = HEADERS.map((name) => String(headers[name] ?? ""));
  return [method, url, ...stated, bodyText].join("\n"); // no header holds a line break
}
