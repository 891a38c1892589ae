/** How many characters are remembered at most, in all: about as many bytes. */
const LIMIT = 32 * 1024 * 1024;

type Write = (row: object) => string | undefined;

/**
 * The texts that were written of immutable rows, for each selection of each document. They go with their rows and
 * documents; where there are too many all the same (many documents over a large estate), all are forgotten at once.
 */
export class RememberedTexts {
  #generation = 0;
  #characters = 0;

  constructor(private readonly limit = LIMIT) {}

  /** The same, but each row is written once. */
  remembering(write: Write): Write {
    let texts = new WeakMap<object, string>();
    let generation = this.#generation;
    return (row) => {
      if (generation !== this.#generation) {
        texts = new WeakMap();
        generation = this.#generation;
      }
      const known = texts.get(row);
      if (known !== undefined) return known;
      const text = write(row);
      if (text !== undefined && this.#mayKeep(text)) texts.set(row, inOnePiece(text));
      return text;
    };
  }

  /** What is counted is what was written, also where its row is long gone: that only forgets a little early. */
  #mayKeep(text: string): boolean {
    this.#characters += text.length;
    if (this.#characters <= this.limit) return true;
    this.#characters = 0;
    this.#generation += 1;
    return false;
  }
}

/**
 * V8 joins strings by reference, so a text of sixty parts stays a tree that every answer would walk again. Asking for
 * its number makes it one piece in place.
 */
function inOnePiece(text: string): string {
  Number(text);
  return text;
}
