import { GraphQLError, type ValidationContext, type ValidationRule } from "graphql";

/**
 * Refuses operations of a kind that the schema does not have, such as subscriptions, with the message of graphql-js.
 * graphql-js itself checks this only at execution, as if the gateway had failed.
 */
export const KnownOperationTypesRule: ValidationRule = (context: ValidationContext) => ({
  OperationDefinition: (node) => {
    if (context.getSchema().getRootType(node.operation) != null) return;
    const message = `Schema is not configured to execute ${node.operation} operation.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
