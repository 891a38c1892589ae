import type { Input, Output, ReadOperation } from "../client/operations";
import type { Place } from "../accounts/accounts";

/** What Direct Connect lists: how it is read, and how its rows are taken in. */
export interface Collection<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** What callers call it: it stands in error messages. */
  readonly title: string;
  readonly operation: Name;
  readonly rowsOf: (output: Output<Name>) => readonly Sdk[] | undefined;
  /** @returns null for a row that nothing tells apart: it is left out, and the answer says so. */
  readonly enter: (sdkObject: Sdk, place: Place) => Row | null;
  /** The same from every region of an account, and so read from one of them only. */
  readonly global?: true;
  /** The member that tells rows apart within an account and region. */
  readonly key: keyof Row & string;
  /** The member that `nameContains` looks at. */
  readonly nameMember: keyof Row & string;
  /** What narrows the read: the parent, for collections that are read per parent. */
  readonly input: Input<Name>;
  /** Whether a read ends with its first page: what further pages hold is asked for by their token. */
  readonly onePage?: true;
  /** The input that reads one row alone; absent where AWS has no such filter. */
  readonly byKey?: (key: string) => Input<Name>;
}
