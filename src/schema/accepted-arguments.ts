import { getMetadataStorage as getRules, validateSync, ValidationTypes } from "class-validator";
import { getNamedType, OperationTypeNode } from "graphql";
import { getMetadataStorage, type ValidatorFn } from "type-graphql";
import { badFields, badInput } from "../errors";
import { overlongLists } from "../types/rules/item-count";

/** Input objects and argument classes carry their rules as class-validator decorators; scalars carry none. */
export const validateArgument: ValidatorFn = (value: unknown, type, { info }) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const overlong = overlongLists(value);
  const errors = overlong.length > 0 ? [] : validateSync(value, { forbidUnknownValues: false });
  if (errors.length === 0 && overlong.length === 0) {
    const isQuery = info.operation.operation === OperationTypeNode.QUERY; // a mutation's input may hold secrets
    if (isQuery && isClass(type)) remember(type, value);
    return;
  }
  const field = info.parentType.getFields()[info.fieldName];
  const argument = field?.args.find((arg) => getNamedType(arg.type).name === nameOf(type));
  const name = argument?.name ?? "";
  if (overlong.length === 0) throw badInput(badFields(name, errors));
  throw badInput(
    name === "" ? overlong : overlong.map((bad) => ({ ...bad, argument: `${name}.${bad.argument}` })),
  );
};

const MOST = 5000;
const LONGEST = 1000;

/**
 * What rules looked at in arguments of queries that were accepted, for each class. The rules look at values alone, so the
 * same are accepted again, whatever stands where no rule looks: a filter may be new each time.
 */
const accepted = new Map<Class, Set<string>>();
let count = 0;

/**
 * @param type a class of arguments.
 * @param values arguments as GraphQL gives them.
 * @returns an instance, where arguments in which rules find the same were accepted before.
 */
export function acceptedAs(type: Class, values: object): object | undefined {
  const cached = accepted.get(type);
  if (cached === undefined || overlongLists(values).length > 0) return undefined;
  return cached.has(examinedValues(type, values)) ? Object.assign(new type(), values) : undefined;
}

function remember(type: Class, value: object): void {
  const text = examinedValues(type, value);
  if (text.length > LONGEST || accepted.get(type)?.has(text)) return; // rows beside each other are checked at once
  if (count >= MOST) {
    accepted.clear();
    count = 0;
  }
  const cached = accepted.get(type) ?? new Set<string>();
  accepted.set(type, cached.add(text));
  count += 1;
}

/** Of arguments, what rules can tell apart. */
function examinedValues(type: Class, values: object): string {
  const memberValues = values as Readonly<Record<string, unknown>>; // by the names of the class's members
  let signature = "";
  for (const { name, carriesRules } of membersOf(type))
    signature += `${signatureOf(memberValues[name], carriesRules)},`;
  return signature;
}

function signatureOf(value: unknown, carriesRules: boolean): string {
  if (value === undefined) return "absent";
  if (!carriesRules && value !== null) return "present";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

type Class = new () => object;

interface Member {
  readonly name: string;
  /** Whether a rule looks at its value, or could look at one inside. */
  readonly carriesRules: boolean;
}

const members = new Map<Class, readonly Member[]>();

function membersOf(type: Class): readonly Member[] {
  let cached = members.get(type);
  if (cached === undefined) members.set(type, (cached = findMembers(type)));
  return cached;
}

/** With those that the class inherits. */
function findMembers(type: Class): Member[] {
  const examinedValues = new Set(
    rulesOf(type).flatMap(({ type: kind, propertyName }) =>
      NESTED_RULES.includes(kind) ? [] : [propertyName],
    ),
  );
  return getMetadataStorage()
    .argumentTypes.filter(({ target }) => target === type || type.prototype instanceof target)
    .flatMap(({ fields = [] }) => fields)
    .map(({ name, getType }) => {
      const of: unknown = getType();
      const isFreeOfRules = isInputClass(of) && rulesOf(of).length === 0;
      return { name, carriesRules: examinedValues.has(name) || !isFreeOfRules };
    });
}

/** What looks at no value itself, but at what stands in it, or whether there is one. */
const NESTED_RULES: readonly string[] = [
  ValidationTypes.NESTED_VALIDATION,
  ValidationTypes.CONDITIONAL_VALIDATION,
];

function rulesOf(type: Class) {
  return getRules().getTargetValidationMetadatas(type, "", false, false);
}

function isInputClass(type: unknown): type is Class {
  return getMetadataStorage().inputTypes.some(({ target }) => target === type);
}

function isClass(type: unknown): type is Class {
  return typeof type === "function";
}

function nameOf(type: unknown): string | undefined {
  return typeof type === "function" ? type.name : undefined;
}
