import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from "graphql";

/** Selections that are visited, with fragments expanded; a document with more is too large to count. */
const MOST_STEPS = 20_000;

class TooManySteps extends Error {}

/**
 * How many pairs validation must compare in a document, which need not be valid: fields under one name, among all
 * selections that are merged into one object of the answer, and fragments that are spread there. The time of
 * validation grows with them, and they grow with the square of the document.
 * @returns Number.MAX_SAFE_INTEGER where fragments make the document too large to count.
 * @see https://spec.graphql.org/October2021/#sec-Field-Selection-Merging
 */
export function comparisonsIn(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const spread = new Set<string>();
  /** A selection that is merged with no other is compared once, however often it is spread. */
  const counted = new Set<SelectionSetNode>();
  let steps = 0;
  let pairs = 0;

  /** The selection of the fragment, where a selection only spreads one fragment. */
  function withoutSpread(set: SelectionSetNode): SelectionSetNode {
    const [selection, more] = set.selections;
    if (selection?.kind !== Kind.FRAGMENT_SPREAD || more !== undefined) return set;
    spread.add(selection.name.value);
    return fragments.get(selection.name.value)?.selectionSet ?? set;
  }

  /** Counts the pairs in selections that are merged into one object. */
  function merge(selectionSets: readonly SelectionSetNode[]): void {
    const [first] = selectionSets;
    const only = selectionSets.length === 1 && first !== undefined ? withoutSpread(first) : undefined;
    const sets = only === undefined ? selectionSets : [only];
    if (only !== undefined) {
      if (counted.has(only)) return;
      counted.add(only);
    }
    const fields = new Map<string, FieldNode[]>();
    const spreadHere = new Set<string>();
    const waiting = [...sets];
    for (const { selections } of waiting) {
      for (const selection of selections) {
        steps += 1;
        if (steps > MOST_STEPS) throw new TooManySteps();
        if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
        else if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const others = fields.get(name);
          if (others === undefined) fields.set(name, [selection]);
          else others.push(selection);
        } else if (!spreadHere.has(selection.name.value)) {
          spreadHere.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment !== undefined) waiting.push(fragment.selectionSet);
        }
      }
    }
    for (const name of spreadHere) spread.add(name);
    pairs += pairsOf(spreadHere.size);
    for (const all of fields.values()) {
      pairs += pairsOf(all.length);
      const inner = all.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0) merge(inner);
    }
  }

  try {
    for (const definition of document.definitions)
      if (definition.kind === Kind.OPERATION_DEFINITION) merge([definition.selectionSet]);
    for (const [name, { selectionSet }] of fragments) if (!spread.has(name)) merge([selectionSet]);
    return pairs;
  } catch (error) {
    // Fragments in a circle, which validation refuses, are as deep as the stack.
    if (error instanceof TooManySteps || error instanceof RangeError) return Number.MAX_SAFE_INTEGER;
    throw error;
  }
}

const pairsOf = (count: number) => (count * (count - 1)) / 2;
