import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clocks, SYSTEM_CLOCKS } from "../src/scheduling/clocks";

/** Clocks that are set by hand. A pause makes its time pass. */
export class HandClocks implements Clocks {
  #monotonic = 1_000_000;
  #wall = Date.now();

  readonly monotonic = () => this.#monotonic;
  readonly wall = () => this.#wall;
  readonly wait = async (milliseconds: number) => {
    this.pass(milliseconds);
    await nextTurn();
  };

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

/** The machine's clocks, but a pause makes its time pass at once. */
export class SkippingClocks implements Clocks {
  #skipped = 0;

  readonly monotonic = () => SYSTEM_CLOCKS.monotonic() + this.#skipped;
  readonly wall = () => SYSTEM_CLOCKS.wall() + this.#skipped;
  readonly wait = async (milliseconds: number) => {
    this.#skipped += milliseconds;
    await nextTurn();
  };
}
