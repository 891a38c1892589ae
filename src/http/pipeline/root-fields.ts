import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import { ANONYMOUS_CALLER, type Caller } from "../../auth/caller";
import { requirePermission, unauthenticated } from "../../auth/refusals";

/** The kinds of root fields in an operation. */
export interface RootFields {
  /** Whether the schema is among them. */
  schema: boolean;
  /** Whether other fields are among them. */
  other: boolean;
}

/**
 * Requires the permission for queries of the schema, and allows callers without credentials only such queries.
 * @throws GatewayError FORBIDDEN or UNAUTHENTICATED
 */
export function checkRootFields(caller: Caller, { schema, other }: RootFields): void {
  if (schema) requirePermission(caller, "introspect", "The schema");
  if (other && caller === ANONYMOUS_CALLER) {
    throw unauthenticated("Say who you are: without that, only the schema can be queried.");
  }
}

export function rootFieldsOf(operation: OperationDefinitionNode, document: DocumentNode): RootFields {
  const fields = { schema: false, other: false };
  collect(operation.selectionSet, document, fields, new Set());
  return fields;
}

function collect(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  fields: RootFields,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      if (name === "__schema" || name === "__type") fields.schema = true;
      else if (name !== "__typename") fields.other = true;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, document, fields, visited);
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION)
        collect(fragment.selectionSet, document, fields, visited);
    }
  }
}
