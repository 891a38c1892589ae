import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";

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
  readonly #queries = new LRUCache<string, ReadonlyMap<string | undefined, PreparedQuery>>({
    maxSize: LIMIT,
    // Each operation has a plan of its own.
    sizeCalculation: (queries, text) => queries.size * text.length,
  });

  /** @param wanted the operation's name where the request says one. */
  get(text: string, wanted: string | undefined): PreparedQuery | undefined {
    return this.#queries.get(text)?.get(wanted);
  }

  set(text: string, wanted: string | undefined, query: PreparedQuery): void {
    if (text.length > LONGEST_TEXT) return;
    this.#queries.set(text, new Map([...(this.#queries.get(text) ?? []), [wanted, query]]));
  }
}
