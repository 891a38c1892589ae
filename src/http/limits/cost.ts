import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  visit,
} from "graphql";
import { type ComplexityEstimator, getComplexity } from "graphql-query-complexity";
import { DEFAULT_PAGE_SIZE } from "../../types/page";

/** What an operation costs by the model of docs/limits.md, before it is executed. */
export interface Cost {
  /** Objects that the answer may hold, those that are expensive to get counted more than once. */
  readonly total: number;
  /** The largest page that it asks for; 0 where it asks for none. */
  readonly pageSize: number;
}

/** Lists that have no pages are short by nature: tags, keys, BGP peers, the members of a LAG. */
const PLAIN_LIST = 3;

/** Selections that are looked at, fragments taken apart; beyond them a document is refused whatever it costs. */
const MOST_SELECTIONS = 20_000;

const MOST_REMEMBERED = 64;

/**
 * A leaf costs nothing. An object costs 1, or what its field says as its `complexity`; a page costs as many of its
 * items as it may hold, with all that they select; a plain list three.
 */
const byObjects: ComplexityEstimator = ({ field, args, childComplexity, context }) => {
  if (!isCompositeType(getNamedType(field.type))) return 0;
  const stated = field.extensions["complexity"];
  const own = typeof stated === "number" ? stated : 1;
  if (field.args.some(({ name }) => name === "first")) {
    const { first, last } = args as { first?: number | null; last?: number | null };
    const asked = Math.max(first ?? 0, last ?? 0);
    const seen = context as { pageSize: number };
    seen.pageSize = Math.max(seen.pageSize, asked);
    return own + (asked === 0 ? DEFAULT_PAGE_SIZE : asked) * childComplexity;
  }
  // the items of a page were counted by the field that cuts it
  const isPlainList = isListType(getNullableType(field.type)) && !["nodes", "edges"].includes(field.name);
  return (own + childComplexity) * (isPlainList ? PLAIN_LIST : 1);
};

interface Costs {
  /** The variables that a cost depends on. */
  readonly variables: readonly string[];
  /** By operation and the values of those variables. */
  readonly known: Map<string, Cost>;
}

const costs = new WeakMap<DocumentNode, Costs>();

/**
 * What an operation of a valid document costs with these variables. Remembered by document and by those variables
 * that matter: page sizes, and what `@skip` and `@include` look at.
 *
 * @returns the largest of all numbers where fragments make the document too large to count, and undefined where the variables
 * do not fit, which executing it says better.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Cost | undefined {
  let entry = costs.get(document);
  if (entry === undefined) {
    costs.set(document, (entry = { variables: decisiveVariables(document), known: new Map() }));
  }
  let key = operationName == null ? "" : JSON.stringify(operationName);
  for (const name of entry.variables) key += `\n${textOf(variables[name])}`;
  let cost = entry.known.get(key);
  if (cost === undefined) {
    cost = count(schema, document, operationName, variables);
    if (cost === undefined) return undefined;
    if (entry.known.size >= MOST_REMEMBERED) entry.known.clear();
    entry.known.set(key, cost);
  }
  return cost;
}

/** As JSON, in which no line break stands between values. */
function textOf(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function count(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Cost | undefined {
  const context = { pageSize: 0 };
  try {
    const total = getComplexity({
      schema,
      query,
      estimators: [byObjects],
      variables: { ...variables },
      maxQueryNodes: MOST_SELECTIONS,
      context,
      ...(operationName != null && { operationName }),
    });
    return { total: total + 1, pageSize: context.pageSize };
  } catch (error) {
    if (String(error).includes("maximum allowed number of nodes")) {
      return { total: Number.MAX_SAFE_INTEGER, pageSize: context.pageSize };
    }
    return undefined;
  }
}

function decisiveVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
    Argument: ({ name, value }) => {
      if (value.kind === Kind.VARIABLE && ["first", "last"].includes(name.value)) names.add(value.name.value);
    },
  });
  return [...names];
}
