import { parse } from "graphql";
import { CEILINGS, type Limits } from "../../auth/caller-limits";
import { checkShape, type SizedShape, tooDeep } from "./check";
import { shapeOf } from "./document-shape";

/** Texts whose shape is remembered; longer ones are measured each time. */
const MOST_TEXTS = 2000;
const LONGEST_TEXT = 16 * 1024;

/**
 * Refuses documents that are too large before anything else is made of them: validating one takes time that grows
 * with the square of its size. A text is parsed here once and its shape remembered.
 */
export class ShapeGate {
  readonly #shapes = new Map<string, SizedShape>();

  /** @throws GatewayError LIMIT_EXCEEDED. What is no document at all is let through: parsing says better why. */
  check(text: string, limits: Limits): void {
    const shape = this.#shapes.get(text) ?? this.#measure(text, limits);
    if (shape !== undefined) checkShape(shape, limits);
  }

  #measure(text: string, limits: Limits): SizedShape | undefined {
    let document;
    try {
      document = parse(text, { noLocation: true, maxTokens: CEILINGS.tokens });
    } catch (error) {
      // The parser calls itself for each level, and the stack ends before the tokens do.
      if (error instanceof RangeError) throw tooDeep(limits);
      return undefined;
    }
    const shape = { tokens: document.tokenCount ?? 0, ...shapeOf(document) };
    if (text.length <= LONGEST_TEXT) {
      if (this.#shapes.size >= MOST_TEXTS) this.#shapes.clear();
      this.#shapes.set(text, shape);
    }
    return shape;
  }
}
