import {
  type FieldNode,
  type GraphQLField,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;

/** Reads a field's arguments; undefined where graphql-js is to read them, and to word what is wrong. */
export type ReadArguments = (variables: Values) => Record<string, unknown> | undefined;

interface Argument {
  readonly name: string;
  /** Null for one that is always the same. */
  readonly variable: string | null;
  /** What it is then, or where the variable has no value; undefined for none. */
  readonly value: unknown;
  readonly isRequired: boolean;
}

/**
 * How a field's arguments are read where each is a variable, or a literal without one: literals are coerced once.
 * @returns undefined where graphql-js is to read them each time.
 */
export function plainArguments(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: argumentNodes = [] }: FieldNode,
): ReadArguments | undefined {
  const all: Argument[] = [];
  for (const { name, type, defaultValue } of args) {
    const node = argumentNodes.find((argument) => argument.name.value === name)?.value;
    const isRequired = isNonNullType(type);
    if (node?.kind === Kind.VARIABLE) {
      all.push({ name, variable: node.name.value, value: defaultValue, isRequired });
      continue;
    }
    if (node !== undefined && holdsVariable(node)) return undefined;
    const value: unknown = node === undefined ? defaultValue : valueFromAST(node, type);
    if (value === undefined && (node !== undefined || isRequired)) return undefined;
    if (value !== undefined) all.push({ name, variable: null, value, isRequired });
  }
  return (variables) => read(all, variables);
}

function read(all: readonly Argument[], variables: Values): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  for (const { name, variable, value, isRequired } of all) {
    const isProvided = variable !== null && Object.hasOwn(variables, variable);
    const own = isProvided ? variables[variable] : value;
    if (own === undefined ? isProvided || isRequired : own === null && isRequired) return undefined;
    if (own !== undefined) values[name] = own;
  }
  return values;
}

function holdsVariable(node: ValueNode): boolean {
  switch (node.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return node.values.some(holdsVariable);
    case Kind.OBJECT:
      return node.fields.some(({ value }) => holdsVariable(value));
    default:
      return false;
  }
}
