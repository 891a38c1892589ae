import { crc32 } from "node:zlib";
import { LRUCache } from "lru-cache";
import { lengthOf, type TextChunk } from "../../execution/completed";
import { inOnePiece } from "../../execution/json-text";
import type { Budget } from "../limits/cost-meter";
import { SLICE } from "../pipeline/send";
import { AnswerSenders } from "./answer-senders";

/** What an answer was made from. */
export interface Origin {
  /** Whether the same question would be answered from the same now, for who takes nothing older than this. */
  holds(maxAgeMilliseconds: number | undefined): boolean;
  /** How old it is now, and `extensions.freshness` that says so, as JSON; undefined where answers do not tell. */
  freshness(): { readonly ageMs: number; readonly text: string } | undefined;
}

/** An answer as it can be given again. */
export interface RememberedAnswer {
  /** What it says each time: its beginning, as its bytes, or as text where that is short. */
  readonly start: TextChunk;
  readonly hasFreshness: boolean;
  readonly contentType: string;
  readonly operationName: string | undefined;
  /** What it costs each time that it is given. */
  readonly cost: number;
  readonly origin: Origin;
  readonly senders: AnswerSenders;
}

/** How many bytes of answers, and of the questions that they are kept under, are remembered at most. */
export const MOST_REMEMBERED = 64 * 1024 * 1024;
export const LONGEST_REMEMBERED = MOST_REMEMBERED / 8;
/** How many questions that came once are known, by their checksums, so that only what is asked again is remembered. */
const MOST_CANDIDATES = 2000;

/**
 * Answers by question and by what the caller may see. One is given again only while it would be made from the same
 * snapshots; the least recently used go first where there are too many.
 */
export class RememberedAnswers {
  readonly #answers = new LRUCache<string, RememberedAnswer>({
    maxSize: MOST_REMEMBERED,
    maxEntrySize: LONGEST_REMEMBERED,
    sizeCalculation: (answer, key) => sizeOf(key, answer),
    dispose: ({ senders }) => senders.evict(),
  });
  readonly #candidates = new Set<number>();

  /** What was answered to this question, where that still holds. */
  get(key: string, maxAgeMilliseconds: number | undefined): RememberedAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (!answer.origin.holds(undefined)) {
      // One that holds no more for anybody is forgotten for good, and with it what it was made from.
      this.#answers.delete(key);
      return undefined;
    }
    return maxAgeMilliseconds === undefined || answer.origin.holds(maxAgeMilliseconds) ? answer : undefined;
  }

  /** Remembers an answer from the second time on that its question comes: most come once, and would only take memory. */
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

  /** Two questions of one checksum are taken for one: an answer is then kept before it is asked for again. */
  #isNew(key: string): boolean {
    const checksum = crc32(key);
    if (this.#candidates.delete(checksum)) return false;
    if (this.#candidates.size >= MOST_CANDIDATES) this.#candidates.clear();
    this.#candidates.add(checksum);
    return true;
  }
}

/** What counts for each request that an answer is sent for while the cache holds it: the slice that is being sent. */
export function bytesOfSending(start: TextChunk): number {
  return Math.min(SLICE, start.length);
}

/** Two bytes for each character are the most that V8 takes. */
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

/** The beginning of an answer: what it says each time. @param data the parts of its `data`, as JSON. */
export function startOf(data: readonly TextChunk[]): readonly TextChunk[] {
  return ['{"data":', ...data];
}

/** The end of an answer: what is new each time. @param freshness as JSON, as is `unavailable` */
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
