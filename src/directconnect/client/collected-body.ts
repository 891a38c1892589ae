import type { Readable } from "node:stream";

/** An answer has more bytes than it may. Whatever else it says is not read. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** The time of an attempt was over before its answer was there. The SDK tries again after an error of this name. */
export class BodyTimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * All bytes of an answer's body. At either bound the connection is cut.
 * @param most how many bytes it may have.
 * @param milliseconds how long it may take.
 * @throws AnswerTooLarge; BodyTimeoutError; whatever ends the stream before its end.
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
