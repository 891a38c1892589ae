import { type FieldNode, type GraphQLArgument, type GraphQLField, Kind, valueFromAST } from "graphql";
import type { Caller } from "../../auth/caller";
import { CALL_COST } from "../../types/graph/call-cost";
import { MOST_RESOURCES } from "../../types/graph/fan-out";

/** The value of an argument with a list of names: null where it is absent, undefined where it cannot be coerced. */
export type Names = readonly string[] | null | undefined;

/** How many accounts and regions a caller's field reads, for lists of both. It never fails. */
export interface FanOut {
  countPlaces(accounts: Names, regions: Names): number;
}

/** The fan-out of a schema whose fields read from no account. */
export const NO_FAN_OUT: FanOut = { countPlaces: () => 0 };

/** The fan-out of a caller's fields, over the granted accounts. */
export type FanOutOf = (caller: Caller) => FanOut;

const PLACES = ["accounts", "regions"] as const;
const RESOURCES = "resourceArns";

/** The arguments that determine how far a field fans out. */
export const FAN_OUT_ARGUMENTS = [...PLACES, RESOURCES];

/**
 * The cost of a field that reads in several accounts and regions: a call to AWS in each. By default all configured ones
 * are read.
 */
export function fanOutCost(
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
  fanOut: FanOut,
): number {
  const [accounts, regions] = PLACES.map((name) => args.find((one) => one.name === name));
  if (accounts === undefined || regions === undefined) return 0;
  const namesOf = (argument: GraphQLArgument) => coerced(argument, node, variableValues);
  return CALL_COST * fanOut.countPlaces(namesOf(accounts), namesOf(regions));
}

/**
 * How many resources a field names, each of which is an item of its list; the maximum where they cannot be coerced.
 * @returns undefined where it names none by their ARNs.
 */
export function resourceCount(
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
): number | undefined {
  const argument = args.find(({ name }) => name === RESOURCES);
  if (argument === undefined) return undefined;
  const names = coerced(argument, node, variableValues);
  return names == null ? MOST_RESOURCES : new Set(names).size;
}

function coerced(
  argument: GraphQLArgument,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
): Names {
  const valueNode = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  const isLeftOut =
    valueNode === undefined ||
    (valueNode.kind === Kind.VARIABLE && variableValues[valueNode.name.value] === undefined);
  const value: unknown = isLeftOut
    ? (argument.defaultValue ?? null)
    : valueFromAST(valueNode, argument.type, variableValues);
  if (value === null) return null;
  return Array.isArray(value) ? value.map(String) : undefined;
}
