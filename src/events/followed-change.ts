import type { ReadOperation, WriteOperation } from "../directconnect/client/operations";
import { isKnownChange, readsInvalidatedBy } from "../directconnect/write/invalidation";
import type { Place } from "../directconnect/accounts/accounts";
import type { SettledChange } from "../journal/settled-changes";
import type { ChangeEventType } from "../types/change-event";
import type { Stopwatch } from "../scheduling/clocks";
import type { LoggedCause, WatchedPlace } from "./change-event";
import { isWatched } from "./watched-lists";

/** The maximum time that a change is followed, however long its resources take to settle, in milliseconds. */
export const LONGEST_FOLLOWED = 3_600_000;
/** The event types that a caller's change causes by itself; a BGP session or an LOA depends on more. */
const CAUSED: ReadonlySet<ChangeEventType> = new Set([
  ...(["created", "stateChanged", "updated", "deleted", "encryptionChanged", "acceptanceRequested"] as const),
]);

/** The ids of resources that lists have as rows; a BGP peer, for example, is part of one. */
const LISTED = /^(dx(con|lag|vif|rg)-\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Whether an operation makes a listed resource. */
export function isCreation(operation: string): boolean {
  return /^(Create|Allocate|Accept)/.test(operation);
}

/** A change of the journal that was made, and whose resources are read often until they are settled. */
export class FollowedChange {
  readonly cause: LoggedCause;
  readonly #ids: ReadonlySet<string>;
  readonly #created: ReadonlySet<string>;
  readonly #reads: ReadonlySet<ReadOperation>;

  /**
   * @param operations that list what it may have altered.
   * @param since runs since this process learned of it.
   */
  private constructor(
    readonly entryId: string,
    change: SettledChange,
    operations: readonly ReadOperation[],
    private readonly since: Stopwatch,
  ) {
    const { key, operation, caller, account, region, resources, owners } = change;
    const concerned = owners === null ? null : { resources, owners };
    this.cause = { key, operation, caller, entry: { account, region, concerned } };
    this.#ids = new Set(resources);
    const input = JSON.stringify(change.input);
    this.#created = new Set(
      isCreation(operation) ? resources.filter((id) => LISTED.test(id) && !input.includes(id)) : [],
    );
    this.#reads = new Set(operations);
  }

  /**
   * @param place of the change.
   * @param watched the place where it is followed.
   * @returns undefined where the change concerns no list of that place.
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

  /** Whether a list shows the result of the change. */
  concerns(operation: ReadOperation): boolean {
    return this.#reads.has(operation);
  }

  /** The ids that it names. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Whether it names a row of such a list. */
  names(key: string): boolean {
    return this.#ids.has(key);
  }

  /** The ids of the resources that it made. */
  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** Whether it made the row. */
  made(key: string): boolean {
    return this.#created.has(key);
  }

  /** Whether it causes an event of this type of a resource that it names. */
  causes(type: ChangeEventType): boolean {
    return CAUSED.has(type);
  }

  /**
   * Whether it need not be followed any longer.
   * @param isSettled whether no resource that it names is in a transitional state.
   * @param leastMilliseconds how long AWS's lists may be behind it.
   */
  isOver(isSettled: boolean, leastMilliseconds: number): boolean {
    const passed = this.since.atLeast;
    return passed >= LONGEST_FOLLOWED || (isSettled && passed >= leastMilliseconds);
  }
}
