import { crc32 } from "node:zlib";
import { LRUCache } from "lru-cache";
import { lengthOf, type TextChunk } from "../../execution/completed";
import { inOnePiece } from "../../execution/json-text";
import type { Budget } from "../limits/cost-meter";
import { SLICE } from "../pipeline/send";
import { AnswerSenders } from "./answer-senders";

/** The data that an answer was made from. */
export interface Origin {
  /**
   * Whether the same query would now be answered from the same data, for a caller who accepts nothing older than
   * this.
   */
  holds(maxAgeMilliseconds: number | undefined): boolean;
  /** How old it is now, and the value of `extensions.freshness` as JSON; undefined where answers have none. */
  freshness(): { readonly ageMs: number; readonly text: string } | undefined;
}

/** A cached answer. */
export interface RememberedAnswer {
  /** Its constant part, the beginning: as bytes, or as text where that is short. */
  readonly start: TextChunk;
  readonly hasFreshness: boolean;
  readonly contentType: string;
  readonly operationName: string | undefined;
  /** The cost of each use. */
  readonly cost: number;
  readonly origin: Origin;
  readonly senders: AnswerSenders;
}

/** The maximum size of the cached answers and their keys, in bytes. */
export const MOST_REMEMBERED = 64 * 1024 * 1024;
export const LONGEST_REMEMBERED = MOST_REMEMBERED / 8;
/**
 * The number of queries that were sent once and are noted by their checksums, so that only repeated queries are
 * cached.
 */
const MOST_CANDIDATES = 2000;

/**
 * Answers by query and by what the caller may see. An answer is used again only while it would be made from the same
 * snapshots; the least recently used are evicted first.
 */
export class RememberedAnswers {
  readonly #answers = new LRUCache<string, RememberedAnswer>({
    maxSize: MOST_REMEMBERED,
    maxEntrySize: LONGEST_REMEMBERED,
    sizeCalculation: (answer, key) => sizeOf(key, answer),
    dispose: ({ senders }) => senders.evict(),
  });
  readonly #candidates = new Set<number>();

  /** The answer to this query, where it is still valid. */
  get(key: string, maxAgeMilliseconds: number | undefined): RememberedAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (!answer.origin.holds(undefined)) {
      // An answer that is valid for no caller is removed, and with it the data that it was made from.
      this.#answers.delete(key);
      return undefined;
    }
    return maxAgeMilliseconds === undefined || answer.origin.holds(maxAgeMilliseconds) ? answer : undefined;
  }

  /** Caches an answer from the second request on: most queries are sent once, and would only take memory. */
  offer(
    key: string,
    chunks: readonly TextChunk[],
    answer: Omit<RememberedAnswer, "start" | "senders">,
  ): void {
    if (!answer.origin.holds(undefined) || lengthOf(chunks) > LONGEST_REMEMBERED) return;
    if (!this.#answers.has(key) && this.#isNew(key)) return;
    const start = inOne(chunks);
    const senders = new AnswerSenders(start.length - bytesOfSending(start));
    this.#answers.set(key, { ...answer, start, senders });
  }

  /** Two queries with one checksum count as one: an answer is then cached at the first request. */
  #isNew(key: string): boolean {
    const checksum = crc32(key);
    if (this.#candidates.delete(checksum)) return false;
    if (this.#candidates.size >= MOST_CANDIDATES) this.#candidates.clear();
    this.#candidates.add(checksum);
    return true;
  }
}

/** The bytes that count for each request while the cache holds its answer: the slice that is being sent. */
export function bytesOfSending(start: TextChunk): number {
  return Math.min(SLICE, start.length);
}

/** V8 takes at most two bytes for each character. */
function sizeOf(key: string, { start }: RememberedAnswer): number {
  return 2 * key.length + (typeof start === "string" ? 2 : 1) * start.length;
}

/** Below this many characters, text takes less than bytes and their list. */
const SHORT = 16 * 1024;

function inOne(chunks: readonly TextChunk[]): TextChunk {
  const [only] = chunks;
  if (lengthOf(chunks) < SHORT && chunks.every((chunk) => typeof chunk === "string"))
    return inOnePiece(chunks.join(""));
  if (chunks.length === 1 && Buffer.isBuffer(only)) return only;
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk)));
}

/** The beginning of an answer: its constant part. @param data the parts of its `data`, as JSON. */
export function startOf(data: readonly TextChunk[]): readonly TextChunk[] {
  return ['{"data":', ...data];
}

/** The end of an answer: the part that is computed for each request. @param freshness as JSON, as is `unavailable` */
export function endOf(cost: Budget, freshness: string | undefined, unavailable?: string): string {
  const before = freshness === undefined ? "" : `"freshness":${freshness},`;
  const missing = unavailable === undefined ? "" : `"unavailable":${unavailable},`;
  return `,"extensions":{${before}${missing}"cost":${costText(cost)}}}\n`;
}

/** The same as JSON.stringify, which takes longer for two numbers. */
function costText({ requested, allowed, perMinute, callerPerMinute }: Budget): string {
  const limited =
    (perMinute === undefined ? "" : `,"perMinute":${JSON.stringify(perMinute)}`) +
    (callerPerMinute === undefined ? "" : `,"callerPerMinute":${JSON.stringify(callerPerMinute)}`);
  return `{"requested":${requested},"allowed":${allowed}${limited}}`;
}
