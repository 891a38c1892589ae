import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
  valueFromAST,
  visit,
} from "graphql";
import { getFieldDef } from "../../libraries/graphql";
import { CEILINGS } from "../../auth/caller-limits";
import { CALL_COST } from "../../types/graph/call-cost";
import { DEFAULT_PAGE_SIZE } from "../../types/graph/page";
import { FAN_OUT_ARGUMENTS, type FanOut, fanOutCost, resourceCount } from "./fan-out";
import { jsonSizeOf } from "./json-size";
import { largestListSize, largestPageSize } from "./list-sizes";
import { SchemaYield } from "./schema-yield";

/** What an operation costs by the model of docs/limits.md, before it is executed. */
export interface Cost {
  /** Objects that the answer may hold; expensive ones are counted more than once. */
  readonly total: number;
  /** The largest requested page size; 0 where no page is requested. */
  readonly pageSize: number;
  /** The share of `total` that is for the changes themselves, without the objects of the answer. */
  readonly ofChanges: number;
}

/** The cost of an operation that executes nothing, as its variables cannot be coerced. */
export const LEAST_COST: Cost = { total: 1, pageSize: 0, ofChanges: 0 };

/** So many items of a list without pages cost as much as one object where only members of them are selected. */
export const BARE_ITEMS = 10;
/** The fields of a page that list its items. */
const ITEMS: ReadonlySet<string> = new Set(["nodes", "edges"]);
/** So many characters of the names in one object of the answer cost as much as another object. */
export const NAME_CHARACTERS = 1024;
/** So many values in the arguments of one field cost as much as an object. */
export const ARGUMENT_VALUES = 10;

/** Selections that are counted, with fragments expanded; a document with more is refused whatever it costs. */
export const MOST_SELECTIONS = 5_000;

/** An operation, and the documents and schema that its count needs. */
export interface Counted {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * Counts what an operation of a valid document costs. This never fails: an argument that cannot be coerced, which
 * execution refuses at its field, counts as the largest page, and a condition that cannot be read as one that is
 * true.
 *
 * A leaf costs nothing, and an object 1, or either the `complexity` of its field. A page costs its maximum number of
 * items, with all their selections, and its other selections once. A list without pages costs its maximum number of
 * items. Fields of the schema cost the objects that they return. A field that reads several accounts and regions
 * costs a call to AWS for each, and a change costs one. Names and the values of arguments cost little, unless they
 * are long or many.
 *
 * @param variableValues coerced.
 * @param fanOut of the caller.
 * @returns Number.MAX_SAFE_INTEGER as the total where fragments make the document too large to count.
 */
export function countCost(counted: Counted, variableValues: Record<string, unknown>, fanOut: FanOut): Cost {
  return new Count(counted, variableValues, fanOut).cost();
}

/**
 * The names of the variables that the cost depends on: page sizes, accounts and regions, conditions, and all in queries
 * for the schema.
 */
export function decisiveVariables({ operation, fragments }: Counted): string[] {
  const names = new Set<string>();
  for (const definition of [operation, ...fragments.values()]) {
    visit(definition, {
      Directive: ({ arguments: argumentNodes = [] }) => {
        for (const { value } of argumentNodes) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      Argument: ({ name, value }) => {
        if (!DECISIVE.has(name.value)) return;
        visit(value, { Variable: (variable) => void names.add(variable.name.value) });
      },
    });
  }
  return [...names];
}

/** The arguments of pages, of fields that fan out, and of the fields of the schema. */
const DECISIVE = new Set(["first", "last", ...FAN_OUT_ARGUMENTS, "name", "includeDeprecated"]);

/** The cost of the selections of one type. */
interface Selected {
  cost: number;
  nameLength: number;
  /** Whether it has only scalars that are members of the row. */
  isBare: boolean;
}

class TooManySelections extends Error {}

class Count {
  #selections = 0;
  #pageSize = 0;
  #ofChanges = 0;
  readonly #schemaYield: SchemaYield;

  constructor(
    private readonly counted: Counted,
    private readonly variableValues: Record<string, unknown>,
    private readonly fanOut: FanOut,
  ) {
    const { schema, fragments } = counted;
    this.#schemaYield = new SchemaYield(schema, fragments, variableValues, (selection) =>
      this.#isIncluded(selection),
    );
  }

  cost(): Cost {
    const { schema, operation } = this.counted;
    const type = schema.getRootType(operation.operation);
    try {
      const total = type ? this.#selectionSet(operation.selectionSet, type).cost : 0;
      return { total: total + 1, pageSize: this.#pageSize, ofChanges: this.#ofChanges };
    } catch (error) {
      if (!(error instanceof TooManySelections)) throw error;
      return { total: Number.MAX_SAFE_INTEGER, pageSize: this.#pageSize, ofChanges: 0 };
    }
  }

  /**
   * The cost of the most expensive of the types that an object may have.
   * @param pageSize where the object is a page: its maximum number of items.
   */
  #selectionSet(
    { selections }: SelectionSetNode,
    type: GraphQLCompositeType,
    pageSize = 1,
  ): Omit<Selected, "nameLength"> {
    const { schema } = this.counted;
    const byType = new Map<string, Selected>();
    const add = ({ cost, nameLength, isBare }: Selected, of: GraphQLCompositeType) => {
      const types = isAbstractType(of) ? schema.getPossibleTypes(of) : [of];
      for (const { name } of types) {
        const selected = byType.get(name) ?? { cost: 0, nameLength: 0, isBare: true };
        selected.cost += cost;
        selected.nameLength += nameLength;
        selected.isBare &&= isBare;
        byType.set(name, selected);
      }
    };
    for (const selection of selections) {
      this.#selections += 1;
      if (this.#selections > MOST_SELECTIONS) throw new TooManySelections();
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const nameLength = (selection.alias ?? selection.name).value.length;
        add({ ...this.#field(selection, type, pageSize), nameLength }, type);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.counted.fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const { typeCondition } = fragment;
      const named = typeCondition === undefined ? type : typeFromAST(schema, typeCondition);
      if (isCompositeType(named)) {
        add({ ...this.#selectionSet(fragment.selectionSet, named, pageSize), nameLength: 0 }, named);
      }
    }
    const all = [...byType.values()];
    const costs = all.map(({ cost, nameLength }) => cost + Math.floor(nameLength / NAME_CHARACTERS));
    return { cost: Math.max(0, ...costs), isBare: all.every(({ isBare }) => isBare) };
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, pageSize: number): Omit<Selected, "nameLength"> {
    const own = this.#costOf(node, parent) + Math.floor(this.#valuesIn(node) / ARGUMENT_VALUES);
    const cost = own * (ITEMS.has(node.name.value) ? pageSize : 1);
    return { cost, isBare: cost === 0 && this.#isMember(node, parent) };
  }

  /** Whether the field returns a member of the row unchanged. */
  #isMember(node: FieldNode, parent: GraphQLCompositeType): boolean {
    if (node.name.value === "__typename") return true;
    return definitionOf(this.counted.schema, parent, node)?.resolve === undefined;
  }

  /** How many values all arguments of a field have together. */
  #valuesIn({ arguments: argumentNodes = [] }: FieldNode): number {
    let values = 0;
    for (const { value } of argumentNodes) values += this.#valuesOf(value);
    return values;
  }

  #valuesOf(node: ValueNode): number {
    switch (node.kind) {
      case Kind.VARIABLE:
        return jsonSizeOf(this.variableValues[node.name.value]).values;
      case Kind.LIST:
        return node.values.reduce((sum, value) => sum + this.#valuesOf(value), 1);
      case Kind.OBJECT:
        return node.fields.reduce((sum, { value }) => sum + this.#valuesOf(value), 1);
      default:
        return 1;
    }
  }

  #costOf(node: FieldNode, parent: GraphQLCompositeType): number {
    const { schema } = this.counted;
    const name = node.name.value;
    if (name === "__schema" || name === "__type") return this.#schemaYield.of(node, parent);
    const field = definitionOf(schema, parent, node);
    if (field == null) return 0;
    const ofAnswer = this.#costOfField(field, node, parent);
    if (parent !== schema.getMutationType() || name === "__typename") return ofAnswer;
    this.#ofChanges += CALL_COST;
    return ofAnswer + CALL_COST;
  }

  #costOfField(field: GraphQLField<unknown, unknown>, node: FieldNode, parent: GraphQLCompositeType): number {
    const name = node.name.value;
    const type = getNamedType(field.type);
    const complexity = field.extensions["complexity"];
    const stated = typeof complexity === "number" ? complexity : undefined;
    if (!isCompositeType(type) || node.selectionSet === undefined) return stated ?? 0;
    const isPage = field.args.some(({ name: argument }) => argument === "first");
    const pageSize = isPage ? largestPageSize(parent.name, name, this.#itemsOfPage(field, node)) : 1;
    const { cost: beneath, isBare } = this.#selectionSet(node.selectionSet, type, pageSize);
    const own = (stated ?? 1) + fanOutCost(field, node, this.variableValues, this.fanOut);
    // the number of a page's items is its page size
    const isPlainList = !isPage && isListType(getNullableType(field.type)) && !ITEMS.has(name);
    if (!isPlainList) return own + beneath;
    const size = largestListSize(parent.name, name, () =>
      Math.max(1, resourceCount(field, node, this.variableValues) ?? 1),
    );
    return Math.ceil((size * (own + beneath)) / (isBare ? BARE_ITEMS : 1));
  }

  #itemsOfPage(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const sizes = ["first", "last"].map((name) => this.#sizeOf(field, node, name));
    const members = Math.max(...sizes.map((size) => size ?? 0));
    if (members <= CEILINGS.pageSize) this.#pageSize = Math.max(this.#pageSize, members);
    return members === 0 ? DEFAULT_PAGE_SIZE : members;
  }

  /** @returns undefined for none. */
  #sizeOf({ args }: GraphQLField<unknown, unknown>, node: FieldNode, name: string): number | undefined {
    const argument = args.find((one) => one.name === name);
    const argumentNodes = node.arguments?.find((one) => one.name.value === name)?.value;
    if (argument === undefined) return undefined;
    const isLeftOut =
      argumentNodes === undefined ||
      (argumentNodes.kind === Kind.VARIABLE && this.variableValues[argumentNodes.name.value] === undefined);
    const size: unknown = isLeftOut
      ? argument.defaultValue
      : valueFromAST(argumentNodes, argument.type, this.variableValues);
    if (isLeftOut || size === null) return typeof size === "number" ? size : undefined;
    return typeof size === "number" ? size : CEILINGS.pageSize;
  }

  #isIncluded({ directives }: SelectionNode): boolean {
    if (directives === undefined || directives.length === 0) return true;
    const skip = this.#condition(GraphQLSkipDirective, directives);
    return skip !== true && this.#condition(GraphQLIncludeDirective, directives) !== false;
  }

  #condition(directive: typeof GraphQLSkipDirective, directives: readonly DirectiveNode[]): unknown {
    try {
      return getDirectiveValues(directive, { directives }, this.variableValues)?.["if"];
    } catch {
      return undefined;
    }
  }
}

function definitionOf(schema: GraphQLSchema, parent: GraphQLCompositeType, node: FieldNode) {
  if (isObjectType(parent)) return getFieldDef(schema, parent, node);
  return "getFields" in parent ? parent.getFields()[node.name.value] : undefined;
}
