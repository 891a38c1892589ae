import type { Text } from "./completed";
import { inOnePiece } from "./json-text";

/** How many characters are remembered at most, in all: about as many bytes. */
const LIMIT = 32 * 1024 * 1024;
/** One row of so many is watched, to see whether rows come again. */
const WATCHED = 32;
/** How many rows without one that was known show that they do not come again. */
const ROWS_UNTIL_RETRY = 4096;

type Write = (row: object) => Text | undefined;

/**
 * The texts that were written of immutable rows, for each selection of each document. They go with their rows and
 * documents; where there are too many all the same (many documents over a large estate), all are forgotten at once.
 *
 * Keeping a text costs about as much as writing it. So none is kept before a row has come again, nor while none does:
 * where every answer is made of new rows, or of rows that nobody asks for twice.
 */
export class RememberedTexts {
  #generation = 0;
  #characters = 0;

  constructor(private readonly limit = LIMIT) {}

  /** The same, but rows that come again and again are written once. */
  remembering(write: Write): Write {
    return this.#remembering(write, (text) => (typeof text === "string" ? inOnePiece(text) : text));
  }

  /** The same, for rows of long lists: what is remembered is their bytes. */
  rememberingBytes(write: Write): (row: object) => Text | Buffer | undefined {
    return this.#remembering(write, (text) => (typeof text === "string" ? Buffer.from(text) : text));
  }

  #remembering<Kept>(write: Write, keep: (text: Text) => Kept): (row: object) => Text | Kept | undefined {
    const watched = new WeakSet();
    let texts = new WeakMap<object, Kept>();
    let generation = this.#generation;
    let written = 0;
    let rowsToSkip = 0;
    return (row) => {
      if (rowsToSkip === 0) {
        written += 1;
        if (written % WATCHED === 0) {
          if (watched.has(row)) rowsToSkip = ROWS_UNTIL_RETRY;
          else watched.add(row);
        }
        return write(row);
      }
      if (generation !== this.#generation) {
        texts = new WeakMap();
        generation = this.#generation;
      }
      const remembered = texts.get(row);
      if (remembered !== undefined) {
        rowsToSkip = ROWS_UNTIL_RETRY;
        return remembered;
      }
      rowsToSkip -= 1;
      const text = write(row);
      if (text !== undefined && this.#mayKeep(text)) texts.set(row, keep(text));
      return text;
    };
  }

  /** What is counted is what was written, also where its row is long gone: that only forgets a little early. */
  #mayKeep(text: Text): boolean {
    this.#characters += text.length;
    if (this.#characters <= this.limit) return true;
    this.#characters = 0;
    this.#generation += 1;
    return false;
  }
}
