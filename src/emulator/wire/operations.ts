import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";

type Sdk = typeof sdk;

type SdkOperation = {
  [Name in keyof Sdk]: Name extends `${infer Operation}Command` ? Exclude<Operation, "$" | ""> : never;
}[keyof Sdk];

/** Every operation of the service, by the name that travels in `X-Amz-Target`: the SDK's, and those that it lacks. */
export type OperationName = SdkOperation | keyof sdk.NewerOperations;

/** A member that the model requires is there once a request was parsed: the SDK's `| undefined` falls. */
type Parsed<Shape> = Shape extends Date | Uint8Array
  ? Shape
  : Shape extends readonly (infer Item)[]
    ? Parsed<Item>[]
    : Shape extends object
      ? {
          [Member in keyof Shape]: object extends Pick<Shape, Member>
            ? Parsed<Shape[Member]>
            : Parsed<Exclude<Shape[Member], undefined>>;
        }
      : Shape;

interface Runs<Result> {
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Result }>;
}

/** What a handler is given: the request shape, with its required members present. */
export type Input<Operation extends OperationName> = Operation extends keyof sdk.NewerOperations
  ? Parsed<sdk.NewerOperations[Operation][0]>
  : Operation extends SdkOperation
    ? Sdk[`${Operation}Command`] extends new (...args: infer Arguments) => unknown
      ? Parsed<Exclude<Arguments[0], undefined>>
      : never
    : never;

/** What a handler gives back: the response shape. Members that the shape lacks never reach the wire. */
export type Output<Operation extends OperationName> = Operation extends keyof sdk.NewerOperations
  ? sdk.NewerOperations[Operation][1]
  : Operation extends SdkOperation
    ? Sdk[`${Operation}Command`] extends new (...args: never[]) => Runs<infer Result>
      ? Omit<Result, "$metadata">
      : never
    : never;

/** The behaviour of some operations; every resource file exports one such table. */
export type Handlers = {
  [Operation in OperationName]?: (input: Input<Operation>, call: Call) => Output<Operation>;
};
