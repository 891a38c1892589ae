import type { Input, Output, ReadOperation } from "../client/operations";
import type { Collection } from "./collection";

/** AWS's answer to a read that is no list. */
export type AnswerTo<Name extends ReadOperation> = Omit<Output<Name>, "$metadata">;

interface AnswerRow<Name extends ReadOperation> {
  readonly answer: AnswerTo<Name>;
}

/** A read that is no list, as a collection of one row, so that its answer is cached and shared as lists are. */
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
    // each answer has its own metadata, which makes it no newer
    enter: ({ $metadata: _, ...answer }: Output<Name> & { $metadata?: unknown }) => ({
      answer, // the remaining members
    }),
    key: "answer",
    nameMember: "answer",
  };
}
