import type { Input, WriteOperation } from "../../client/operations";
import { MOST_READS } from "./check";
import type { JsonValue, Look } from "./reconciliation";
import { reconciliations } from "./reconciliations";

/**
 * What was there before a change, to be told from what it makes. Lists of several pages are read until two readings agree.
 * @param look begins a reading.
 * @returns null where the operation needs nothing from before, and where what was read does not say it: an answer with
 * rows or values that do not fit AWS's model never means that nothing was there.
 * @throws GatewayError as `fromAws` makes it, where Direct Connect cannot be read.
 */
export async function knownBefore<Name extends WriteOperation>(
  operation: Name,
  look: () => Look,
  input: Input<Name>,
): Promise<JsonValue> {
  const { before } = reconciliations[operation];
  if (before === undefined) return null;
  let earlier: string | undefined;
  for (let read = 1; read <= MOST_READS; read += 1) {
    const reading = look();
    const known = await before(reading, input);
    if (!reading.isWhole) return null;
    const { severalPages } = reading;
    if (severalPages === undefined || severalPages === earlier) return known;
    earlier = severalPages;
  }
  return null;
}
