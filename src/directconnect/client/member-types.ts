/**
 * The members that hold 64-bit numbers (an AS path is a list of them). All others hold 32-bit numbers; AWS's schemas
 * do not state the size.
 */
export const LONG_MEMBERS: ReadonlySet<string> = new Set(["asnLong", "amazonSideAsn", "path"]);

const INTEGERS = 2 ** 31;

/** Whether a value is a whole number that its member can hold. Every number of AWS's model is a whole one. */
export function isWholeNumber(value: unknown, member: string): boolean {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
  return LONG_MEMBERS.has(member) || (value >= -INTEGERS && value < INTEGERS);
}

/** The member that identifies the entries of a list within rows. */
interface EntryIdentity {
  readonly member: string;
  /** The only structure that the rule applies to; by default all. */
  readonly within?: string;
}

/** By the entries' structure: an entry without its identity is left out, as a row without its own is (`ROW_RULES`). */
const ENTRY_IDENTITIES: Readonly<Record<string, EntryIdentity | undefined>> = {
  Tag: { member: "key" },
  ResourceTag: { member: "resourceArn" },
  Connection: { member: "connectionId", within: "Lag" },
};

/** @returns the member that an entry of such a list needs; undefined where it needs none. */
export function entryIdentity(structure: string, entry: string): string | undefined {
  const { member, within = structure } = ENTRY_IDENTITIES[entry] ?? {};
  return within === structure ? member : undefined;
}
