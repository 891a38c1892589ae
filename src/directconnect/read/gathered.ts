import type { GatewayError } from "../../errors";
import type { Unavailable } from "../../types/graph/page";
import type { RowSet } from "../lists/row-set";

/** What a fan-out read, and what it could not. */
export interface Gathered<Row extends object> {
  readonly rows: readonly Row[];
  /** The same, with their orders and indexes. */
  readonly set: RowSet<Row>;
  readonly unavailable: readonly Unavailable[];
  /** Why nothing at all could be read; null where something could, or there was nothing to read. */
  readonly failure: GatewayError | null;
}

/**
 * What a fan-out read, unless that is nothing.
 * @throws GatewayError as `nothingRead` makes it: an empty list would be a lie.
 */
export function unlessFailed<Row extends object>(gathered: Gathered<Row>): Gathered<Row> {
  if (gathered.failure !== null) throw gathered.failure;
  return gathered;
}
