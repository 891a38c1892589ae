import type { JsonValue } from "../../store/json";
import type { ReadOperation } from "../client/operations";

/** A listing that shows a row. */
export interface Listing {
  readonly operation: ReadOperation;
  /** The account that reads it, 12 digits. Null for every account: the row is then changed where it is listed. */
  readonly account: string | null;
  /** For rows that are listed by their parent, such as hosted connections: the parent that it has now. */
  readonly parent?: string | undefined;
}

/** The change of a list inside a row, such as its tags. */
export interface ElementChange {
  /** The member with the list. */
  readonly member: string;
  /** The member that identifies its elements. */
  readonly key: string;
  /** The member with the state of an element; without one, the elements of the change count. */
  readonly state?: string | undefined;
  /** The member of the row with the number of elements. */
  readonly count?: string | undefined;
  readonly put: readonly JsonObject[];
  /** The keys of the elements that the change removed. */
  readonly removed: readonly string[];
  /** The members that the change set in listed elements, except in those with a later state. */
  readonly set?: {
    /** The keys of those elements; by default all of them. */
    readonly keys?: readonly string[] | undefined;
    readonly members: JsonObject;
  };
  /** The changes of lists inside elements. */
  readonly within?: {
    /** The key of the one element; by default all of them. */
    readonly key?: string | undefined;
    readonly elements: readonly ElementChange[];
  };
}

export type JsonObject = Readonly<Record<string, JsonValue>>;

/** The change of one row by an outcome, in AWS's own members and without secrets. */
export interface RowChange {
  readonly listings: readonly Listing[];
  /** The row's id, the key of its collection; with `by`, the id that the rows name. */
  readonly id: string;
  /**
   * For rows beside the changed one, all listed rows that name it: the member with its id,
   * such as `lagId`, or a list and the member in its elements, such as `connections.connectionId`.
   */
  readonly by?: string;
  /** Further members that a listed row must have; other rows stay unchanged. */
  readonly whose?: JsonObject;
  /** The key of the one row that is excluded. */
  readonly except?: string;
  /** A later change with the same topic replaces this one. */
  readonly topic?: string;
  readonly members: JsonObject;
  /** Whether the members are the whole row, which can then represent one that is not listed yet. */
  readonly isWhole: boolean;
  /** The member with the state of the row. */
  readonly state?: string | undefined;
  /** Members that the change set: a listed row with other values is from before it. */
  readonly decisive: readonly string[];
  /**
   * The same for lists: a listed row whose list lacks an added element, or has a removed one, is from before the
   * change.
   */
  readonly decisiveElements: readonly ElementChange[];
  readonly elements: readonly ElementChange[];
  /** Whether the members of the row were left out: only AWS's lists have them, whatever earlier changes contain. */
  readonly isLeftOut?: true;
}

/** The listing of a change's row in the reads of one account; undefined if these do not list it. */
export function listingIn(
  { listings }: Pick<RowChange, "listings">,
  operation: ReadOperation,
  accountId: string,
): Listing | undefined {
  return listings.find(
    (listing) =>
      listing.operation === operation && (listing.account === null || listing.account === accountId),
  );
}

/** The same change of a row, reduced to its existence or deletion. */
export function withoutMembers({ members, state, ...change }: RowChange): RowChange {
  const answeredState = state === undefined ? undefined : members[state];
  return {
    ...change,
    members: state === undefined || answeredState === undefined ? {} : { [state]: answeredState },
    ...(state !== undefined && { state }),
    ...{ isWhole: false, decisive: [], decisiveElements: [], elements: [], isLeftOut: true },
  };
}
