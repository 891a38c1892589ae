import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { bodyOf, SLICE, slicesOf } from "../../../src/http/pipeline/send";

/** A slice is bounded in bytes, whatever characters the answer has. */
const LENGTH = 300_000;
const texts: Record<string, (string | Buffer)[]> = {
  "characters of one byte": ["x".repeat(LENGTH)],
  "characters of three bytes": ["\u20ac".repeat(LENGTH)],
  "characters of two units": [`x${"\u{1f600}".repeat(LENGTH)}`],
  "halves of characters": ["\ud83d".repeat(LENGTH)],
  "many short chunks": Array<string>(LENGTH).fill("\u00e9x"),
  "bytes beside text": ["\u20ac".repeat(LENGTH), Buffer.alloc(LENGTH, "y"), "z"],
};

test.each(Object.entries(texts))("%s", async (_name, chunks) => {
  const expected = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as string)));
  const slices: Buffer[] = [];
  for await (const slice of slicesOf(chunks)) slices.push(slice);
  expect(Buffer.concat(slices).equals(expected)).toBe(true);
  expect(Math.max(...slices.map(({ length }) => length))).toBeLessThanOrEqual(SLICE);
  expect(slices.length).toBeLessThanOrEqual(Math.ceil(expected.length / (SLICE / 2)));
});

test.each([
  ["as many bytes as a slice has", "x".repeat(SLICE), false],
  ["one more", "x".repeat(SLICE + 1), true],
  ["fewer characters, of more bytes", "\u20ac".repeat(SLICE / 2), true],
])("an answer is a stream from more than a slice on: %s", async (_name, text, isStream) => {
  const { body } = await bodyOf([text], undefined);
  expect(body instanceof Readable).toBe(isStream);
  const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body as string);
  expect(bytes.equals(Buffer.from(text))).toBe(true);
});
