import { createHash } from "node:crypto";

/** Numbers from 0 to 1, the same for the same seed. */
export class Random {
  #count = 0;

  constructor(private readonly seed: string) {}

  next(): number {
    return createHash("sha256").update(`${this.seed}/${this.#count++}`).digest().readUInt32BE(0) / 2 ** 32;
  }

  /** A whole number from 0 to one less than `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** @throws RangeError where there is nothing to pick. */
  pick<Value>(values: readonly Value[]): Value {
    const index = this.below(values.length);
    if (index >= values.length) throw new RangeError("There is nothing to pick.");
    return values[index] as Value; // the index is within
  }
}
