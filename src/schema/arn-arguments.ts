import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  OperationTypeNode,
} from "graphql";
import type { Context } from "../context";
import { handledFields } from "./field-handlers";
import { type IdPlace, idPlacesOf } from "./id-places";
import { acceptArns } from "./named-by-arn";
import { arnsIn, isOtherForm, someValue, type Values } from "./id-values";

type Resolve = GraphQLFieldResolver<unknown, Context, Values>;

/**
 * Lets every argument and input member that takes an id take an ARN, too: the `id` that the graph gave. Before a resolver
 * sees the arguments, an ARN in them becomes the id that AWS takes, and `account` and `region` become those that it names. So
 * permissions, rules, the journal and reads find the same, whichever form was sent.
 */
export function takeArns(schema: GraphQLSchema): void {
  const described = new Set<Element>();
  for (const { field, handler, of } of handledFields(schema)) {
    const places = idPlacesOf(handler);
    if (places.length === 0 || field.resolve === undefined) continue;
    for (const { path } of places) described.add(elementAt(field, path));
    const resolve = field.resolve as Resolve; // type-graphql's, which takes any source and context
    const withIds = of === "rows" ? selectWithIds(resolve, places) : callWithIds(resolve, places, field.args);
    field.resolve = withIds as typeof field.resolve; // a request's context is always `Context`
  }
  for (const element of described) element.description = `${element.description ?? ""} ${BOTH_FORMS}`;
}

const BOTH_FORMS = "Also takes the `id` of this graph, an ARN.";

type Element = GraphQLArgument | GraphQLInputField;

/** The argument or input member at a place in a field's arguments. */
function elementAt(
  field: GraphQLField<unknown, unknown>,
  [argument, ...members]: readonly string[],
): Element {
  let element: Element | undefined = field.args.find(({ name }) => name === argument);
  for (const member of members) {
    const type: GraphQLInputType | undefined = element && getNamedType(element.type);
    element = isInputObjectType(type) ? type.getFields()[member] : undefined;
  }
  if (element === undefined)
    throw new Error(`${field.name} has no argument ${[argument, ...members].join(".")}.`);
  return element;
}

/**
 * A relation's arguments only select among the rows beneath, which are compared with what was sent. They are one object for
 * all rows, and are checked once.
 */
function selectWithIds(resolve: Resolve, places: readonly IdPlace[]): Resolve {
  const checked = new WeakSet();
  return (source, args, context, info) => {
    if (!checked.has(args)) {
      arnsIn(args, places);
      checked.add(args);
    }
    return resolve(source, args, context, info);
  };
}

function callWithIds(
  resolve: Resolve,
  places: readonly IdPlace[],
  args: readonly { readonly name: string }[],
): Resolve {
  const names = new Set(args.map(({ name }) => name));
  const scope = { hasAccount: names.has("account"), hasRegion: names.has("region") };
  return (source, values, context, info) => {
    if (!holdsOtherForms(values, places)) {
      arnsIn(values, places);
      return resolve(source, values, context, info);
    }
    const isChange = info.operation.operation === OperationTypeNode.MUTATION;
    const accepted = acceptArns(values, places, { ...scope, isChange }, context.directConnect);
    return accepted instanceof Promise
      ? accepted.then((made) => resolve(source, made, context, info))
      : resolve(source, accepted, context, info);
  };
}

function holdsOtherForms(values: Values, places: readonly IdPlace[]): boolean {
  return places.some(({ path, rule }) => someValue(values, path, (value) => isOtherForm(value, rule)));
}
