import { GraphQLError, type ValidationContext, type ValidationRule } from "graphql";

/**
 * Refuses operations of a kind that the schema does not have, such as subscriptions, in the words that graphql-js has for
 * it. It would say so at execution alone, as if the gateway had failed.
 */
export const KnownOperationTypesRule: ValidationRule = (context: ValidationContext) => ({
  OperationDefinition: (node) => {
    if (context.getSchema().getRootType(node.operation) != null) return;
    const message = `Schema is not configured to execute ${node.operation} operation.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
