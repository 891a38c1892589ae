import type { Input, Output, ReadOperation } from "../client/operations";
import type { Place } from "../accounts/accounts";

/** What Direct Connect lists: how it is read, and how its rows are converted. */
export interface Collection<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** Its name in error messages. */
  readonly title: string;
  readonly operation: Name;
  readonly rowsOf: (output: Output<Name>) => readonly Sdk[] | undefined;
  /** @returns null for a row without an identity: it is left out, and the answer says so. */
  readonly enter: (sdkObject: Sdk, place: Place) => Row | null;
  /** The list is the same in every region of an account, and so is read from one region only. */
  readonly global?: true;
  /** The member that identifies a row within an account and region. */
  readonly key: keyof Row & string;
  /** The member that `nameContains` searches. */
  readonly nameMember: keyof Row & string;
  /**
   * The members that name a parent: a row without one is in the answer of none, and the answers that it may belong to
   * say so.
   */
  readonly parents?: readonly (keyof Row & string)[];
  /** Whether a row without this member has such a parent all the same; absent where each row has one. */
  lacksParent?(row: Row, member: keyof Row & string): boolean;
  /** The input that narrows the read: the parent, for collections that are read per parent. */
  readonly input: Input<Name>;
  /** Whether a read ends with its first page: callers request further pages by token. */
  readonly onePage?: true;
  /** The input that reads one row alone; absent where AWS has no such filter. */
  readonly byKey?: (key: string) => Input<Name>;
}
