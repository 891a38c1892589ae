import type { ReadOperation, WriteOperation } from "../directconnect/client/operations";
import { isKnownChange, readsInvalidatedBy } from "../directconnect/write/invalidation";
import type { Place } from "../directconnect/accounts/accounts";
import type { SettledChange } from "../journal/settled-changes";
import type { ChangeEventType } from "../types/change-event";
import type { Stopwatch } from "../scheduling/clocks";
import type { Cause, WatchedPlace } from "./change-event";
import { isWatched } from "./watched-lists";

/** How long a change is followed at most, however long its resources take to settle, in milliseconds. */
export const LONGEST_FOLLOWED = 3_600_000;
/** What the change of a caller does by itself; a BGP session or a letter follows from more than that. */
const CAUSED: ReadonlySet<ChangeEventType> = new Set([
  ...(["created", "stateChanged", "updated", "deleted", "encryptionChanged", "acceptanceRequested"] as const),
]);

/** The ids of what lists show as rows; a BGP peer, for example, is part of one. */
const LISTED = /^(dx(con|lag|vif|rg)-\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Whether an operation makes something that lists show. */
export function isCreation(operation: string): boolean {
  return /^(Create|Allocate|Accept)/.test(operation);
}

/** A change of the journal that was made, and whose resources are watched closely until they are settled. */
export class FollowedChange {
  readonly cause: Cause;
  readonly #ids: ReadonlySet<string>;
  readonly #created: ReadonlySet<string>;
  readonly #reads: ReadonlySet<ReadOperation>;

  /**
   * @param operations that list what it may have altered.
   * @param since runs since it was learned of.
   */
  private constructor(
    readonly entryId: string,
    change: SettledChange,
    operations: readonly ReadOperation[],
    private readonly since: Stopwatch,
  ) {
    const { key, operation, caller, resources } = change;
    this.cause = { key, operation, caller };
    this.#ids = new Set(resources);
    const input = JSON.stringify(change.input);
    this.#created = new Set(
      isCreation(operation) ? resources.filter((id) => LISTED.test(id) && !input.includes(id)) : [],
    );
    this.#reads = new Set(operations);
  }

  /**
   * @param place of the change.
   * @param watched where it is followed.
   * @returns undefined where the change says nothing of what is listed there.
   */
  static of(
    change: SettledChange,
    place: Place,
    { account, region }: WatchedPlace,
    since: Stopwatch,
  ): FollowedChange | undefined {
    if (!isKnownChange(change.operation)) return undefined;
    const operation: WriteOperation = change.operation;
    const operations = readsInvalidatedBy(operation, place)
      .filter((reads) => reads.account === null || reads.account === account)
      .flatMap((reads) => reads.operations)
      .filter((one) => isWatched(one, region));
    return operations.length === 0 ? undefined : new FollowedChange(change.id, change, operations, since);
  }

  /** Whether a list shows what the change did. */
  concerns(operation: ReadOperation): boolean {
    return this.#reads.has(operation);
  }

  /** The ids of what it names. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Whether it names a row of such a list. */
  names(key: string): boolean {
    return this.#ids.has(key);
  }

  /** The ids of what it made. */
  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** Whether it made the row. */
  made(key: string): boolean {
    return this.#created.has(key);
  }

  /** Whether an event of what it names follows from it. */
  causes(type: ChangeEventType): boolean {
    return CAUSED.has(type);
  }

  /**
   * Whether it is to be followed any longer.
   * @param isSettled whether nothing that it names is on its way to another state.
   * @param leastMilliseconds for how long AWS's lists may lag behind it.
   */
  isOver(isSettled: boolean, leastMilliseconds: number): boolean {
    const passed = this.since.atLeast;
    return passed >= LONGEST_FOLLOWED || (isSettled && passed >= leastMilliseconds);
  }
}
