import {
  getArgumentValues,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { getFieldDef } from "../../libraries/graphql";

/**
 * How many objects a query for the schema returns, exactly: graphql-js's own resolvers of `__schema` and `__type`
 * are called for lists and objects only. The selections of one type or field of the schema are counted
 * once, however often the answer contains it.
 */
export class SchemaYield {
  readonly #costs = new Map<SelectionSetNode, Map<unknown, number>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variableValues: Record<string, unknown>,
    private readonly isIncluded: (selection: SelectionNode) => boolean,
  ) {}

  /** @param node `__schema` or `__type` */
  of(node: FieldNode, parent: GraphQLCompositeType): number {
    return isObjectType(parent) ? this.#field(node, parent, undefined) : 0;
  }

  #field(node: FieldNode, parent: GraphQLObjectType, source: unknown): number {
    const field = getFieldDef(this.schema, parent, node);
    const type = field && getNamedType(field.type);
    const { selectionSet } = node;
    if (field == null || !isObjectType(type) || selectionSet === undefined) return 0;
    const value = this.#valueOf(field, node, source);
    const items: readonly unknown[] = Array.isArray(value) ? value : value == null ? [] : [value];
    let objects = 0;
    for (const item of items) objects += 1 + this.#selectionSet(selectionSet, type, item);
    return objects;
  }

  #valueOf(field: NonNullable<ReturnType<typeof getFieldDef>>, node: FieldNode, source: unknown): unknown {
    if (field.resolve === undefined) return (source as Readonly<Record<string, unknown>>)[field.name];
    try {
      const args = getArgumentValues(field, node, this.variableValues);
      // They read nothing but the schema.
      return field.resolve(source, args, undefined, { schema: this.schema } as GraphQLResolveInfo);
    } catch {
      return undefined; // execution reports the error, and returns no object
    }
  }

  #selectionSet(selectionSet: SelectionSetNode, type: GraphQLObjectType, source: unknown): number {
    let bySource = this.#costs.get(selectionSet);
    if (bySource === undefined) this.#costs.set(selectionSet, (bySource = new Map<unknown, number>()));
    const cached = bySource.get(source);
    if (cached !== undefined) return cached;
    let objects = 0;
    for (const selection of selectionSet.selections) {
      if (!this.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) objects += this.#field(selection, type, source);
      else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
        if (fragment !== undefined) objects += this.#selectionSet(fragment.selectionSet, type, source);
      }
    }
    bySource.set(source, objects);
    return objects;
  }
}
