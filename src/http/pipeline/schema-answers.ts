import { isPromise, type PromiseOrValue } from "../../libraries/graphql";
import { LRUCache } from "lru-cache";
import { JsonText } from "../../execution/json-text";
import type { TextResult } from "../../execution/prepared-operation";
import type { KnownOperation } from "./known-operation";

/** The maximum size of cached answers, in bytes; the usual introspection takes about 1 MB. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Longer variables are unlikely to be repeated. */
const LONGEST_KEY = 1000;

/**
 * The answers to queries for the schema alone, as the bytes that are sent: each is made once. All callers who may see
 * the schema see all of it, so an answer is the same for all of them; the permission is checked before.
 */
export class SchemaAnswers {
  readonly #answers = new LRUCache<string, JsonText>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ length }) => Math.max(1, length),
  });
  readonly #underWay = new Map<string, Promise<TextResult>>();

  /** Returns the cached answer, or executes. */
  answer(
    operation: KnownOperation,
    values: Readonly<Record<string, unknown>>,
    execute: () => PromiseOrValue<TextResult>,
  ): PromiseOrValue<TextResult> {
    if (!operation.isConstant) return execute();
    const key = `${operation.name ?? ""}\n${JSON.stringify(values)}\n${operation.document.text}`;
    if (key.length > LONGEST_KEY + operation.document.text.length) return execute();
    const cached = this.#answers.get(key);
    if (cached !== undefined) return { data: cached };
    const underWay = this.#underWay.get(key);
    // An execution that exceeded a bound exceeded a bound of its own caller.
    if (underWay !== undefined)
      return underWay.then((done) => (done.errors === undefined ? done : execute()));
    const result = execute();
    if (!isPromise(result)) return this.#remember(key, result);
    const remembered = result
      .then((done) => this.#remember(key, done))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, remembered);
    return remembered;
  }

  #remember(key: string, result: TextResult): TextResult {
    const { data, errors } = result;
    if (!(data instanceof JsonText) || errors !== undefined) return result;
    const answer = new JsonText([Buffer.from(data.text)]);
    this.#answers.set(key, answer);
    return { data: answer };
  }
}
