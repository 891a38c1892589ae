/** Which of something to list; what is left out or null does not narrow. */
export type Narrowing<Member extends string> = Readonly<Partial<Record<Member, string | null | undefined>>>;

/** The members of AWS's input that a narrowing asks for. */
export function inputOf<Member extends string>(
  narrowing: Narrowing<Member>,
): Partial<Record<Member, string>> {
  const setMembers = Object.entries(narrowing).filter(([, value]) => value != null);
  return Object.fromEntries(setMembers) as Partial<Record<Member, string>>; // the same members, less those without a value
}
