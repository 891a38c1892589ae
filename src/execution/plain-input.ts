import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";

/** What a coercion gives for a value that graphql-js is to look at: it may be wrong, or in one of the rarer forms. */
export const NOT_PLAIN = Symbol("not plain");

/** Coerces a variable's value, as JSON has it, to what resolvers get; never guesses. */
export type CoercePlain = (value: unknown) => unknown;

const coercers = new WeakMap<GraphQLInputType, CoercePlain>();

/** How the usual values of an input type are coerced, with the same outcome as in graphql-js. */
export function plainInput(type: GraphQLInputType): CoercePlain {
  let coerce = coercers.get(type);
  if (coerce === undefined)
    coercers.set(type, (coerce = isNonNullType(type) ? make(type) : orNull(make(type))));
  return coerce;
}

function orNull(coerce: CoercePlain): CoercePlain {
  return (value) => (value === null ? null : coerce(value));
}

function make(type: GraphQLInputType): CoercePlain {
  if (isNonNullType(type)) return make(type.ofType);
  if (isListType(type)) return plainItems(plainInput(type.ofType));
  if (isInputObjectType(type)) return plainMembersOf(type);
  return (value) => {
    if (value === undefined || value === null) return NOT_PLAIN;
    try {
      const parsed: unknown = type.parseValue(value);
      return parsed === undefined ? NOT_PLAIN : parsed;
    } catch {
      return NOT_PLAIN;
    }
  };
}

function plainItems(coerce: CoercePlain): CoercePlain {
  return (list) => {
    if (!Array.isArray(list)) return NOT_PLAIN;
    const items: unknown[] = [];
    for (const item of list as readonly unknown[]) {
      const coerced = coerce(item);
      if (coerced === NOT_PLAIN) return NOT_PLAIN;
      items.push(coerced);
    }
    return items;
  };
}

interface Member {
  readonly name: string;
  readonly coerce: CoercePlain;
  readonly defaultValue: unknown;
  readonly isRequired: boolean;
}

function plainMembersOf(type: GraphQLInputObjectType): CoercePlain {
  let members: readonly Member[] | undefined; // made late: a type may have members of its own type
  const make = () =>
    Object.values(type.getFields()).map(({ name, type: of, defaultValue }) => ({
      name,
      coerce: plainInput(of),
      defaultValue,
      isRequired: isNonNullType(of),
    }));
  return (inputValue) => {
    if (typeof inputValue !== "object" || inputValue === null || Array.isArray(inputValue) || type.isOneOf)
      return NOT_PLAIN;
    const values: Record<string, unknown> = {};
    let left = Object.keys(inputValue).length;
    for (const { name, coerce, defaultValue, isRequired } of (members ??= make())) {
      const value = (inputValue as Readonly<Record<string, unknown>>)[name]; // an object from JSON
      if (value === undefined) {
        if (defaultValue !== undefined) values[name] = defaultValue;
        else if (isRequired) return NOT_PLAIN;
        continue;
      }
      const coerced = coerce(value);
      if (coerced === NOT_PLAIN) return NOT_PLAIN;
      values[name] = coerced;
      left -= 1;
    }
    return left === 0 ? values : NOT_PLAIN; // otherwise there is a member that the type does not have
  };
}
