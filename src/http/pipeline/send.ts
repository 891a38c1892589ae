import { pipeline, Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isPromise } from "../../libraries/graphql";
import { bytesIn, lengthOf, type TextChunk } from "../../execution/completed";
import { compressed, compressor, encodingFor } from "../edge/compression";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";

/** The body of an answer, and the headers that say how it is sent. */
export interface AnswerBody {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer | Readable;
}

/** A larger answer is written in slices of this size, and the event loop continues in between. In bytes. */
export const SLICE = 256 * 1024;
/** A slice ends when less space than this is left, in bytes: a chunk that is cut to fit would be short. */
const LEAST_ROOM = 64 * 1024;
/** The maximum number of UTF-8 bytes for one UTF-16 unit. */
const BYTES_OF_A_UNIT = 3;
/** Below this many characters, one text costs less than the bytes of its chunks. */
const SHORT = 16 * 1024;

type Header = string | string[] | undefined;

/**
 * Makes the body of an answer, compressed where its caller accepts that. A long one is a stream, and made as fast as
 * the caller reads it.
 * @param chunks concatenated, they are the answer.
 */
export function bodyOf(
  chunks: readonly TextChunk[],
  acceptEncoding: Header,
): AnswerBody | Promise<AnswerBody> {
  const length = lengthOf(chunks);
  const headers: [string, string][] = [];
  const encoding = encodingFor(acceptEncoding, length);
  if (encoding !== undefined) headers.push(["content-encoding", encoding]);
  if (length > SLICE || (length > SLICE / BYTES_OF_A_UNIT && bytesIn(chunks) > SLICE)) {
    const slices = Readable.from(slicesOf(chunks), { objectMode: false });
    // An error destroys both streams, and the reader gets it.
    return {
      headers,
      body: encoding === undefined ? slices : pipeline(slices, compressor(encoding), () => undefined),
    };
  }
  const whole = inOne(chunks, length);
  if (encoding === undefined) return { headers, body: whole };
  const bytes = compressed(whole, encoding);
  return isPromise(bytes) ? bytes.then((body) => ({ headers, body })) : { headers, body: bytes };
}

function inOne(chunks: readonly TextChunk[], length: number): string | Buffer {
  if (length < SHORT && chunks.every((chunk) => typeof chunk === "string")) return chunks.join("");
  // One byte for each character usually suffices. Where it does not, a chunk is written incompletely: 4 bytes more
  // than the length let the last one show it.
  const bytes = Buffer.allocUnsafe(length + 4);
  let written = 0;
  for (const chunk of chunks) {
    if (typeof chunk !== "string") bytes.set(chunk, written);
    else if (bytes.write(chunk, written) !== chunk.length)
      return Buffer.concat(chunks.map((one) => (typeof one === "string" ? Buffer.from(one) : one)));
    written += chunk.length;
  }
  return bytes.subarray(0, length);
}

/** The bytes of an answer, in slices of `SLICE` at most. */
export async function* slicesOf(chunks: readonly TextChunk[]): AsyncGenerator<Buffer> {
  let slice: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const to = endOf(chunk, from, SLICE - length);
      const bytes = typeof chunk === "string" ? Buffer.from(chunk.slice(from, to)) : chunk.subarray(from, to);
      slice.push(bytes);
      length += bytes.length;
      from = to;
      if (length <= SLICE - LEAST_ROOM) continue;
      yield Buffer.concat(slice);
      slice = [];
      length = 0;
      await nextTurn();
    }
  }
  if (slice.length > 0) yield Buffer.concat(slice);
}

/**
 * The end of the part of a chunk that certainly fits into so many bytes. Two halves of one character stay together:
 * alone, each would be written as a replacement character of three bytes.
 */
function endOf(chunk: TextChunk, from: number, room: number): number {
  if (typeof chunk !== "string") return Math.min(chunk.length, from + room);
  const end = from + Math.floor(room / BYTES_OF_A_UNIT);
  if (end >= chunk.length) return chunk.length;
  const last = chunk.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

/** Sends an answer, compressed where its caller accepts that. */
export async function sendChunks(
  { headers }: HttpRequest,
  reply: Reply,
  chunks: readonly TextChunk[],
): Promise<void> {
  const made = bodyOf(chunks, headers["accept-encoding"]);
  const { headers: own, body } = isPromise(made) ? await made : made;
  await reply.headers(own).send(body);
}
