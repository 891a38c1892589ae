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

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }
}
