import type { GraphQLResolveInfo } from "graphql";
import { collectFields } from "graphql/execution/collectFields";
import { createParameterDecorator } from "type-graphql";
import type { ChangeKey } from "../journal/idempotency";

/** A mutation's argument `idempotencyKey`, with where the mutation stands in its document. */
export const IdempotencyKey = () =>
  createParameterDecorator(
    ({ args, info }): ChangeKey => ({
      argument: args["idempotencyKey"] as string | null | undefined, // the argument is declared below
      field: String(info.path.key),
      alone: isAlone(info),
    }),
    {
      arg: {
        name: "idempotencyKey",
        typeFunc: () => String,
        options: {
          nullable: true,
          description:
            "Makes repeats safe: a repeat with the same key and the same change returns the first outcome, and nothing is sent to AWS. 1 to 255 visible ASCII characters, unique for the caller. Default: the gateway generates a key and returns it in `extensions.idempotency`.",
        },
      },
    },
  );

/** Whether it is the only mutation that its document makes. */
function isAlone({ schema, fragments, variableValues, parentType, operation }: GraphQLResolveInfo): boolean {
  return collectFields(schema, fragments, variableValues, parentType, operation.selectionSet).size === 1;
}
