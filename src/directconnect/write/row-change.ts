import type { JsonValue } from "../../store/json";
import type { ReadOperation } from "../client/operations";

/** A listing that shows a row. */
export interface Listing {
  readonly operation: ReadOperation;
  /** The account that reads it, 12 digits. Null for every account: the row is then changed where it is listed. */
  readonly account: string | null;
  /** For what is listed by its parent, such as hosted connections: the parent that it has now. */
  readonly parent?: string | undefined;
}

/** What a change did to a list inside a row, such as its tags. */
export interface ElementChange {
  /** The member that holds the list. */
  readonly member: string;
  /** The member that tells its elements apart. */
  readonly key: string;
  /** The member that says how far an element is; without one, what the change put there counts. */
  readonly state?: string | undefined;
  /** The member of the row that says how many elements there are. */
  readonly count?: string | undefined;
  readonly put: readonly JsonObject[];
  /** The keys of what the change took out. */
  readonly removed: readonly string[];
  /** What the change set in listed elements that are not further by their state. */
  readonly set?: {
    /** The keys of those elements; all of them where left out. */
    readonly keys?: readonly string[] | undefined;
    readonly members: JsonObject;
  };
  /** What the change did to lists inside of elements. */
  readonly within?: {
    /** The key of the one element; all of them where left out. */
    readonly key?: string | undefined;
    readonly elements: readonly ElementChange[];
  };
}

export type JsonObject = Readonly<Record<string, JsonValue>>;

/** What the outcome of a change says about one row, in AWS's own members and without secrets. */
export interface RowChange {
  readonly listings: readonly Listing[];
  /** The row's id, as the collection's key has it; where `by` says so, that of what the rows name. */
  readonly id: string;
  /**
   * Where rows beside the one that was changed are meant, all those that are listed and name it: the member that does,
   * such as `lagId`, or a list and the member in its elements, such as `connections.connectionId`.
   */
  readonly by?: string;
  /** What a listed row has besides; other rows stay as they are. */
  readonly whose?: JsonObject;
  /** The key of the one row that is not meant. */
  readonly except?: string;
  /** Names what a later change says anew: it stands for this one then. */
  readonly topic?: string;
  readonly members: JsonObject;
  /** Whether the members are the whole row, which can then stand for one that is not listed yet. */
  readonly isWhole: boolean;
  /** The member that says how far the row is. */
  readonly state?: string | undefined;
  /** Members that the change set: a listed row with other values is from before it. */
  readonly decisive: readonly string[];
  /** The same for lists: a listed row whose list does not have what was put, or has what was removed, is from before. */
  readonly decisiveElements: readonly ElementChange[];
  readonly elements: readonly ElementChange[];
  /** Whether what the change says of the row was left out: AWS's lists alone say it, whatever earlier changes said. */
  readonly isLeftOut?: true;
}

/** The same change of a row, without what it says of it but that the row is there, or is going. */
export function withoutMembers({ members, state, ...change }: RowChange): RowChange {
  const answeredState = state === undefined ? undefined : members[state];
  return {
    ...change,
    members: state === undefined || answeredState === undefined ? {} : { [state]: answeredState },
    ...(state !== undefined && { state }),
    ...{ isWhole: false, decisive: [], decisiveElements: [], elements: [], isLeftOut: true },
  };
}
