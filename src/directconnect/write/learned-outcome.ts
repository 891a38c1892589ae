import { randomUUID } from "node:crypto";
import type { Entry } from "../../journal/entry";
import { fromStored } from "../../journal/stored-json";
import type { JsonValue } from "../../store/json";
import type { Place } from "../accounts/accounts";
import type { Answer, Input, WriteOperation } from "../client/operations";
import type { ChangeOrder } from "./change-order";
import { type Invalidation, MORE_IN_LISTS, readsInvalidatedBy } from "./invalidation";
import { rowChangesOf } from "./row-changes";
import { rowsUnderWay } from "./rows-under-way";

/** What a process has learned of a change: by sending it, from the journal, or by a reconciliation check. */
export interface LearnedOutcome {
  readonly entry: Pick<Entry, "id" | "operation" | "account" | "region" | "input" | "before">;
  /**
   * AWS's answer as the journal stores it, null where the resource to delete did not exist any more; undefined while
   * it is unknown whether the change was made.
   */
  readonly output?: JsonValue;
  /** How long ago the outcome became known, in milliseconds: AWS's lists have had so much time to catch up. */
  readonly ageMilliseconds?: number;
  /** When the change may have been executed, if the journal has it. */
  readonly order?: ChangeOrder | undefined;
  /** Whether the change is about to be sent, or its answer was lost: it may be executed at any time. */
  readonly underWay?: "sent" | "lost";
  /** Whether it is known that it was not made, or was refused. */
  readonly isOver?: true;
  /** Whether the outcome is being noted, after which the order is known. */
  readonly isBeingNoted?: true;
}

/** How long an invalidation is valid, in milliseconds. */
export interface Validity {
  /** How long AWS's lists may be behind a change. */
  readonly consistencyMilliseconds: number;
  /** How long a change may take until lists must show whether it was made. */
  readonly underWayMilliseconds: number;
}

/** Whether a change in progress may alter existing rows. */
export function altersRows(
  { operation, input }: LearnedOutcome["entry"],
  { account, region }: Place,
): boolean {
  const change = fromStored(input) as Input<WriteOperation>; // as the entry was opened with
  return rowsUnderWay(operation as WriteOperation, change, account.accountId, region).length > 0; // as above
}

export function invalidationOf(outcome: LearnedOutcome, place: Place, validity: Validity): Invalidation {
  const { entry, output, ageMilliseconds = 0, order } = outcome;
  const operation = entry.operation as WriteOperation; // as the entry was opened with
  const input = fromStored(entry.input) as Input<WriteOperation>; // as above
  const { region } = place;
  const account = place.account.accountId;
  const reads = readsInvalidatedBy(operation, place);
  if (outcome.underWay !== undefined || outcome.isOver === true) {
    const rows = outcome.isOver === true ? [] : rowsUnderWay(operation, input, account, region);
    const validMilliseconds = outcome.isOver === true ? 0 : validity.underWayMilliseconds;
    return { id: entry.id, reads, rows, validMilliseconds, ...(order !== undefined && { order }) };
  }
  const isMade = output !== undefined;
  const moreIn = MORE_IN_LISTS[operation];
  const answer = fromStored(output ?? null) as Answer<WriteOperation> | null; // as above
  return {
    id: isMade ? entry.id : randomUUID(), // an unknown outcome must not replace a later known one
    reads,
    rows: isMade ? rowChangesOf(operation, { input, answer, account, region, before: entry.before }) : [],
    ...(isMade && moreIn !== undefined && { moreIn }),
    validMilliseconds: Math.max(0, validity.consistencyMilliseconds - ageMilliseconds),
    ...(order !== undefined && { order }),
  };
}
