import type { Input, WriteOperation } from "../../client/operations";
import { MOST_READS } from "./check";
import type { JsonValue, Reader } from "./reconciliation";
import { reconciliations } from "./reconciliations";

/**
 * The state before a change, to distinguish it from the result. Lists of several pages are read until two readings
 * agree, and an answer with rows that do not fit AWS's model is read again.
 * @param openReader begins a reading.
 * @returns null where the operation needs nothing from before, and where no reading is reliable: an answer with rows or
 * values that do not fit AWS's model never means that nothing existed.
 * @throws GatewayError as `fromAws` makes it, where Direct Connect cannot be read.
 */
export async function stateBefore<Name extends WriteOperation>(
  operation: Name,
  openReader: () => Reader,
  input: Input<Name>,
): Promise<JsonValue> {
  const { before } = reconciliations[operation];
  if (before === undefined) return null;
  let earlier: string | undefined;
  for (let read = 1; read <= MOST_READS; read += 1) {
    const reading = openReader();
    const noted = await before(reading, input);
    if (!reading.isWhole) continue;
    const { severalPages } = reading;
    if (severalPages === undefined || severalPages === earlier) return noted;
    earlier = severalPages;
  }
  return null;
}
