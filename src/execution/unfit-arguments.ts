import { GraphQLError } from "graphql";

/** Arguments of a field or a directive that are invalid as they were sent: their sender can correct them. */
export class UnfitArguments extends GraphQLError {}

/** @param error what graphql-js threw as it read arguments; its words are kept. */
export function unfit(error: unknown): UnfitArguments {
  const { message, nodes } = error as GraphQLError; // it throws nothing else there
  return new UnfitArguments(message, { nodes });
}

/** Whether an error of an answer is one of these: as it was thrown at the root, or with its place at a field. */
export function isUnfitArguments(error: GraphQLError): boolean {
  return error instanceof UnfitArguments || error.originalError instanceof UnfitArguments;
}
