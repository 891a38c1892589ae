import type { LeftOut } from "../client/unfit-values";
import type { ReadOperation } from "../client/operations";
import { RowSet, type Shape } from "../lists/row-set";

/**
 * All rows of one collection in one account and region, as they were when they were read. It is immutable, and so are
 * its rows; its orders and indexes are stored with it.
 */
export class Snapshot<Row extends object> extends RowSet<Row> {
  /**
   * @param key contains the operation, the account, the region and what narrowed the read.
   * @param version changes with the content: two snapshots of one version are the same.
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
  /** When its read began: its data is no older. In milliseconds, on the snapshots' clock. */
  readonly readAt: number;
  /** The items without an identity, which are not in the snapshot: rows, and entries of their lists. */
  readonly leftOut: LeftOut;
  /** When it had been read to its end, on the same clock. */
  readonly arrivedAt: number;
  /** The number of its pages, which is the number of calls of another read. */
  readonly pages: number;
  readonly from: Source;
  /** The keys of rows that AWS did not list: changes that its lists do not show yet have made them. */
  readonly added?: ReadonlySet<string>;
  /** Whether it has a row whose state after overlapping changes only AWS's lists can show, which may be behind. */
  readonly isUndecided?: true;
}

/** The operation and place of a reading. */
export interface Source {
  readonly operation: ReadOperation;
  readonly account: string;
  /** Empty for collections that are the same in every region. */
  readonly region: string;
}
