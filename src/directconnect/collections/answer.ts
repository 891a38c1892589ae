import type { Input, Output, ReadOperation } from "../client/operations";
import type { Collection } from "./collection";

/** AWS's answer to a question that is no list. */
export type AnswerTo<Name extends ReadOperation> = Omit<Output<Name>, "$metadata">;

interface AnswerRow<Name extends ReadOperation> {
  readonly answer: AnswerTo<Name>;
}

/** A question that is no list, as a collection of one row, so that its answer is kept and shared as lists are. */
export function answerTo<Name extends ReadOperation>(
  operation: Name,
  input: Input<Name>,
): Collection<Output<Name> & object, AnswerRow<Name>, Name> {
  return {
    title: operation,
    operation,
    input,
    onePage: true,
    rowsOf: (output) => [output], // every output is an object
    // each answer has its own metadata, and is none the newer for it
    enter: ({ $metadata: _, ...answer }: Output<Name> & { $metadata?: unknown }) => ({
      answer, // what is left of it
    }),
    key: "answer",
    nameMember: "answer",
  };
}
