import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { UNKNOWN } from "../../src/types/graph/open-enum";
import type { Omission } from "./coverage";
import type { Operation, SdkModel } from "./sdk-model";
import type { Graph } from "./walk";

/**
 * Holds the graph and the emulator against the model: what they have under the names of its operations, structures and enums
 * that it has not. Relations and sums have a resolver of their own, and are the gateway's.
 * @returns `output Connection.colour` and the like, and what the table says in vain; sorted.
 */
export function findAdditions(model: SdkModel, graph: Graph, intended: readonly Omission[]): string[] {
  const added = new Set([
    ...[...graph.emulated]
      .filter((name) => !names(model.operations).has(name))
      .map((name) => `emulator ${name}`),
    ...mutationsBeside(graph),
    ...model.operations.flatMap((operation) => inputsBeside(operation, model, graph)),
    ...[...model.structures.keys()].flatMap((structure) => outputsBeside(structure, model, graph)),
    ...[...model.enums].flatMap(([name, values]) => valuesBeside(name, values, graph)),
  ]);
  const idle = new Set(intended);
  for (const what of [...added]) {
    const anywhere = what.replace(/ \w+\./, " *.");
    const addition = intended.find((entry) => entry.what === what || entry.what === anywhere);
    if (addition === undefined) continue;
    added.delete(what);
    idle.delete(addition);
  }
  return [...added, ...[...idle].map(({ what }) => `addition no longer there: ${what}`)].sort();
}

const names = (all: readonly { readonly name: string }[]) => new Set(all.map(({ name }) => name));

/** Mutations of what is the gateway's own. */
const OF_THE_GATEWAY = /^(create|update|delete|test|redeliver)Webhook$|^rotateWebhookSecret$/;

/** Every other mutation is an operation of AWS's. */
function mutationsBeside({ schema, coverage }: Graph): string[] {
  const covered = new Set(Object.values(coverage.operations).flat());
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  return mutations
    .filter((name) => !covered.has(`Mutation.${name}`) && !OF_THE_GATEWAY.test(name))
    .map((name) => `mutation ${name}`);
}

/** What the input of a mutation has, and that of its operation has not. */
function inputsBeside({ name, input }: Operation, model: SdkModel, { schema, coverage }: Graph): string[] {
  const [typeName, fieldName = ""] = (coverage.operations[name]?.[0] ?? "").split(".");
  if (typeName !== "Mutation") return [];
  const { [fieldName]: mutation } = schema.getMutationType()?.getFields() ?? {};
  const argument = mutation?.args.find((arg) => arg.name === "input");
  return argument === undefined ? [] : membersBeside(input, getNamedType(argument.type), model);
}

function membersBeside(structure: string, type: GraphQLNamedType, model: SdkModel): string[] {
  if (!isInputObjectType(type)) return [];
  const members = new Map((model.structures.get(structure) ?? []).map((member) => [member.name, member]));
  return Object.values(type.getFields()).flatMap((field) => {
    const member = members.get(field.name);
    if (member === undefined) return [`input ${structure}.${field.name}`];
    return member.structure === undefined
      ? []
      : membersBeside(member.structure, getNamedType(field.type), model);
  });
}

/** What rows have without a resolver, and the structure has not. */
function outputsBeside(structure: string, model: SdkModel, { schema, coverage }: Graph): string[] {
  const type = schema.getType(coverage.types[structure] ?? structure);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const members = names(model.structures.get(structure) ?? []);
  const own = Object.values(type.getFields()).filter(
    ({ resolve }) => resolve === undefined || resolve === defaultFieldResolver,
  );
  return own.filter(({ name }) => !members.has(name)).map(({ name }) => `output ${structure}.${name}`);
}

function valuesBeside(name: string, values: readonly string[], { schema, coverage }: Graph): string[] {
  const type = schema.getType(coverage.types[name] ?? name);
  if (!isEnumType(type)) return [];
  return type
    .getValues()
    .map(({ value }) => String(value))
    .filter((value) => value !== UNKNOWN && !values.includes(value))
    .map((value) => `enum ${name}.${value}`);
}
