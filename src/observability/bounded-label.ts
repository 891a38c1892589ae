/** What a label says where its own values have run out. */
export const OTHER = "other";

/**
 * Keeps a label from growing without end where callers can make values up: the first values keep their names, all
 * later ones are `other`.
 */
export class BoundedLabel {
  readonly #values = new Set<string>();

  /** @param most how many values keep their names */
  constructor(private readonly most: number) {}

  /** The value itself where it has a name of its own, otherwise `other`. */
  of(value: string): string {
    if (this.#values.has(value)) return value;
    if (this.#values.size >= this.most) return OTHER;
    this.#values.add(value);
    return value;
  }
}
