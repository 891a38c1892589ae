import type { Readable } from "node:stream";

/** An answer has more bytes than allowed. The rest is not read. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** The time limit of an attempt ended before its answer was complete. The SDK retries after an error of this name. */
export class BodyTimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * All bytes of an answer's body. Where a bound is exceeded, the connection is destroyed.
 * @param most the largest number of bytes.
 * @param milliseconds the time limit.
 * @throws AnswerTooLarge; BodyTimeoutError; any error that ends the stream early.
 */
export async function collectBody(body: Readable, most: number, milliseconds: number): Promise<Buffer> {
  const timer = setTimeout(() => body.destroy(new BodyTimeoutError()), milliseconds);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) throw new AnswerTooLarge(); // which destroys the stream
      chunks.push(chunk);
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
  } finally {
    clearTimeout(timer);
  }
}
