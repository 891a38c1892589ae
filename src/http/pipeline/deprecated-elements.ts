import {
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  type DocumentNode,
  type OperationDefinitionNode,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { type Deprecation, deprecationOf } from "./deprecation";

/** By coordinate, so that an element used twice is reported once. */
type Found = Map<string, Deprecation>;

/** The deprecated elements of one operation of a document, whatever its variables. */
export interface DocumentDeprecations {
  found: readonly Deprecation[];
  /** Variables whose type has deprecated members: their values are checked for each request. */
  suspectVariables: readonly { name: string; type: GraphQLInputType }[];
}

/** The deprecated elements that a (valid) operation and the fragments it spreads name in the document itself. */
export function inDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): DocumentDeprecations {
  const found: Found = new Map();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const waiting: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  for (const definition of waiting) {
    for (const name of collectFrom(schema, definition, found)) {
      const fragment = fragments.get(name);
      // Each fragment once, however often it is spread.
      if (fragment && fragments.delete(name)) waiting.push(fragment);
    }
  }
  const suspectVariables = (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    return isInputType(type) && holdsDeprecated(type) ? [{ name: definition.variable.name.value, type }] : [];
  });
  return { found: [...found.values()], suspectVariables };
}

/** Collects the deprecated elements of one definition; returns the names of the fragments it spreads. */
function collectFrom(
  schema: GraphQLSchema,
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  found: Found,
): Set<string> {
  const types = new TypeInfo(schema);
  const spreads = new Set<string>();
  const visitor = visitWithTypeInfo(types, {
    Field: () => {
      const field = types.getFieldDef();
      const parent = types.getParentType();
      if (field && parent) note(found, `${parent.name}.${field.name}`, field);
    },
    Argument: () => {
      const argument = types.getArgument();
      const directive = types.getDirective();
      const field = types.getFieldDef();
      const parent = types.getParentType();
      if (!argument) return;
      if (directive) note(found, `@${directive.name}(${argument.name}:)`, argument);
      else if (field && parent) note(found, `${parent.name}.${field.name}(${argument.name}:)`, argument);
    },
    ObjectField: (node) => {
      const input = types.getParentInputType();
      const type = input && getNamedType(input);
      if (!isInputObjectType(type)) return;
      const field = type.getFields()[node.name.value];
      if (field) note(found, `${type.name}.${field.name}`, field);
    },
    EnumValue: () => {
      const input = types.getInputType();
      const type = input && getNamedType(input);
      const value = types.getEnumValue();
      if (type && value) note(found, `${type.name}.${value.name}`, value);
    },
    FragmentSpread: (node) => void spreads.add(node.name.value),
  });
  visit(definition, visitor);
  return spreads;
}

/** The deprecated elements that the values of variables name. Values are as sent, before coercion. */
export function inVariables(
  { suspectVariables }: DocumentDeprecations,
  variables: Readonly<Record<string, unknown>>,
): Deprecation[] {
  const found: Found = new Map();
  for (const { name, type } of suspectVariables) collectFromValue(variables[name], type, found);
  return [...found.values()];
}

function collectFromValue(value: unknown, inputType: GraphQLInputType, found: Found): void {
  if (value === undefined || value === null) return;
  const type = getNullableType(inputType);
  if (isListType(type)) {
    // A single value means a list of one.
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      collectFromValue(item, type.ofType, found);
  } else if (isEnumType(type)) {
    const named = typeof value === "string" ? type.getValue(value) : undefined;
    if (named) note(found, `${type.name}.${named.name}`, named);
  } else if (isInputObjectType(type) && typeof value === "object") {
    const fields = type.getFields();
    for (const [name, member] of Object.entries(value)) {
      const field = fields[name];
      if (!field) continue;
      note(found, `${type.name}.${name}`, field);
      collectFromValue(member, field.type, found);
    }
  }
}

/** Whether a value of this type could name a deprecated element. Input types may refer to themselves. */
function holdsDeprecated(inputType: GraphQLInputType, visited = new Set<unknown>()): boolean {
  const type = getNamedType(inputType);
  if (visited.has(type)) return false;
  visited.add(type);
  if (isEnumType(type)) return type.getValues().some(({ deprecationReason }) => deprecationReason != null);
  if (!isInputObjectType(type)) return false;
  return Object.values(type.getFields()).some(
    (field) => field.deprecationReason != null || holdsDeprecated(field.type, visited),
  );
}

function note(found: Found, coordinate: string, element: Parameters<typeof deprecationOf>[1]): void {
  if (element.deprecationReason == null || found.has(coordinate)) return;
  const deprecation = deprecationOf(coordinate, element);
  if (deprecation) found.set(coordinate, deprecation);
}
