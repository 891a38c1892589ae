import type { JsonValue } from "../../store/json";
import type { ReadOperation } from "../operations";

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
  readonly put: readonly JsonObject[];
  /** The keys of what the change took out. */
  readonly removed: readonly string[];
}

export type JsonObject = Readonly<Record<string, JsonValue>>;

/** What the outcome of a change says about one row, in AWS's own members and without secrets. */
export interface RowChange {
  readonly listings: readonly Listing[];
  /** The row's id, as the collection's key has it. */
  readonly id: string;
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
}
