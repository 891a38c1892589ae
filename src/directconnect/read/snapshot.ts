import type { LeftOut } from "../client/unfit-values";
import type { ReadOperation } from "../client/operations";
import { RowSet, type Shape } from "../lists/row-set";

/**
 * All rows of one collection in one account and region, as they were when they were read. It never changes, nor do
 * its rows; what is found out about them is kept with it.
 */
export class Snapshot<Row extends object> extends RowSet<Row> {
  /**
   * @param key names the operation, the account, the region and what narrowed the read.
   * @param version given anew where the content is: two snapshots of one version are the same.
   */
  constructor(
    readonly key: string,
    readonly version: number,
    rows: readonly Row[],
    shape: Shape,
    earlier?: Snapshot<Row>,
  ) {
    super(rows, shape, earlier);
  }
}

/** A snapshot, and when it was read: an equal one that is read later is the same snapshot. */
export interface Reading<Row extends object> {
  readonly snapshot: Snapshot<Row>;
  /** When its read began: nothing in it is older. In milliseconds, on the snapshots' clock. */
  readonly readAt: number;
  /** What came without what tells it apart, and is not in the snapshot: rows, and entries of their lists. */
  readonly leftOut: LeftOut;
  /** When it had been read to its end, on the same clock. */
  readonly arrivedAt: number;
  /** How many pages it came in: as many calls as reading it again takes. */
  readonly pages: number;
  readonly from: Source;
  /** The keys of rows that AWS did not list: a change made them that its lists do not show yet. */
  readonly added?: ReadonlySet<string>;
  /** Whether it holds a row of which AWS's lists alone can say what changes have made of it, and may not show it yet. */
  readonly isUndecided?: true;
}

/** What was read. */
export interface Source {
  readonly operation: ReadOperation;
  readonly account: string;
  /** Empty for what is the same from every region. */
  readonly region: string;
}
