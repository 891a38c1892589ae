import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import { ANONYMOUS_CALLER } from "../auth/caller";
import { requirePermission, unauthenticated } from "../auth/refusals";
import { factsOf } from "./facts";

/** Which root fields an operation has. */
interface RootFields {
  /** Whether the schema is among them. */
  schema: boolean;
  /** Whether anything else is. */
  other: boolean;
}

/** By operation, so that a document that is kept is looked through once. */
const known = new WeakMap<OperationDefinitionNode, RootFields>();

/**
 * Holds questions for the schema to the permission, and those who have not said who they are to such questions.
 */
export function introspectionPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: ({ request }) => {
      const { http } = request;
      if (http === undefined) return Promise.resolve();
      return Promise.resolve({
        didResolveOperation: ({ document, operation }) => {
          const { caller } = factsOf(http);
          if (operation == null || caller === undefined) return Promise.resolve();
          const { schema, other } = rootFieldsOf(operation, document);
          if (schema) requirePermission(caller, "introspect", "The schema");
          if (other && caller === ANONYMOUS_CALLER) {
            throw unauthenticated("Say who you are: without that, only the schema can be asked for.");
          }
          return Promise.resolve();
        },
      });
    },
  };
}

/** Whether an operation asks for the schema, or a type of it. */
export function asksForSchema(operation: OperationDefinitionNode, document: DocumentNode): boolean {
  return rootFieldsOf(operation, document).schema;
}

function rootFieldsOf(operation: OperationDefinitionNode, document: DocumentNode): RootFields {
  let fields = known.get(operation);
  if (fields === undefined) {
    fields = { schema: false, other: false };
    look(operation.selectionSet, document, fields, new Set());
    known.set(operation, fields);
  }
  return fields;
}

function look(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  fields: RootFields,
  seen: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      if (name === "__schema" || name === "__type") fields.schema = true;
      else if (name !== "__typename") fields.other = true;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      look(selection.selectionSet, document, fields, seen);
    } else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) look(fragment.selectionSet, document, fields, seen);
    }
  }
}
