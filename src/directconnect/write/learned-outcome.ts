import { randomUUID } from "node:crypto";
import type { Entry } from "../../journal/entry";
import { fromStored } from "../../journal/stored-json";
import type { JsonValue } from "../../store/json";
import type { Place } from "../accounts/accounts";
import type { Answer, Input, WriteOperation } from "../client/operations";
import type { ChangeOrder } from "./change-order";
import { type Invalidation, readsInvalidatedBy } from "./invalidation";
import { rowChangesOf } from "./row-changes";

/** What a process has learned of a change: by sending it, from the journal, or by a reconciliation check. */
export interface LearnedOutcome {
  readonly entry: Pick<Entry, "id" | "operation" | "account" | "region" | "input">;
  /**
   * AWS's answer as the journal stores it, null where what was to be deleted was not there any more; undefined while
   * it is not known whether the change was made.
   */
  readonly output?: JsonValue;
  /** How long ago the outcome became known, in milliseconds: AWS's lists have had so much time to follow. */
  readonly ageMilliseconds?: number;
  /** When the change may have been executed, as far as the journal says so. */
  readonly order?: ChangeOrder | undefined;
  /** Whether the order is going to be known in a moment, when the outcome is noted. */
  readonly isBeingNoted?: true;
}

/** @param consistencyMilliseconds how long AWS's lists may lag behind a change. */
export function invalidationOf(
  { entry, output, ageMilliseconds = 0, order }: LearnedOutcome,
  place: Place,
  consistencyMilliseconds: number,
): Invalidation {
  const operation = entry.operation as WriteOperation; // as the entry was opened with
  const isMade = output !== undefined;
  const rows = isMade
    ? rowChangesOf(operation, {
        input: fromStored(entry.input) as Input<WriteOperation>, // as above
        answer: fromStored(output) as Answer<WriteOperation> | null, // as above
        account: place.account.accountId,
        region: place.region,
      })
    : [];
  return {
    id: isMade ? entry.id : randomUUID(), // what was in doubt must not stand for what is known later
    reads: readsInvalidatedBy(operation, place),
    rows,
    validMilliseconds: Math.max(0, consistencyMilliseconds - ageMilliseconds),
    ...(order !== undefined && { order }),
  };
}
