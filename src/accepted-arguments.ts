import { getMetadataStorage, validateSync, ValidationTypes } from "class-validator";
import { getNamedType, OperationTypeNode } from "graphql";
import type { ValidatorFn } from "type-graphql";
import { badFields, badInput } from "./errors";

/** Input objects and argument classes carry their rules as class-validator decorators; scalars carry none. */
export const validateArgument: ValidatorFn = (value: unknown, type, { info }) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const isQuery = info.operation.operation === OperationTypeNode.QUERY; // a mutation's input may hold secrets
  const text = isQuery ? JSON.stringify(value) : "";
  const known = isQuery ? accepted.get(type) : undefined;
  if (known?.instances.has(text)) return;
  const ruled = isQuery ? JSON.stringify(underRules(value)) : "";
  const errors = known?.ruled.has(ruled) ? [] : validateSync(value, { forbidUnknownValues: false });
  if (errors.length === 0) {
    if (isQuery) remember(type, { text, ruled, value });
    return;
  }
  const field = info.parentType.getFields()[info.fieldName];
  const argument = field?.args.find((arg) => getNamedType(arg.type).name === nameOf(type));
  throw badInput(badFields(argument?.name ?? "", errors));
};

/** A value without what no rule looks at: objects whose class carries none, as filters do, under members without one. */
function underRules(value: object): object {
  const { looksAt } = rulesOf(value.constructor);
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const isLookedAt = looksAt.has(name) || !isObject(member) || rulesOf(member.constructor).count > 0;
    return [name, isLookedAt ? member : {}];
  });
  return Object.fromEntries(members) as object;
}

/** The rules of a class: how many there are, and the members whose values they look at, not only into. */
interface Rules {
  readonly count: number;
  readonly looksAt: ReadonlySet<string>;
}

const LOOKS_INTO: readonly string[] = [
  ValidationTypes.NESTED_VALIDATION,
  ValidationTypes.CONDITIONAL_VALIDATION,
];
const rules = new WeakMap<object, Rules>();

function rulesOf(target: NewableFunction | CallableFunction): Rules {
  let known = rules.get(target);
  if (known === undefined) {
    const all = getMetadataStorage().getTargetValidationMetadatas(target, "", false, false);
    const own = all.filter(({ type }) => !LOOKS_INTO.includes(type));
    known = { count: all.length, looksAt: new Set(own.map(({ propertyName }) => propertyName)) };
    rules.set(target, known);
  }
  return known;
}

/** Whether this is an object of some class, and no list. */
function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "constructor" in value;
}

const MOST = 5000;
const LONGEST = 1000;

/**
 * Arguments of queries that were accepted, for each class: the rules look at values alone, so the same are accepted
 * again, and looking at them costs more than answering from memory does.
 */
interface Accepted {
  /** By all that they say. */
  readonly instances: Map<string, object>;
  /** What of them rules look at. */
  readonly ruled: Set<string>;
}

const accepted = new Map<unknown, Accepted>();
let count = 0;

/**
 * @param values arguments as GraphQL gives them, or an instance of the class.
 * @returns the instance that was made of the same values and accepted, if there is one. It serves all requests: nobody
 *   changes it.
 */
export function acceptedAs(type: unknown, values: object): object | undefined {
  return accepted.get(type)?.instances.get(JSON.stringify(values));
}

function remember(
  type: unknown,
  { text, ruled, value }: { text: string; ruled: string; value: object },
): void {
  if (text.length > LONGEST) return;
  if (count >= MOST) {
    accepted.clear();
    count = 0;
  }
  let known = accepted.get(type);
  if (known === undefined) accepted.set(type, (known = { instances: new Map(), ruled: new Set() }));
  known.instances.set(text, Object.freeze(value));
  known.ruled.add(ruled);
  count += 1;
}

function nameOf(type: unknown): string | undefined {
  return typeof type === "function" ? type.name : undefined;
}
