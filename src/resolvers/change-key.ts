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
            "Makes a repeat safe: the same key with the same change is answered with the first outcome, and nothing is sent again. 1 to 255 visible ASCII characters, unique for the caller. Where left out the gateway makes one, and tells it in `extensions.idempotency`.",
        },
      },
    },
  );

/** Whether it is the only mutation that its document makes. */
function isAlone({ schema, fragments, variableValues, parentType, operation }: GraphQLResolveInfo): boolean {
  return collectFields(schema, fragments, variableValues, parentType, operation.selectionSet).size === 1;
}
