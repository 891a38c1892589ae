import type { GatewayError } from "../../../errors";
import type { OtherChange } from "../../../journal/other-changes";
import type { RecentChange } from "../../../journal/recent-changes";
import type { JsonValue } from "../../../store/json";
import type { Collection } from "../../collections/collection";
import type { Answer, Input, Output, ReadOperation, WriteOperation } from "../../client/operations";

export type { JsonValue };

/** The outcome of a change, as Direct Connect itself shows it. */
export type Verdict<Name extends WriteOperation> =
  /** The operation's own output, rebuilt from the rows. */
  | {
      readonly outcome: "applied";
      readonly output: Answer<Name>;
      /**
       * A list from before the call could show the same: a value that was set before, or a row that is missing. It
       * counts once lists must show the state at the call.
       */
      readonly mayBeOlder?: true;
    }
  /** The deleted resource does not exist, and no output can be rebuilt: equivalent to AWS's "not found". */
  | { readonly outcome: "gone" }
  | { readonly outcome: "notApplied" }
  /** Ambiguous or unreadable: check again later. */
  | {
      readonly outcome: "unknown";
      readonly why: string;
      /** Why Direct Connect could not be read, where that is the reason. */
      readonly error?: GatewayError;
      /** Whether Direct Connect shows no trace of the change, and only changes without an outcome explain that. */
      readonly isUntraced?: true;
    };

/**
 * The effect of a change that was made and is sent once more. It determines when a check may conclude that it was not
 * made.
 */
export type Repeated =
  /** Another resource, so nothing may be sent again before AWS's lists must show what the first one made. */
  | "another"
  /** AWS refuses it, as the resource of the first one prevents it: a VLAN on a parent, an association of a pair. */
  | "refused"
  /**
   * Nothing: the requested state exists already, or is no longer possible. A list that is behind shows the earlier
   * state.
   */
  | "nothing";

/** A change whose answer was lost. */
export interface LostChange<Name extends WriteOperation> {
  /** As it was sent, including the marker; secret members may be missing from it. */
  readonly input: Input<Name>;
  readonly marker: string;
  /** The result of `before`; null where the operation has none. */
  readonly before: JsonValue;
}

/**
 * How to determine the outcome of one operation's change. A change that was refused counts as not applied, except
 * where the requested state exists nevertheless: a repeat then changes nothing, and gets that answer.
 */
export interface Reconciliation<Name extends WriteOperation> {
  readonly repeated: Repeated;
  /** The input with the marker's tag, where nothing else identifies the result and the operation accepts tags. */
  readonly mark?: (input: Input<Name>, marker: string) => Input<Name>;
  /** Whether the operation accepts a client token; the change is then sent with one, and reconciled nevertheless. */
  readonly takesToken?: true;
  /** The state before the call that is needed, where the result is ambiguous without it. It may read from AWS. */
  readonly before?: (reader: Reader, input: Input<Name>) => Promise<JsonValue>;
  /** @throws GatewayError as `fromAws` makes it, where Direct Connect cannot be read. */
  readonly check: (reader: Reader, change: LostChange<Name>) => Promise<Verdict<Name>>;
}

/** Fresh reads in one account and region, each made once. */
export interface Reader {
  /** The account that reads. */
  readonly accountId: string;
  /** @throws GatewayError as `fromAws` makes it. */
  call<Name extends ReadOperation>(operation: Name, input: Input<Name>): Promise<Output<Name>>;
  /**
   * All rows of all pages; none where AWS answers that the resource does not exist.
   * @throws GatewayError as `fromAws` makes it.
   */
  list<Name extends ReadOperation, Row>(
    operation: Name,
    input: Input<Name>,
    rowsOf: (output: Output<Name>) => readonly Row[] | undefined,
  ): Promise<readonly Row[]>;
  /** The last whole listing that is held, of any age; undefined where there is none. Makes no call. */
  held<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
  ): readonly Row[] | undefined;
  /**
   * Other changes of the journal: those that made a resource and name one of the given ids, and those that name the
   * resource of this change and have no outcome yet, were opened later or overlap with it in time. To be called after
   * the rows have been read: the change that made one of them is in the journal then.
   * @param ids of rows that this change may have made.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  others(ids: readonly string[]): Promise<readonly OtherChange[]>;
  /**
   * Other changes of the journal, of one operation, in the accounts that this change concerns, that were opened after
   * it was first opened and are not known to be refused or not made.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  laterBy(operation: WriteOperation): Promise<readonly OtherChange[]>;
  /**
   * Changes of the journal whose outcome is known, that name one of the given ids and that AWS's lists may not show yet, the
   * newest first. To be called before a change is sent.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  recentOf(ids: readonly string[]): Promise<readonly RecentChange[]>;
  /**
   * Whether the journal has a change of one of these operations whose result may still be looked for: it has no outcome, or counts as
   * not made and can be repeated. To be called before a change is sent.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  isSought(operations: readonly WriteOperation[]): Promise<boolean>;
  /**
   * A digest of all lists of several pages that were read: the same for the same rows, another where rows moved
   * meanwhile. Undefined where there were none.
   */
  readonly severalPages: string | undefined;
  /** Whether all that was read so far fits AWS's model: the resource may be among the values that do not. */
  readonly isWhole: boolean;
}

/** The reconciliation of each operation; a missing one is a compile error. */
export type Reconciliations = { readonly [Name in WriteOperation]: Reconciliation<Name> };
