import { setTimeout as wait } from "node:timers/promises";

/** The clocks of a machine, in milliseconds. Tests hand in others. */
export interface Clocks {
  /** Never goes back, but stops while the machine sleeps. */
  readonly monotonic: () => number;
  /** Goes on while the machine sleeps, but may be set forwards and back. */
  readonly wall: () => number;
  /** Resolves once so much time has passed on both. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const SYSTEM_CLOCKS: Clocks = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  wait: (milliseconds) => wait(milliseconds),
};

/** Measures the time since an event. */
export class Stopwatch {
  readonly #monotonic: number;
  readonly #wall: number;

  /**
   * Begins now.
   * @param before how much passed before that, in milliseconds.
   */
  constructor(
    private readonly clocks: Clocks,
    private readonly before = 0,
  ) {
    this.#monotonic = clocks.monotonic();
    this.#wall = clocks.wall();
  }

  /** What has certainly passed: no step of the wall clock makes it more. In milliseconds. */
  get atLeast(): number {
    return this.before + this.clocks.monotonic() - this.#monotonic;
  }

  /** What may have passed: the larger of what the two clocks say, as one of them was stopped or set. In milliseconds. */
  get atMost(): number {
    return Math.max(this.atLeast, this.before + this.clocks.wall() - this.#wall);
  }
}
