/** How much of the past tables keep: while it is more than nothing, each change says what was there before it. */
export class History {
  /** Emulated milliseconds; 0 keeps nothing. */
  keptFor = 0;
  /** Emulated milliseconds since the epoch. */
  now: () => number = () => 0;
}

/** What a row was before a change of it. */
export interface EarlierRow<Filed> {
  readonly at: number;
  readonly id: string;
  /** Absent where there was none. */
  readonly before?: Filed;
}
