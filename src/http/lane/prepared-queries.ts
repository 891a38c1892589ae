import type { DocumentNode } from "graphql";

/** A query that Apollo has parsed, validated and answered once: only its variables are new. */
export interface PreparedQuery {
  readonly document: DocumentNode;
  /** Its operation's name in the document. */
  readonly name: string | undefined;
  /** Whether its answer may be given again. */
  readonly lasts: boolean;
}

/** How many characters of documents are kept at most; what is made of a document takes some thirty times as much. */
const LIMIT = 512 * 1024;
const LONGEST_TEXT = 16 * 1024;

/** The least recently used go first where there are too many. */
export class PreparedQueries {
  readonly #queries = new Map<string, PreparedQuery>();
  #characters = 0;

  /** @param wanted the operation's name where the request says one. */
  get(text: string, wanted: string | undefined): PreparedQuery | undefined {
    const key = keyOf(text, wanted);
    const query = this.#queries.get(key);
    if (query === undefined) return undefined;
    this.#queries.delete(key);
    this.#queries.set(key, query);
    return query;
  }

  set(text: string, wanted: string | undefined, query: PreparedQuery): void {
    if (text.length > LONGEST_TEXT) return;
    const key = keyOf(text, wanted);
    if (!this.#queries.has(key)) this.#characters += key.length;
    this.#queries.set(key, query);
    for (const oldest of this.#queries.keys()) {
      if (this.#characters <= LIMIT) break;
      this.#queries.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

/** A name holds no line break. */
function keyOf(text: string, wanted = ""): string {
  return `${wanted}\n${text}`;
}
