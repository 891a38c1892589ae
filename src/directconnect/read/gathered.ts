import type { GatewayError } from "../../errors";
import type { Unavailable } from "../../types/graph/page";
import type { RowSet } from "../lists/row-set";

/** The rows and the failures of a fan-out. */
export interface Gathered<Row extends object> {
  readonly rows: readonly Row[];
  /** The rows with their orders and indexes. */
  readonly set: RowSet<Row>;
  readonly unavailable: readonly Unavailable[];
  /** The reason where every read failed; null where one succeeded, or there was nothing to read. */
  readonly failure: GatewayError | null;
}

/**
 * The result of a fan-out, unless every read failed.
 * @throws GatewayError as `nothingRead` makes it: an empty list would be wrong.
 */
export function unlessFailed<Row extends object>(gathered: Gathered<Row>): Gathered<Row> {
  if (gathered.failure !== null) throw gathered.failure;
  return gathered;
}
