import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TextChunk } from "../../execution/completed";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";

/** The characters that are digested before the event loop continues. */
const SLICE = 1024 * 1024;

/**
 * Lets browsers and private caches store the answer to a GET request, and revalidate it each time.
 * The tag is a weak one: it identifies the data, not its age.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 * @returns whether the caller has this answer already: then the answer is 304, without a body.
 */
export async function tag(
  { method, headers }: HttpRequest,
  reply: Reply,
  data: readonly TextChunk[],
): Promise<boolean> {
  if (method !== "GET" && method !== "HEAD") return false;
  const etag = `W/"${await digestOf(data)}"`;
  reply.header("etag", etag);
  reply.header("cache-control", "private, no-cache");
  if (!isNamed(etag, headers["if-none-match"])) return false;
  reply.code(304);
  return true;
}

/**
 * Whether a caller's `If-None-Match` has this tag. Tags are compared weakly: a cache in between may have made a strong
 * tag of the weak one.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
function isNamed(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  // A tag may contain a comma.
  const tags = ifNoneMatch.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

const opaque = (tag: string) => tag.replace(/^W\//, "");

async function digestOf(data: readonly TextChunk[]): Promise<string> {
  const hash = createHash("sha256");
  let digested = 0;
  for (const chunk of data) {
    hash.update(chunk);
    digested += chunk.length;
    if (digested < SLICE) continue;
    digested = 0;
    await nextTurn();
  }
  return hash.digest("base64url");
}
