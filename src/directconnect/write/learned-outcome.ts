import { randomUUID } from "node:crypto";
import type { Entry } from "../../journal/entry";
import { fromStored } from "../../journal/stored-json";
import type { JsonValue } from "../../store/json";
import type { Place } from "../accounts/accounts";
import type { Answer, Input, WriteOperation } from "../client/operations";
import type { ChangeOrder } from "./change-order";
import { type Invalidation, readsInvalidatedBy } from "./invalidation";
import { rowChangesOf } from "./row-changes";
import { rowsUnderWay } from "./rows-under-way";

/** What a process has learned of a change: by sending it, from the journal, or by a reconciliation check. */
export interface LearnedOutcome {
  readonly entry: Pick<Entry, "id" | "operation" | "account" | "region" | "input" | "before">;
  /**
   * AWS's answer as the journal stores it, null where what was to be deleted was not there any more; undefined while
   * it is not known whether the change was made.
   */
  readonly output?: JsonValue;
  /** How long ago the outcome became known, in milliseconds: AWS's lists have had so much time to follow. */
  readonly ageMilliseconds?: number;
  /** When the change may have been executed, as far as the journal says so. */
  readonly order?: ChangeOrder | undefined;
  /** Whether the change is about to be sent, or its answer was lost: it may be made at any moment. */
  readonly underWay?: "sent" | "lost";
  /** Whether it is known that it was not made, or was refused. */
  readonly isOver?: true;
  /** Whether the order is going to be known in a moment, when the outcome is noted. */
  readonly isBeingNoted?: true;
}

/** How long what is invalidated is valid, in milliseconds. */
export interface Validity {
  /** How long AWS's lists may lag behind a change. */
  readonly consistencyMilliseconds: number;
  /** How long a change may be under way until lists must show whether it was made. */
  readonly underWayMilliseconds: number;
}

/** Whether a change that is under way may alter rows that are there. */
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
  const answer = fromStored(output ?? null) as Answer<WriteOperation> | null; // as above
  return {
    id: isMade ? entry.id : randomUUID(), // what was in doubt must not stand for what is known later
    reads,
    rows: isMade ? rowChangesOf(operation, { input, answer, account, region, before: entry.before }) : [],
    validMilliseconds: Math.max(0, validity.consistencyMilliseconds - ageMilliseconds),
    ...(order !== undefined && { order }),
  };
}
