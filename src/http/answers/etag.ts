import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TextChunk } from "../../execution/completed";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";

/** So many characters are digested before others get their turn. */
const SLICE = 1024 * 1024;

/**
 * Lets browsers and caches of the caller's own keep the answer to a GET request, asking each time whether it still
 * holds. The tag is a weak one: it names the data, not how old it is.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 * @returns whether the caller has this answer already: then 304 is the answer, without a body.
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
 * Whether a caller names this tag among those that it has. Tags are compared weakly: a strong one, as a cache in between
 * may have made of ours, names the same answer.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
function isNamed(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  // A comma may stand within a tag.
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
