/** The member that tells rows apart, and the one that names them. */
export interface Shape {
  readonly key: string;
  readonly nameMember: string;
}

/**
 * All rows of one collection in one account and region, as they were when they were read. It never changes, nor do
 * its rows; what is found out about them is kept with it.
 */
export class Snapshot<Row extends object> {
  #byKey: ReadonlyMap<string, Row> | undefined;

  /**
   * @param key names the operation, the account, the region and what narrowed the read.
   * @param version given anew where the content is: two snapshots of one version are the same.
   */
  constructor(
    readonly key: string,
    readonly version: number,
    readonly rows: readonly Row[],
    readonly shape: Shape,
  ) {}

  get byKey(): ReadonlyMap<string, Row> {
    return (this.#byKey ??= new Map(
      this.rows.map((row) => [String((row as Readonly<Record<string, unknown>>)[this.shape.key]), row]),
    ));
  }
}

/** A snapshot, and when it was read: an equal one that is read later is the same snapshot. */
export interface Reading<Row extends object> {
  readonly snapshot: Snapshot<Row>;
  /** When its read began: nothing in it is older. In milliseconds, on the snapshots' clock. */
  readonly readAt: number;
  readonly from: Source;
}

/** What was read. */
export interface Source {
  readonly operation: string;
  readonly account: string;
  /** Empty for what is the same from every region. */
  readonly region: string;
}
