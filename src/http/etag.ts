import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Lets browsers and caches of the caller's own keep the answer to a GET request, asking each time whether it still
 * holds. The tag is a weak one: it names the data, not how old it is.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 * @returns whether the caller has this answer already: then 304 is the answer, without a body.
 */
export function tag(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  data: Buffer | string,
): boolean {
  if (method !== "GET") return false;
  const etag = `W/"${createHash("sha256").update(data).digest("base64url")}"`;
  reply.header("etag", etag);
  reply.header("cache-control", "private, no-cache");
  const vary = reply.getHeader("vary");
  reply.header(
    "vary",
    [...(vary === undefined ? [] : [String(vary)]), "accept, authorization, x-api-key"].join(", "),
  );
  const known = headers["if-none-match"]?.split(",").map((given) => given.trim()) ?? [];
  if (!known.includes("*") && !known.includes(etag)) return false;
  reply.code(304);
  return true;
}
