import { crc32 } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { Caller } from "../auth/caller";
import type { Part } from "../execution/completed";
import { inOnePiece } from "../execution/json-text";
import { tag } from "./etag";
import { noFacts } from "./facts";
import type { Budget } from "./limits/cost-meter";
import { giveBack, takeRoom, writtenIn } from "./room";

/** What an answer was made from. */
export interface Origin {
  /** Whether the same question would be answered from the same now, for who takes nothing older than this. */
  holds(maxAgeMilliseconds: number | undefined): boolean;
  /** How old it is now, and `extensions.freshness` that says so, as JSON; undefined where answers do not tell. */
  freshness(): { readonly ageMs: number; readonly text: string } | undefined;
}

/** An answer as it can be given again. */
export interface RememberedAnswer {
  /** What it says each time. */
  readonly start: Start;
  readonly tellsFreshness: boolean;
  readonly contentType: string;
  readonly operationName: string | undefined;
  /** What it costs each time that it is given. */
  readonly cost: number;
  readonly origin: Origin;
}

/** How many bytes of answers, and of the questions that they are kept under, are remembered at most. */
const LIMIT = 64 * 1024 * 1024;
/** How many questions that came once are known, by their checksums, so that only what is asked again is remembered. */
const MOST_ASKED_ONCE = 2000;

/** What an answer is remembered under: what was asked, and all that decides what this caller is answered. */
export function keyOf({ visibility }: Caller, limitsKey: string, question: string): string {
  return `${visibility}\n${limitsKey}\n${question}`;
}

/**
 * Answers by question and by what the caller may see. One is given again only while it would be made from the same
 * snapshots; the least recently used go first where there are too many.
 */
export class RememberedAnswers {
  readonly #answers = new LRUCache<string, RememberedAnswer>({
    maxSize: LIMIT,
    maxEntrySize: LIMIT / 8,
    sizeCalculation: (answer, key) => sizeOf(key, answer),
  });
  readonly #askedOnce = new Set<number>();

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
  offer(key: string, answer: RememberedAnswer): void {
    if (!answer.origin.holds(undefined)) return;
    if (!this.#answers.has(key) && this.#isNew(key)) return;
    // In one piece, and nobody else's.
    const start = typeof answer.start === "string" ? inOnePiece(answer.start) : Buffer.from(answer.start);
    this.#answers.set(key, { ...answer, start });
  }

  /** Two questions of one checksum are taken for one: an answer is then kept before it is asked for again. */
  #isNew(key: string): boolean {
    const checksum = crc32(key);
    if (this.#askedOnce.delete(checksum)) return false;
    if (this.#askedOnce.size >= MOST_ASKED_ONCE) this.#askedOnce.clear();
    this.#askedOnce.add(checksum);
    return true;
  }
}

/** Two bytes for each character are the most that V8 takes. */
function sizeOf(key: string, { start }: RememberedAnswer): number {
  return 2 * key.length + (typeof start === "string" ? 2 : 1) * start.length;
}

/** The beginning of an answer: its bytes, or its text where that is short and becomes bytes with the rest. */
export type Start = Buffer | string;

/** Below this many characters, one text costs less than a list of what is written. */
const SHORT = 16 * 1024;

/**
 * @param data the parts of an answer's `data`, as JSON.
 * @returns bytes in a room that may be given back once they are sent.
 */
export function startOf(data: readonly Part[]): Start {
  const [only] = data;
  if (data.length === 1 && typeof only === "string" && only.length < SHORT) return `{"data":${only}`;
  const parts = ['{"data":', ...data];
  let length = 0;
  for (const part of parts) length += part.length;
  // One byte for each character is enough for nearly all. Where it is not, some part says so: the last one has room to.
  const room = takeRoom(length + 4);
  let written = 0;
  for (const part of parts) {
    if (part === ",") room[written] = COMMA;
    else if (typeof part !== "string") room.set(part, written);
    else if (room.write(part, written) !== part.length) {
      giveBack(writtenIn(room, 0));
      return Buffer.from(parts.join(""));
    }
    written += part.length;
  }
  return writtenIn(room, length);
}

/** What stands between rows. */
const COMMA = ",".charCodeAt(0);

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

/** Answers with all that Apollo and its plugins would have said of it. */
export function sendRemembered(
  request: FastifyRequest,
  reply: FastifyReply,
  { start, contentType, operationName, origin, tellsFreshness }: RememberedAnswer,
  caller: Caller,
  cost: Budget,
): FastifyReply {
  const { trace } = request;
  request.graphql = {
    ...noFacts(),
    wellFormed: true,
    caller,
    cost,
    operationType: "query",
    ...(operationName !== undefined && { operationName }),
    ...(trace && { trace }),
  };
  trace?.operationBegan("query", operationName);
  trace?.operationEnded([]);
  const freshness = tellsFreshness ? origin.freshness() : undefined;
  if (freshness !== undefined) reply.header("age", String(Math.floor(freshness.ageMs / 1000)));
  if (tag(request, reply, start)) return reply.send();
  return reply.header("content-type", contentType).send(start.toString() + endOf(cost, freshness?.text));
}
