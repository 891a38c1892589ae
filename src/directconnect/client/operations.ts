import * as sdk from "@aws-sdk/client-direct-connect";

/** All commands of the installed SDK by the operation's name, `DescribeConnections` and so on. */
type Commands = {
  [
    Name in keyof typeof sdk as Name extends `${infer Operation}Command`
      ? Operation extends "$"
        ? never
        : Operation
      : never
  ]: (typeof sdk)[Name];
};

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

/** What AWS itself answers: an output without the SDK's notes on the call. */
export type Answer<Name extends Operation> = Omit<Output<Name>, "$metadata">;

/** A member of an input or answer, or a member of a structure in it. */
export type MemberPath<Whole> = {
  [Member in keyof Whole & string]:
    | Member
    | (NonNullable<Whole[Member]> extends readonly unknown[] | Uint8Array | Date | string | number | boolean
        ? never
        : `${Member}.${keyof NonNullable<Whole[Member]> & string}`);
}[keyof Whole & string];

export type ReadOperation = Extract<Operation, `Describe${string}` | `List${string}`>;
export type WriteOperation = Exclude<Operation, ReadOperation>;

/** The names of all read operations. */
export const READ_OPERATIONS = Object.keys(sdk)
  .filter((name) => /^(Describe|List)\w+Command$/.test(name))
  .map((name) => name.replace(/Command$/, "")) as ReadOperation[]; // the SDK's exports are its commands' names
