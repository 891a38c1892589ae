import type { GatewayError } from "../../../errors";
import type { OtherChange } from "../../../journal/other-changes";
import type { JsonValue } from "../../../store/json";
import type { Collection } from "../../collections/collection";
import type { Answer, Input, Output, ReadOperation, WriteOperation } from "../../client/operations";

export type { JsonValue };

/** What became of a change, as Direct Connect itself shows it. */
export type Verdict<Name extends WriteOperation> =
  /** The operation's own output, rebuilt from what is there. */
  | {
      readonly outcome: "applied";
      readonly output: Answer<Name>;
      /**
       * A list from before the call could show the same: a value that was set before, or a row that is missing. It counts
       * once lists must show what was there at the call.
       */
      readonly mayBeOlder?: true;
    }
  /** What was to be deleted is not there, and nothing is left to answer with: as good as AWS's "not found". */
  | { readonly outcome: "gone" }
  | { readonly outcome: "notApplied" }
  /** Ambiguous or unreadable: look again later. */
  | {
      readonly outcome: "unknown";
      readonly why: string;
      /** Why Direct Connect could not be read, where that is it. */
      readonly error?: GatewayError;
      /** Whether nothing of the change is shown, and only changes without an outcome explain that. */
      readonly isUntraced?: true;
    };

/** What comes of a change that was made and is sent once more. It decides what it takes to say that it was not made. */
export type Repeated =
  /** Another resource, so nothing may be sent again before AWS's lists must show what the first one made. */
  | "another"
  /** AWS refuses it, as what the first one made stands in its way: a VLAN on a parent, an association of a pair. */
  | "refused"
  /** Nothing new: what it asks for is the case already, or no longer possible. A list that lags shows what was before. */
  | "nothing";

/** A change whose answer was lost. */
export interface LostChange<Name extends WriteOperation> {
  /** As it was sent, marker included; secret members may be missing from it. */
  readonly input: Input<Name>;
  readonly marker: string;
  /** What `before` answered; null where the operation has none. */
  readonly before: JsonValue;
}

/**
 * How to find out what became of one operation's change. A change that was refused counts as not applied, except
 * where what it asked for is the case all the same: a repeat then changes nothing, and is told so.
 */
export interface Reconciliation<Name extends WriteOperation> {
  readonly repeated: Repeated;
  /** The input with the marker's tag, where nothing else tells the result apart and the operation takes tags. */
  readonly mark?: (input: Input<Name>, marker: string) => Input<Name>;
  /** Whether the operation takes a client token; the change is then sent with one, and looked for all the same. */
  readonly takesToken?: true;
  /** What must be known from before the call, where the result is ambiguous without it. It may read from AWS. */
  readonly before?: (reader: Reader, input: Input<Name>) => Promise<JsonValue>;
  /** @throws GatewayError as `fromAws` makes it, where Direct Connect cannot be read. */
  readonly check: (reader: Reader, change: LostChange<Name>) => Promise<Verdict<Name>>;
}

/** Fresh reads in one account and region, each made once. */
export interface Reader {
  /** The account that looks. */
  readonly accountId: string;
  /** @throws GatewayError as `fromAws` makes it. */
  call<Name extends ReadOperation>(operation: Name, input: Input<Name>): Promise<Output<Name>>;
  /**
   * All rows of all pages; none where AWS says that there is no such thing.
   * @throws GatewayError as `fromAws` makes it.
   */
  list<Name extends ReadOperation, Row>(
    operation: Name,
    input: Input<Name>,
    rowsOf: (output: Output<Name>) => readonly Row[] | undefined,
  ): Promise<readonly Row[]>;
  /** The last listing that the gateway holds, of whatever age; undefined where it holds none. Costs nothing. */
  held<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
  ): readonly Row[] | undefined;
  /**
   * Other changes of the journal: those that made something and name one of the given ids, and those that name what this
   * change is about and have no outcome yet, were opened later or overlap with it in time. To be called when the rows have
   * been read: who made one of them is in the journal then.
   * @param ids of rows that this change may have made.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  others(ids: readonly string[]): Promise<readonly OtherChange[]>;
  /**
   * Other changes of the journal, of one operation, in the accounts that this change concerns, that were opened after it was
   * first opened and are not known to be refused or not made.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  laterBy(operation: WriteOperation): Promise<readonly OtherChange[]>;
  /**
   * Stands for all lists of several pages that were read: the same for the same rows, another where rows moved meanwhile.
   * Undefined where there were none.
   */
  readonly severalPages: string | undefined;
  /** Whether all that was read until now fits AWS's model: what does not may be what is looked for. */
  readonly isWhole: boolean;
}

/** How each operation is looked for; leaving one out is a compile error. */
export type Reconciliations = { readonly [Name in WriteOperation]: Reconciliation<Name> };
