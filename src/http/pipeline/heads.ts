import type { IncomingHttpHeaders } from "node:http";

/** What is said of one answer alone. */
const OWN = new Set(["age", "content-length", "date", "ratelimit", "ratelimit-policy", "x-request-id"]);
const MOST = 200;
const LONGEST = 1000;

/** Names and values by turns, as `writeHead` takes them. */
export type Head = readonly string[];

/**
 * The heads of answers as Fastify's hooks made them (CORS, security headers, the media type): the fast path repeats them
 * to those who ask in the same way, and so knows no rule of its own.
 */
export class Heads {
  readonly #heads = new Map<string, Head>();

  of(members: IncomingHttpHeaders): Head | undefined {
    return this.#heads.get(headKey(members));
  }

  /** @param sentHeaders with an answer to a plain question that ended well. */
  store(
    members: IncomingHttpHeaders,
    sentHeaders: readonly (readonly [name: string, value: unknown])[],
  ): void {
    const key = headKey(members);
    if (this.#heads.has(key) || key.length > LONGEST) return;
    if (this.#heads.size >= MOST) this.#heads.clear();
    const head = sentHeaders.flatMap(([name, value]) => (OWN.has(name) ? [] : [name, String(value)]));
    this.#heads.set(key, head);
  }
}

/** A header in a head; empty where it is not there. */
export function valueIn(head: Head, name: string): string {
  const at = head.findIndex((chunk, index) => index % 2 === 0 && chunk === name);
  return at === -1 ? "" : (head[at + 1] ?? "");
}

/** What the head of an answer depends on. No header holds a line break. */
function headKey({ accept = "", origin = "" }: IncomingHttpHeaders): string {
  return `${accept}\n${origin}`;
}
