import { GraphQLError } from "graphql";
import { isUnfitArguments } from "../../execution/unfit-arguments";
import type { TextResult } from "../../execution/prepared-operation";

/** Gives the errors that graphql-js words of arguments, which are the caller's mistakes, their code. */
export function withCodes(result: TextResult): TextResult {
  const { errors } = result;
  if (!errors?.some(isUnfitArguments)) return result;
  return {
    ...result,
    errors: errors.map((error) => (isUnfitArguments(error) ? badUserInput(error) : error)),
  };
}

function badUserInput({ message, nodes, path, originalError }: GraphQLError): GraphQLError {
  const extensions = { code: "BAD_USER_INPUT", retryable: false };
  return new GraphQLError(message, { nodes, path, originalError, extensions });
}
