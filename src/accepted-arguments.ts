import { validateSync } from "class-validator";
import { getNamedType, OperationTypeNode } from "graphql";
import type { ValidatorFn } from "type-graphql";
import { badFields, badInput } from "./errors";

/** Input objects and argument classes carry their rules as class-validator decorators; scalars carry none. */
export const validateArgument: ValidatorFn = (value: unknown, type, { info }) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const isQuery = info.operation.operation === OperationTypeNode.QUERY; // a mutation's input may hold secrets
  const text = isQuery ? JSON.stringify(value) : "";
  if (isQuery && accepted.get(type)?.has(text)) return;
  const errors = validateSync(value, { forbidUnknownValues: false });
  if (errors.length === 0) {
    if (isQuery) remember(type, text, value);
    return;
  }
  const field = info.parentType.getFields()[info.fieldName];
  const argument = field?.args.find((arg) => getNamedType(arg.type).name === nameOf(type));
  throw badInput(badFields(argument?.name ?? "", errors));
};

const MOST = 5000;
const LONGEST = 1000;

/**
 * Arguments of queries that were accepted, for each class: the rules look at values alone, so the same are accepted
 * again, and looking at them costs more than answering from memory does.
 */
const accepted = new Map<unknown, Map<string, object>>();
let count = 0;

/**
 * @param values arguments as GraphQL gives them, or an instance of the class.
 * @returns the instance that was made of the same values and accepted, if there is one. It serves all requests: nobody
 *   changes it.
 */
export function acceptedAs(type: unknown, values: object): object | undefined {
  return accepted.get(type)?.get(JSON.stringify(values));
}

function remember(type: unknown, text: string, value: object): void {
  if (text.length > LONGEST) return;
  if (count >= MOST) {
    accepted.clear();
    count = 0;
  }
  const known = accepted.get(type) ?? new Map<string, object>();
  accepted.set(type, known.set(text, Object.freeze(value)));
  count += 1;
}

function nameOf(type: unknown): string | undefined {
  return typeof type === "function" ? type.name : undefined;
}
