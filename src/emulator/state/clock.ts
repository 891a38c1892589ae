/** How emulated time runs: `scaled` follows the wall clock times `scale`, `manual` only moves by `advance`. */
export type ClockMode = { mode: "scaled"; scale: number } | { mode: "manual" };

/** Emulated time. It never goes back; `advance` adds to it in either mode. */
export class Clock {
  private readonly startedAt = Date.now();
  private advanced = 0;

  constructor(
    private readonly mode: ClockMode,
    private readonly origin: number = Date.now(),
  ) {}

  /** Emulated milliseconds since the epoch. */
  now(): number {
    const elapsed = this.mode.mode === "scaled" ? (Date.now() - this.startedAt) * this.mode.scale : 0;
    return this.origin + this.advanced + Math.max(0, elapsed);
  }

  /** Moves emulated time on by so many milliseconds. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0) || !Number.isFinite(milliseconds)) {
      throw new RangeError("The clock only moves forward, by a finite number of milliseconds.");
    }
    this.advanced += milliseconds;
  }
}
