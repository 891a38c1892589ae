import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { MOST_LOCATIONS } from "./reported-errors";

const CONDITIONS: ReadonlySet<string> = new Set(["skip", "include"]);

/**
 * The first subscription of a document whose root field has a condition, which the specification forbids. It has to be
 * found before graphql-js validates the document: its rule for the one root field of a subscription throws where the
 * condition is a variable, and takes a subscription without any root field for valid.
 * @param document that was parsed, and need not be valid.
 * @returns undefined where there is none.
 * @see https://spec.graphql.org/September2025/#sec-Single-Root-Field
 */
export function conditionalRootError(document: DocumentNode): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const nodes = conditionalRoots(definition.selectionSet, fragments);
    if (nodes.length > 0) return refusalOf(definition, nodes);
  }
  return undefined;
}

/** Fields and fragments of the root with a condition, within all fragments, each of which is read once. */
function conditionalRoots(
  root: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly SelectionNode[] {
  const found: SelectionNode[] = [];
  const visited = new Set<string>();
  const unread = [root];
  for (let set = unread.pop(); set !== undefined; set = unread.pop()) {
    for (const selection of set.selections) {
      if (selection.directives?.some(({ name }) => CONDITIONS.has(name.value)) === true)
        found.push(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) unread.push(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment !== undefined) unread.push(fragment.selectionSet);
    }
  }
  return found;
}

function refusalOf({ name }: OperationDefinitionNode, nodes: readonly SelectionNode[]): GraphQLError {
  const subject = name === undefined ? "An anonymous subscription" : `Subscription "${name.value}"`;
  return new GraphQLError(
    `${subject} must not have @skip or @include at its root field. Fields below the root may have them.`,
    { nodes: nodes.slice(0, MOST_LOCATIONS), extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
  );
}
