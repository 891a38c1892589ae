import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { createSchema } from "../../src/schema";

export const schema = createSchema();

/** Where the choices come from: a number from 0 to below the bound. */
export type Choose = (bound: number) => number;

/** Writes documents of the schema, with ids out of a pool wherever something takes a text. */
export class Writer {
  constructor(
    private readonly choose: Choose,
    private readonly ids: readonly string[],
    private readonly accounts: readonly string[],
  ) {}

  query(): string {
    const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
    return `{ ${Array.from({ length: 1 + this.choose(3) }, (_, at) => `f${at}: ${this.#field(this.#one(fields), 4)}`).join(" ")} }`;
  }

  /** One root field, which may be one that changes something. */
  root(field: GraphQLField<unknown, unknown>, keyword: "query" | "mutation"): string {
    return `${keyword} { ${this.#field(field, 2)} }`;
  }

  /** One root field of a stream, with the arguments that are stated. */
  stream({ name, type }: GraphQLField<unknown, unknown>, input: string, depth: number): string {
    const called = input === "" ? name : `${name}(${input})`;
    return `subscription { ${called}${this.#selection(getNamedType(type), depth)} }`;
  }

  #field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const input = args
      .filter((argument) => isNonNullType(argument.type) || /^accounts?$|Id$|^id$/.test(argument.name))
      .filter((argument) => isNonNullType(argument.type) || this.choose(3) === 0)
      .map((argument) => `${argument.name}: ${this.#value(argument)}`);
    return `${name}${input.length === 0 ? "" : `(${input.join(", ")})`}${this.#selection(getNamedType(type), depth)}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    if (isUnionType(type) || isInterfaceType(type)) {
      const chunks = schema
        .getPossibleTypes(type)
        .map((one) => `... on ${one.name}${this.#selection(one, depth)}`);
      return ` { __typename ${chunks.join(" ")} }`;
    }
    if (!isObjectType(type)) return "";
    const fields = Object.values(type.getFields());
    const leaves = fields.filter(
      (field) => !("getFields" in getNamedType(field.type)) && !isUnionType(getNamedType(field.type)),
    );
    const inner = fields.filter((field) => !leaves.includes(field));
    const deeper = depth === 0 ? [] : inner.filter(() => this.choose(3) === 0);
    const nodes =
      depth === 0
        ? []
        : inner.filter(({ name }) => name === "nodes" && !deeper.some((one) => one.name === name));
    const chunks = [...leaves, ...deeper, ...nodes].map(
      (field) => `a${field.name}: ${this.#field(field, depth - 1)}`,
    );
    // two types of a union may give one name to fields of different types
    return ` { __typename ${chunks.map((chunk) => chunk.replace(/^a/, `${type.name}_`)).join(" ")} }`;
  }

  #value({ name, type: input }: GraphQLArgument | GraphQLInputField): string {
    return this.#valueOf(name, input);
  }

  #valueOf(name: string, input: GraphQLInputType): string {
    const type = getNullableType(input);
    if (isListType(type)) return `[${this.#valueOf(name, type.ofType)}]`;
    if (isEnumType(type)) return this.#one(type.getValues().filter((value) => value.name !== "UNKNOWN")).name;
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields()).filter(
        (member) => isNonNullType(member.type) || /Id$|Account$/.test(member.name),
      );
      return `{ ${members.map((member) => `${member.name}: ${this.#value(member)}`).join(", ")} }`;
    }
    if (type.name === "Boolean") return "true";
    if (type.name === "Int" || type.name === "ASN") return name === "vlan" ? "3999" : "65001";
    if (/^accounts?$/.test(name)) return JSON.stringify(this.#one(this.accounts));
    if (name.endsWith("Account"))
      return JSON.stringify(this.#one(this.ids.filter((id) => /^\d{12}$/.test(id))));
    return JSON.stringify(TEXTS[name] ?? this.#one(this.ids));
  }

  #one<Item>(items: readonly Item[]): Item {
    const item = items[this.choose(items.length)];
    if (item === undefined) throw new Error("There is nothing to choose from.");
    return item;
  }
}

/** What is no id, and must look right to be sent at all. */
const TEXTS: Readonly<Record<string, string>> = {
  bandwidth: "50Mbps",
  connectionsBandwidth: "1Gbps",
  location: "EqDC2",
  routerTypeIdentifier: "CiscoSystemsInc-2900SeriesRouters-IOS124",
  ckn: "a".repeat(64),
  cak: "b".repeat(64),
  key: "team",
  value: "x",
  locationCode: "EqDC2",
  region: "us-east-1",
};
