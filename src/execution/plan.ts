import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectFields, collectSubfields, getFieldDef } from "../libraries/graphql";
import type { Text } from "./completed";
import { writeString } from "./json-text";
import { plainLeaf, type WritePlain } from "./plain-leaf";
import { type PlainMember, plainMembers } from "./plain-members";
import { plainList, plainObject } from "./plain-object";
import { unfit, type UnfitArguments } from "./unfit-arguments";

interface Completes<Kind extends string> {
  readonly kind: Kind;
  /** Writes a value that is not null; undefined where something in it needs a resolver. */
  readonly plain: WritePlain | undefined;
}

/** How a value of one type, in one place of an operation, is completed. */
export type Completion =
  | (Completes<"nonNull" | "list"> & { readonly of: Completion })
  | (Completes<"leaf"> & { readonly type: GraphQLLeafType })
  | (Completes<"object"> & { readonly plan: ObjectPlan })
  | AbstractCompletion;

export interface AbstractCompletion extends Completes<"abstract"> {
  readonly type: GraphQLAbstractType;
  readonly planOf: (runtimeType: GraphQLObjectType) => ObjectPlan;
}

/** A field of the answer: all selections of one response name, merged. */
export interface FieldPlan {
  readonly responseName: string;
  /** Its index among the fields of its object. */
  readonly position: number;
  /** The response name as it is written in the answer: `"name":`. */
  readonly label: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The first of `nodes`: arguments are read from it. */
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly completion: Completion;
}

/** Neighbouring fields that are members of the source object and no more. */
export interface PlainFields {
  readonly fields: readonly FieldPlan[];
  readonly write: (source: object) => Text | undefined;
  /** The same with braces. */
  readonly writeWhole: (source: object) => Text | undefined;
}

/** What is selected of one object type, in order. */
export interface ObjectPlan {
  readonly type: GraphQLObjectType;
  readonly steps: readonly (PlainFields | FieldPlan)[];
  /** Why nothing can be selected of it, such as an `@include` that was given null; thrown where such an object is met. */
  readonly failure?: UnfitArguments;
}

/** What plans are made of. Of the variables they depend on nothing but those in `@skip` and `@include`. */
export interface PlanContext extends Pick<GraphQLResolveInfo, "schema" | "fragments"> {
  readonly variableValues: Record<string, unknown>;
}

/** The plan of a whole operation; what is collected, merged and skipped is decided by graphql-js. */
export function planOperation(
  context: PlanContext,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): ObjectPlan {
  const { schema, fragments, variableValues } = context;
  return planCollected(context, type, () =>
    collectFields(schema, fragments, variableValues, type, selectionSet),
  );
}

function planSelection(
  context: PlanContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ObjectPlan {
  const { schema, fragments, variableValues } = context;
  return planCollected(context, type, () => collectSubfields(schema, fragments, variableValues, type, nodes));
}

type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/** What cannot be collected fails where such an object is met, and nowhere else. */
function planCollected(context: PlanContext, type: GraphQLObjectType, collect: () => Collected): ObjectPlan {
  let collected: Collected;
  try {
    collected = collect();
  } catch (error) {
    return { type, steps: [], failure: unfit(error) };
  }
  return planFields(context, type, collected);
}

function planFields(context: PlanContext, type: GraphQLObjectType, collected: Collected): ObjectPlan {
  const steps: (PlainFields | FieldPlan)[] = [];
  let plain: { field: FieldPlan; member: PlainMember }[] = [];
  const endPlain = () => {
    if (plain.length > 0) steps.push(planPlain(plain));
    plain = [];
  };
  let position = 0;
  for (const [responseName, nodes] of collected) {
    const field = planField(context, type, responseName, nodes, position);
    if (field === undefined) continue;
    position += 1;
    const member = plainMember(field);
    if (member !== undefined) plain.push({ field, member });
    else {
      endPlain();
      steps.push(field);
    }
  }
  endPlain();
  return { type, steps };
}

function planField(
  context: PlanContext,
  parentType: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
  position: number,
): FieldPlan | undefined {
  const [node] = nodes;
  const definition = node && getFieldDef(context.schema, parentType, node);
  if (!definition) return undefined;
  const resolve = definition.resolve ?? defaultFieldResolver;
  const completion = planCompletion(context, definition.type, nodes);
  return {
    responseName,
    position,
    label: `"${responseName}":`,
    definition,
    node,
    nodes,
    parentType,
    resolve,
    completion,
  };
}

function plainMember({ label, definition, completion, parentType }: FieldPlan): PlainMember | undefined {
  const { kind, plain } = completion;
  if (plain === undefined) return undefined;
  const member = { label, member: definition.name, write: plain, nullable: kind !== "nonNull" };
  if (definition === TypeNameMetaFieldDef) return { ...member, constant: writeString(parentType.name) };
  // a field with arguments may have one that it cannot take
  return definition.resolve === undefined && definition.args.length === 0 ? member : undefined;
}

function planPlain(plain: readonly { field: FieldPlan; member: PlainMember }[]): PlainFields {
  const writeMembers = plainMembers(plain.map(({ member }) => member));
  return {
    fields: plain.map(({ field }) => field),
    write: (source) => writeMembers(source, false),
    writeWhole: (source) => writeMembers(source, true),
  };
}

function planCompletion(
  context: PlanContext,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Completion {
  if (isNonNullType(type)) {
    const of = planCompletion(context, type.ofType, nodes);
    return { kind: "nonNull", of, plain: of.plain };
  }
  if (isListType(type)) {
    const of = planCompletion(context, type.ofType, nodes);
    return { kind: "list", of, plain: of.plain && plainList(of.plain, of.kind !== "nonNull") };
  }
  if (isObjectType(type)) {
    const plan = planSelection(context, type, nodes);
    return { kind: "object", plan, plain: plainWhole(plan) };
  }
  if (isAbstractType(type)) {
    const plans = new Map<GraphQLObjectType, ObjectPlan>();
    const planOf = (runtimeType: GraphQLObjectType) => {
      const plan = plans.get(runtimeType) ?? planSelection(context, runtimeType, nodes);
      plans.set(runtimeType, plan);
      return plan;
    };
    return { kind: "abstract", type, planOf, plain: plainAbstract(context.schema, type, planOf) };
  }
  return { kind: "leaf", type, plain: plainLeaf(type) };
}

/**
 * Without a `resolveType`, a value names its type itself, and so its text can be written, too. What is selected of a type
 * is planned when the first object of it is met: few of the possible types come in one answer.
 */
function plainAbstract(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  planOf: AbstractCompletion["planOf"],
): WritePlain | undefined {
  if (type.resolveType != null) return undefined;
  const writers = new Map<string, WritePlain | undefined>();
  const writerOf = (name: string) => {
    const possible = schema.getType(name);
    const isPossible = isObjectType(possible) && schema.isSubType(type, possible);
    const writer = isPossible ? plainWhole(planOf(possible)) : undefined;
    if (isPossible) writers.set(name, writer);
    return writer;
  };
  return (value) => {
    const { __typename: name } = value as { __typename?: unknown };
    if (typeof name !== "string") return undefined;
    return (writers.has(name) ? writers.get(name) : writerOf(name))?.(value);
  };
}

function plainWhole({ type, steps, failure }: ObjectPlan): WritePlain | undefined {
  if (failure !== undefined) return undefined;
  const [step, ...others] = steps;
  if (step === undefined || others.length > 0 || !("write" in step) || type.isTypeOf != null)
    return undefined;
  return plainObject(step.writeWhole);
}
