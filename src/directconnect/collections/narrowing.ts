/** Narrows what is listed; an absent or null member does not narrow. */
export type Narrowing<Member extends string> = Readonly<Partial<Record<Member, string | null | undefined>>>;

/** The members of AWS's input for a narrowing. */
export function inputOf<Member extends string>(
  narrowing: Narrowing<Member>,
): Partial<Record<Member, string>> {
  const setMembers = Object.entries(narrowing).filter(([, value]) => value != null);
  return Object.fromEntries(setMembers) as Partial<Record<Member, string>>; // the same members, without those that have no value
}
