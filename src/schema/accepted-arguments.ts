import { getMetadataStorage, validateSync, ValidationTypes } from "class-validator";
import { getNamedType, OperationTypeNode } from "graphql";
import { LRUCache } from "lru-cache";
import type { ValidatorFn } from "type-graphql";
import { badFields, badInput } from "../errors";
import { overlongLists } from "../types/rules/item-count";

/** By the arguments as GraphQL gives them, which are one object for all rows that have a field. */
const accepted = new WeakMap<object, object>();

/**
 * @param args arguments as GraphQL gives them.
 * @returns the instance of their class in which no rule found anything; undefined before that is known.
 */
export function acceptedInstance(args: object): object | undefined {
  return accepted.get(args);
}

/** Input objects and argument classes carry their rules as class-validator decorators; scalars carry none. */
export const validateArgument: ValidatorFn = (value: unknown, type, { info, args }) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const overlong = overlongLists(value);
  // A mutation's input may hold secrets.
  const isQuery = info.operation.operation === OperationTypeNode.QUERY && typeof type === "function";
  const signature = isQuery && overlong.length === 0 ? signatureOf(value) : "";
  const isKnown = acceptedSignatures.has(signature);
  const errors = overlong.length > 0 || isKnown ? [] : validateSync(value, { forbidUnknownValues: false });
  if (errors.length === 0 && overlong.length === 0) {
    if (isQuery && signature.length <= LONGEST) acceptedSignatures.set(signature, true);
    accepted.set(args, value);
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

const LONGEST = 1000;

/**
 * The arguments that rules checked in accepted queries. The rules only read values, so the same are accepted
 * again, whatever the values that no rule reads: a filter may be new each time.
 */
const acceptedSignatures = new LRUCache<string, true>({ max: 5000 });

/** Of an instance, its class and what rules can distinguish. */
function signatureOf(instance: object): string {
  const { constructor: type } = instance;
  const examined = Object.entries(instance).map(([name, value]: [string, unknown]) =>
    isFreeOfRules(type, name, value) ? name : [name, value],
  );
  return `${classOf(type).id}${JSON.stringify(examined)}`;
}

/** Rules that read no value itself, but its members, or whether there is a value. */
const NESTED_RULES: readonly string[] = [
  ValidationTypes.NESTED_VALIDATION,
  ValidationTypes.CONDITIONAL_VALIDATION,
];

/** Whether a member is an input object without rules. */
function isFreeOfRules(owner: Class, name: string, value: unknown): boolean {
  if (typeof value !== "object" || value === null || value.constructor === Object || Array.isArray(value))
    return false;
  return (
    classOf(value.constructor).rules.length === 0 &&
    classOf(owner).rules.every(
      ({ propertyName, type }) => propertyName !== name || NESTED_RULES.includes(type),
    )
  );
}

type Class = object["constructor"];

interface ExaminedClass {
  readonly id: number;
  readonly rules: ReturnType<ReturnType<typeof getMetadataStorage>["getTargetValidationMetadatas"]>;
}
const classes = new Map<Class, ExaminedClass>();

function classOf(type: Class): ExaminedClass {
  let found = classes.get(type);
  if (found === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, "", false, false);
    classes.set(type, (found = { id: classes.size, rules }));
  }
  return found;
}

function nameOf(type: unknown): string | undefined {
  return typeof type === "function" ? type.name : undefined;
}
