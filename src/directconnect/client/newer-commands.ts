import * as sdk from "@aws-sdk/client-direct-connect";
import { Command, getEndpointPlugin } from "../../libraries/aws-sdk";
import { NEWER_OPERATIONS } from "./newer-shapes";

type Newer = keyof sdk.NewerOperations;
type Metadata = Pick<sdk.DescribeTagsCommandOutput, "$metadata">;
type AnyOutput = Metadata & object;

/** The class of a command, as the SDK exports one for each of its operations. */
export type NewerCommand<Name extends Newer> = new (
  input: sdk.NewerOperations[Name][0],
) => sdk.$Command<
  sdk.NewerOperations[Name][0],
  sdk.NewerOperations[Name][1] & Metadata,
  sdk.DirectConnectClientResolvedConfig,
  sdk.ServiceInputTypes,
  sdk.ServiceOutputTypes
>;

/** Makes a command's class the way the SDK makes its own: the same client signs, sends and retries it. */
export function commandClass(operation: string, schema: readonly unknown[]) {
  return Command.classBuilder<object, AnyOutput, sdk.DirectConnectClientResolvedConfig>()
    .ep(sdk.DescribeTagsCommand.getEndpointParameterInstructions() as EndpointParameters) // those of all commands
    .m((Class: typeof sdk.DescribeTagsCommand, _stack, config: EndpointConfig) => [
      getEndpointPlugin(config, Class.getEndpointParameterInstructions() as EndpointParameters), // as above
    ])
    .s("OvertureService", operation, {})
    .n("DirectConnectClient", `${operation}Command`)
    .sc(schema as OperationSchema) // of the form that the SDK's own schemas have
    .build();
}

/** By the operation's name. */
export const NEWER_COMMANDS = Object.fromEntries(
  Object.entries(NEWER_OPERATIONS).map(([name, schema]) => [name, commandClass(name, schema)]),
) as unknown as { readonly [Name in Newer]: NewerCommand<Name> }; // one class for each key; the builder types them alike

type Builder = ReturnType<typeof Command.classBuilder>;
type EndpointParameters = Parameters<Builder["ep"]>[0];
type OperationSchema = Parameters<Builder["sc"]>[0];
type EndpointConfig = Parameters<typeof getEndpointPlugin>[0];
