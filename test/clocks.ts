import type { Clocks } from "../src/scheduling/clocks";

/** Clocks that are set by hand. */
export class HandClocks implements Clocks {
  #monotonic = 1_000_000;
  #wall = Date.now();

  readonly monotonic = () => this.#monotonic;
  readonly wall = () => this.#wall;

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#monotonic += milliseconds;
    this.#wall += milliseconds;
  }

  /** Sets the wall clock forwards or back. */
  step(milliseconds: number): void {
    this.#wall += milliseconds;
  }
}
