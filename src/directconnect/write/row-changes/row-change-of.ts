import type { JsonValue } from "../../../store/json";
import { toStored } from "../../../journal/stored-json";
import type { Answer, Input, ReadOperation, WriteOperation } from "../../client/operations";
import type { JsonObject, Listing, RowChange } from "../row-change";

/** A change that was made. */
export interface Outcome<Name extends WriteOperation> {
  readonly input: Input<Name>;
  /** Null where the resource to delete did not exist any more. */
  readonly answer: Answer<Name> | null;
  /** The account that made the change, 12 digits. */
  readonly account: string;
  readonly region: string;
  /** The state that the change noted before it was sent; null where it noted nothing. */
  readonly before: JsonValue;
}

/** The row changes of the outcome of each operation. */
export type RowChanges = {
  readonly [Name in WriteOperation]: (outcome: Outcome<Name>) => readonly (RowChange | undefined)[];
};

/** A row change that is still to be completed: absent members have empty defaults. */
export interface Draft extends Partial<Omit<RowChange, "members">> {
  readonly listings: readonly Listing[];
  readonly members?: object | undefined;
}

/**
 * The change of one row by an outcome, without its secret members.
 * @returns undefined where the answer does not identify the row.
 */
export function rowChangeOf(
  id: string | null | undefined,
  { members = {}, ...draft }: Draft,
): RowChange | undefined {
  if (id === undefined || id === null || id === "") return undefined;
  const stored = asStored(members);
  return { isWhole: false, decisive: [], decisiveElements: [], elements: [], ...draft, id, members: stored };
}

/** Elements of a list without their secret members. */
export const storedList = (elements: readonly object[] = []): JsonObject[] => elements.map(asStored);

function asStored(members: object): JsonObject {
  return toStored(members) as JsonObject; // an object stays one
}

/** The reads of several accounts, if these are known. */
export function listedTo(operation: ReadOperation, accounts: readonly (string | undefined)[]): Listing[] {
  const accountIds = new Set(accounts.filter((account) => account !== undefined));
  return [...accountIds].map((account) => ({ operation, account }));
}

/** The reads of any account: rows are changed there, and never added. */
export const listedAnywhere = (...operations: ReadOperation[]): Listing[] =>
  operations.map((operation) => ({ operation, account: null }));

/** The requested members that AWS's answer shows as requested: one that AWS applies later proves nothing. */
export function setAs(answer: object | undefined, wanted: Readonly<Record<string, unknown>>): string[] {
  const shown = new Map<string, unknown>(Object.entries(answer ?? {}));
  return Object.entries(wanted).flatMap(([member, value]) =>
    value != null && shown.get(member) === value ? [member] : [],
  );
}
