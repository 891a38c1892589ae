import { GraphQLError } from "graphql";
import { isUnfitArguments } from "../../execution/unfit-arguments";
import type { TextResult } from "../../execution/prepared-operation";

const BAD_USER_INPUT = { code: "BAD_USER_INPUT", retryable: false } as const;

/**
 * Adds codes to graphql-js's errors about arguments, which are the caller's mistakes. They are changed in
 * place: there may be thousands, and making an error takes as long as making a row.
 */
export function withCodes(result: TextResult): TextResult {
  for (const error of result.errors ?? [])
    if (isUnfitArguments(error)) Object.assign(error.extensions, BAD_USER_INPUT);
  return result;
}

/**
 * The same for errors that graphql-js words as it reads variables and arguments before a stream begins: whatever else
 * fails there has a code of its own, or is no GraphQLError.
 */
export function withInputCodes(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  for (const error of errors) {
    const worded = error.originalError ?? error;
    if (
      worded instanceof GraphQLError &&
      worded.originalError === undefined &&
      !("code" in worded.extensions)
    )
      Object.assign(error.extensions, BAD_USER_INPUT);
  }
  return errors;
}
