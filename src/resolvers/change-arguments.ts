import type { GraphQLResolveInfo } from "graphql";
import { collectFields } from "../libraries/graphql";
import { Args, createParameterDecorator } from "type-graphql";
import type { ChangeKey } from "../journal/idempotency";
import { ScopeArgs } from "../types/graph/scope";

/** The arguments of a mutation beside its input: the account and region, and the idempotency key. */
export interface ChangeArguments {
  readonly scope: ScopeArgs;
  /** The idempotency key, with the position of the mutation in its document. */
  readonly key: ChangeKey;
}

/**
 * The position of a parameter that only declares arguments. type-graphql declares arguments only through parameters:
 * this one comes last, and the method ignores its value.
 */
const AFTER_ALL_PARAMETERS = 1_000;

type Decorate = (prototype: object, method: string | symbol, index: number) => void;

/** Declares the arguments `account`, `region` and `idempotencyKey` of a mutation, and passes them as one parameter. */
export const ChangeArgs = (): Decorate => {
  const readArguments = withIdempotencyKey((key, scope): ChangeArguments => ({ scope, key }));
  return (prototype, method, index) => {
    readArguments(prototype, method, index);
    Args(() => ScopeArgs)(prototype, method, AFTER_ALL_PARAMETERS);
  };
};

/** Declares the argument `idempotencyKey` of a mutation that no account or region has, and passes its key. */
export const KeyArg = (): Decorate => withIdempotencyKey((key) => key);

/** @param make the parameter's value, from the key and the arguments that `ScopeArgs` may have declared. */
function withIdempotencyKey(make: (key: ChangeKey, scope: ScopeArgs) => unknown): Decorate {
  return createParameterDecorator(
    ({ args, info }) =>
      make(
        {
          argument: args["idempotencyKey"] as string | null | undefined, // the argument is declared below
          field: String(info.path.key),
          alone: isAlone(info),
        },
        args,
      ),
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
}

/** Whether it is the only mutation of its document. */
function isAlone({ schema, fragments, variableValues, parentType, operation }: GraphQLResolveInfo): boolean {
  return collectFields(schema, fragments, variableValues, parentType, operation.selectionSet).size === 1;
}
