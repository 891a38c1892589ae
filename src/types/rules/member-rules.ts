import { type ValidationArguments, ValidateBy } from "class-validator";

/** Rules that check a member by the members beside it, also where the member is absent. */

export type Members = Readonly<Record<string, unknown>>;

/** Null and an absent member are the same to AWS. */
export const isAbsent = (value: unknown) => value === undefined || value === null;

/** @param allowed the rule's message. */
export function memberRule(
  name: string,
  allowed: string,
  test: (value: unknown, members: Members) => boolean,
): PropertyDecorator {
  const membersOf = (args?: ValidationArguments) => (args?.object ?? {}) as Members; // class-validator types the object it validates as `object`
  return ValidateBy({
    name,
    validator: { validate: (value, args) => test(value, membersOf(args)), defaultMessage: () => allowed },
  });
}

/** Marks a name of the schema in the text of an error, for callers who may not see it (schema-details.ts). */
const named = (member: string) => `\`${member}\``;

/** At least one of some members is given; declared on a member that is required. */
export const AtLeastOneOf = (...members: readonly string[]) =>
  memberRule("atLeastOneOf", `at least one of ${members.map(named).join(", ")} beside it`, (_, beside) =>
    members.some((member) => !isAbsent(beside[member])),
  );

/** True requires another member; false and null do not. */
export const TrueOnlyWith = (other: string) =>
  memberRule(
    "trueOnlyWith",
    `true only together with ${named(other)}`,
    (value, members) => value !== true || !isAbsent(members[other]),
  );

/** Several rules in one decorator. */
export function allOf(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, member) => decorators.forEach((decorate) => decorate(target, member));
}
