import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import type { Coverage, Omission } from "./coverage";
import type { Member, Operation, SdkModel } from "./sdk-model";

export interface Graph {
  schema: GraphQLSchema;
  /** The names of the operations that the emulator plays. */
  emulated: ReadonlySet<string>;
  coverage: Coverage;
  omissions: readonly Omission[];
}

/**
 * Holds the SDK against the graph and the emulator.
 * @returns what is missing, as `output Connection.vlan` and the like, and what the tables say in vain; sorted.
 */
export function findDrift(sdk: SdkModel, graph: Graph): string[] {
  const missing = new Set([
    ...sdk.operations.flatMap((operation) => operationDrift(operation, sdk, graph)),
    ...enumDrift(sdk, graph),
    ...Object.keys(graph.coverage.operations)
      .filter((name) => !sdk.operations.some((operation) => operation.name === name))
      .map((name) => `coverage ${name}: the SDK has no such operation`),
  ]);
  const idle = new Set(graph.omissions);
  for (const what of [...missing]) {
    const omission = graph.omissions.find((entry) => entry.what === what || entry.what === anywhere(what));
    if (omission === undefined) continue;
    missing.delete(what);
    idle.delete(omission);
  }
  return [...missing, ...[...idle].map(({ what }) => `omission no longer needed: ${what}`)].sort();
}

/** `input DescribeLagsRequest.nextToken` → `input *.nextToken` */
function anywhere(what: string): string {
  return what.replace(/ \w+\./, " *.");
}

function operationDrift(operation: Operation, sdk: SdkModel, graph: Graph): string[] {
  const { name } = operation;
  const missing = graph.emulated.has(name) ? [] : [`emulator ${name}`];
  const [first, ...more] = graph.coverage.operations[name] ?? [];
  if (first === undefined) return [...missing, `operation ${name}`];
  const main = fieldAt(first, graph.schema);
  if (main === undefined || !/^(Query|Mutation)\./.test(first)) {
    return [...missing, `operation ${name}: no query or mutation ${first}`];
  }
  const others = more.map((coordinate) => ({ coordinate, field: fieldAt(coordinate, graph.schema) }));
  const absent = others.filter(({ field }) => field === undefined);
  const fields = [main, ...others.flatMap(({ field }) => field ?? [])];
  return [
    ...missing,
    ...absent.map(({ coordinate }) => `operation ${name}: no field ${coordinate}`),
    ...inputDrift(operation.input, inputsOf(fields), sdk),
    ...outputDrift(operation.output, reachOf(main.type, graph.schema), sdk, graph),
  ];
}

function fieldAt(coordinate: string, schema: GraphQLSchema): GraphQLField<unknown, unknown> | undefined {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}

interface GraphInput {
  type: GraphQLInputType;
  required: boolean;
}
type Inputs = ReadonlyMap<string, GraphInput>;

/** By name: the arguments of fields, and the members of those that are input objects. */
function inputsOf(fields: readonly GraphQLField<unknown, unknown>[]): Inputs {
  const inputs = new Map<string, GraphInput>();
  for (const arg of fields.flatMap(({ args }) => args)) {
    for (const [name, input] of membersIn(arg.type)) inputs.set(name, input);
  }
  for (const arg of fields.flatMap(({ args }) => args)) {
    inputs.set(arg.name, { type: arg.type, required: isRequiredArgument(arg) || arg.defaultValue != null });
  }
  return inputs;
}

function membersIn(input: GraphQLInputType): Inputs {
  const type = getNamedType(input);
  if (!isInputObjectType(type)) return new Map();
  return new Map(
    Object.values(type.getFields()).map((field) => [
      field.name,
      { type: field.type, required: isRequiredInputField(field) || field.defaultValue != null },
    ]),
  );
}

function inputDrift(structure: string, inputs: Inputs, sdk: SdkModel): string[] {
  return membersNamed(structure, sdk).flatMap((member) => {
    const what = `${structure}.${member.name}`;
    const input = inputs.get(member.name);
    if (input === undefined) {
      // What AWS wraps may lie open in the graph.
      return member.structure !== undefined &&
        membersNamed(member.structure, sdk).some(({ name }) => inputs.has(name))
        ? inputDrift(member.structure, inputs, sdk)
        : [`input ${what}`];
    }
    return [
      ...(member.required && !input.required ? [`required ${what}`] : []),
      ...(member.structure === undefined ? [] : inputDrift(member.structure, membersIn(input.type), sdk)),
    ];
  });
}

/** The types that an answer is made of: itself and those of its fields, and what these may turn out to be. */
function reachOf(output: GraphQLOutputType, schema: GraphQLSchema): GraphQLNamedType[] {
  const type = getNamedType(output);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const near = [type, ...fields.map((field) => getNamedType(field.type))];
  return [...near, ...near.filter(isAbstractType).flatMap((each) => schema.getPossibleTypes(each))];
}

function outputDrift(
  structure: string,
  reach: readonly GraphQLNamedType[],
  sdk: SdkModel,
  graph: Graph,
): string[] {
  const own = typeOf(structure, graph);
  if (own !== undefined && reach.includes(own)) return structureDrift(structure, sdk, graph);
  return membersNamed(structure, sdk).flatMap((member) => {
    const type = member.structure === undefined ? undefined : typeOf(member.structure, graph);
    if (member.structure !== undefined && type !== undefined && reach.includes(type)) {
      return structureDrift(member.structure, sdk, graph);
    }
    return hasField(reach[0], member.name, graph) ? [] : [`output ${structure}.${member.name}`];
  });
}

/** The members of a structure that its type lacks, and those of the structures that it holds. */
function structureDrift(
  structure: string,
  sdk: SdkModel,
  graph: Graph,
  observed = new Set<string>(),
): string[] {
  if (observed.has(structure)) return [];
  observed.add(structure);
  const type = typeOf(structure, graph);
  if (type === undefined) return [`type ${structure}`];
  return membersNamed(structure, sdk).flatMap((member) => [
    ...(hasField(type, member.name, graph) ? [] : [`output ${structure}.${member.name}`]),
    ...(member.structure === undefined ? [] : structureDrift(member.structure, sdk, graph, observed)),
  ]);
}

function typeOf(structure: string, { schema, coverage }: Graph): GraphQLNamedType | undefined {
  return schema.getType(coverage.types[structure] ?? structure);
}

/** Of an interface it is enough that those who implement it have the field. */
function hasField(type: GraphQLNamedType | undefined, name: string, { schema }: Graph): boolean {
  if (isAbstractType(type)) {
    return schema.getPossibleTypes(type).every((possible) => possible.getFields()[name] !== undefined);
  }
  return isObjectType(type) && type.getFields()[name] !== undefined;
}

function membersNamed(structure: string, sdk: SdkModel): readonly Member[] {
  return sdk.structures.get(structure) ?? [];
}

function enumDrift(sdk: SdkModel, { schema, coverage }: Graph): string[] {
  return [...sdk.enums].flatMap(([name, values]) => {
    const type = schema.getType(coverage.types[name] ?? name);
    if (!isEnumType(type)) return [`enum ${name}`];
    const existing = new Set(type.getValues().map(({ value }: { value: unknown }) => value));
    return values.filter((value) => !existing.has(value)).map((value) => `enum ${name}.${value}`);
  });
}
