import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";

/** What callers see of a deprecated schema element beside the reason, in a machine-readable form. */
export interface Deprecation {
  /** What to use instead: a schema coordinate. */
  replacement: string;
  /** The first day of its deprecation, `YYYY-MM-DD`. */
  since: string;
}

/** What AWS had deprecated before this graph existed is deprecated since the graph's first release. */
export const FIRST_RELEASE = "2026-11-23";

const deprecationsByReason = new Map<string, Deprecation>();

/**
 * Deprecates a field, argument or input field: spread the result into the options of its decorator.
 *
 * @param mapping how the arguments or values map to the replacement's, as a full sentence.
 */
export function deprecated({ mapping, ...details }: Deprecation & { mapping?: string }): {
  deprecationReason: string;
} {
  const deprecationReason = `Use ${details.replacement} instead.${mapping === undefined ? "" : ` ${mapping}`}`;
  deprecationsByReason.set(deprecationReason, details);
  return { deprecationReason };
}

interface SchemaElement {
  deprecationReason?: string | null | undefined;
  extensions: Readonly<Record<string, unknown>>;
}

/**
 * Puts the details of each deprecated element beside its reason, as `extensions.deprecation`. type-graphql's
 * decorators take extensions for some kinds of elements only, so this is done once, on the built schema.
 */
export function stateDeprecations(schema: GraphQLSchema): void {
  for (const element of elementsOf(schema)) {
    const details =
      element.deprecationReason == null ? undefined : deprecationsByReason.get(element.deprecationReason);
    if (details !== undefined) element.extensions = { ...element.extensions, deprecation: details };
  }
}

function* elementsOf(schema: GraphQLSchema): Generator<SchemaElement> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type)) yield* type.getValues();
    if (isInputObjectType(type)) yield* Object.values(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield field;
      yield* field.args;
    }
  }
}
