import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** The size of a document with all fragments expanded; the largest of several operations. */
export interface DocumentShape {
  /** How deep fields are nested. */
  readonly depth: number;
  /** Fields under another name, or under a name that the same selection has already. */
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /**
   * The largest number of directives at one place: an operation, variable, field or fragment. Unused fragments count
   * too.
   */
  readonly directivesAtOnePlace: number;
  /** Fields `__schema` and `__type`. */
  readonly schemaFields: number;
}

const EMPTY_SHAPE: DocumentShape = {
  depth: 0,
  aliases: 0,
  rootFields: 0,
  directives: 0,
  directivesAtOnePlace: 0,
  schemaFields: 0,
};

/**
 * Measures a document, which need not be valid: each fragment once, however often it is spread, so that measuring
 * takes no longer than reading, even where the resulting number is astronomical. A fragment within itself
 * counts as nothing; validation refuses it.
 */
export function shapeOf(document: DocumentNode): DocumentShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, DocumentShape>();

  function ofFragment(name: string): DocumentShape {
    const cached = measured.get(name);
    if (cached !== undefined) return cached;
    const fragment = fragments.get(name);
    if (fragment === undefined) return EMPTY_SHAPE;
    measured.set(name, EMPTY_SHAPE); // until it is measured: a fragment within itself would recurse forever
    const shape = ofSelection(fragment.selectionSet, fragment.directives?.length ?? 0);
    measured.set(name, shape);
    return shape;
  }

  /** Inline fragments are part of the selection that contains them. */
  function ofSelection(selectionSet: SelectionSetNode, ownDirectives: number): DocumentShape {
    let directivesAtOnePlace = ownDirectives;
    const names = new Set<string>();
    let depth = 0;
    let aliases = 0;
    let rootFields = 0;
    let directives = ownDirectives;
    let schemaFields = 0;
    const waiting = [selectionSet];
    for (const { selections } of waiting) {
      for (const selection of selections) {
        const here = selection.directives?.length ?? 0;
        directives += here;
        directivesAtOnePlace = Math.max(directivesAtOnePlace, here);
        if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
        else {
          const inner =
            selection.kind === Kind.FRAGMENT_SPREAD
              ? ofFragment(selection.name.value)
              : selection.selectionSet === undefined
                ? EMPTY_SHAPE
                : ofSelection(selection.selectionSet, 0);
          aliases += inner.aliases;
          directives += inner.directives;
          directivesAtOnePlace = Math.max(directivesAtOnePlace, inner.directivesAtOnePlace);
          schemaFields += inner.schemaFields;
          if (selection.kind === Kind.FRAGMENT_SPREAD) {
            depth = Math.max(depth, inner.depth);
            rootFields += inner.rootFields;
          } else {
            const responseName = (selection.alias ?? selection.name).value;
            if (selection.alias !== undefined || names.has(responseName)) aliases += 1;
            names.add(responseName);
            depth = Math.max(depth, inner.depth + 1);
            rootFields += 1;
            if (["__schema", "__type"].includes(selection.name.value)) schemaFields += 1;
          }
        }
      }
    }
    return { depth, aliases, rootFields, directives, directivesAtOnePlace, schemaFields };
  }

  return document.definitions.reduce((largest, definition) => {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const { directivesAtOnePlace } = ofFragment(definition.name.value);
      return {
        ...largest,
        directivesAtOnePlace: Math.max(largest.directivesAtOnePlace, directivesAtOnePlace),
      };
    }
    if (definition.kind !== Kind.OPERATION_DEFINITION) return largest;
    const ofVariables = (definition.variableDefinitions ?? []).map(
      ({ directives = [] }) => directives.length,
    );
    const shape = ofSelection(definition.selectionSet, definition.directives?.length ?? 0);
    return {
      depth: Math.max(largest.depth, shape.depth),
      aliases: Math.max(largest.aliases, shape.aliases),
      rootFields: Math.max(largest.rootFields, shape.rootFields),
      directives: Math.max(largest.directives, shape.directives),
      directivesAtOnePlace: Math.max(
        largest.directivesAtOnePlace,
        shape.directivesAtOnePlace,
        ...ofVariables,
      ),
      schemaFields: Math.max(largest.schemaFields, shape.schemaFields),
    };
  }, EMPTY_SHAPE);
}
