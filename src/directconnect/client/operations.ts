import * as sdk from "@aws-sdk/client-direct-connect";
import { NEWER_COMMANDS, type NewerCommand } from "./newer-commands";

/** All commands of the installed SDK by the operation's name, `DescribeConnections` and so on. */
type SdkCommands = {
  [
    Name in keyof typeof sdk as Name extends `${infer Operation}Command`
      ? Operation extends "$"
        ? never
        : Operation
      : never
  ]: (typeof sdk)[Name];
};

/** The commands of the SDK, and those that it lacks. */
type Commands = SdkCommands & { [Name in keyof sdk.NewerOperations]: NewerCommand<Name> };
export type Operation = keyof Commands;
export type Input<Name extends Operation> = NonNullable<ConstructorParameters<Commands[Name]>[0]>;
export type Output<Name extends Operation> =
  InstanceType<Commands[Name]> extends sdk.$Command<
    infer _In,
    infer Out,
    infer _Config,
    infer _AllIn,
    infer _AllOut
  >
    ? Out
    : never;

/** AWS's answer: an output without the SDK's metadata. */
export type Answer<Name extends Operation> = Omit<Output<Name>, "$metadata">;

/** A member of an input or answer, or a member of a structure in it. */
export type MemberPath<Whole> = {
  [Member in keyof Whole & string]:
    | Member
    | (NonNullable<Whole[Member]> extends readonly unknown[] | Uint8Array | Date | string | number | boolean
        ? never
        : `${Member}.${keyof NonNullable<Whole[Member]> & string}`);
}[keyof Whole & string];

export type ReadOperation = Extract<Operation, `Describe${string}` | `Get${string}` | `List${string}`>;
export type WriteOperation = Exclude<Operation, ReadOperation>;

type CommandClass = new (input: unknown) => Parameters<sdk.DirectConnectClient["send"]>[0];

// A name, its class and its input are tied together by the type of `Input`; the compiler sees only a union of all.
const SDK_COMMANDS = sdk as unknown as Readonly<Record<string, CommandClass>>;
const COMMANDS_OF_OURS = NEWER_COMMANDS as unknown as Readonly<Record<string, CommandClass>>; // as above

/** A command of the SDK's form, whether the SDK has one or not. */
export function commandOf<Name extends Operation>(operation: Name, input: Input<Name>) {
  const Command = COMMANDS_OF_OURS[operation] ?? SDK_COMMANDS[`${operation}Command`];
  if (Command === undefined) throw new Error(`There is no command for ${operation}.`);
  return new Command(input);
}

/** The names of all operations. */
export const OPERATIONS = [
  ...Object.keys(sdk)
    .filter((name) => /^[A-Z]\w+Command$/.test(name))
    .map((name) => name.replace(/Command$/, "")),
  ...Object.keys(NEWER_COMMANDS),
] as Operation[]; // the SDK's exports are its commands' names

/** The names of all read operations. */
export const READ_OPERATIONS = OPERATIONS.filter((name): name is ReadOperation =>
  /^(Describe|Get|List)/.test(name),
);
