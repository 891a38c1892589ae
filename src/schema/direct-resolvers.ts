import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import type { ContainerType } from "type-graphql";
import { acceptedAs } from "./accepted-arguments";
import { type Handler, handledFields } from "./field-handlers";

type HandlerParameters = NonNullable<Handler["params"]>;
type Resolve = GraphQLFieldResolver<unknown, unknown>;

const instances = new Map<unknown, object>();

/** One of each class of resolvers: they hold nothing. */
function instanceOf(target: new () => object): object {
  const instance = instances.get(target) ?? new target();
  instances.set(target, instance);
  return instance;
}

/** The same ones for type-graphql. */
export const resolverInstances: ContainerType = { get: instanceOf };

/**
 * Has queries and relations call their methods at once. type-graphql sorts a method's parameters, makes and checks its
 * arguments and waits for that anew for each row. Here it does so the first time, and arguments in which no rule would
 * find anything new are then given as they are. Methods with other parameters (`@Arg`, a typed `@Root`), with middlewares or
 * with roles stay as they are.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  for (const { field, handler, of } of handledFields(schema)) {
    if (of === "mutations" || field.resolve === undefined) continue;
    field.resolve = directly(handler, field.resolve, of === "rows") ?? field.resolve;
  }
}

/** @param ofRows whether it is called with the same arguments for one row after the other. */
function directly(
  { target, methodName, params = [], middlewares = [], roles }: Handler,
  resolve: Resolve,
  ofRows: boolean,
): Resolve | undefined {
  if (middlewares.length > 0 || roles !== undefined || !params.every(isPlain)) return undefined;
  const kinds = [...params].sort((one, other) => one.index - other.index).map(({ kind }) => kind);
  // type-graphql knows a class of resolvers as a function, and its methods by their names.
  const instance = instanceOf(target as new () => object) as Record<string, (...args: unknown[]) => unknown>;
  const method = instance[methodName];
  if (method === undefined) return undefined;
  const argumentClass = classOf(params);
  const call = (source: unknown, made: unknown, context: unknown, info: unknown) => {
    const resolverData = { root: source, args: made, context, info };
    return method.apply(
      instance,
      kinds.map((kind) => resolverData[kind as keyof typeof resolverData]), // isPlain has seen to that
    );
  };
  if (argumentClass === undefined) {
    return (source, _args, context, info) => call(source, undefined, context, info);
  }
  const instancesByClass = new WeakMap<object, object>();
  return (source, args: object, context, info) => {
    let made = ofRows ? instancesByClass.get(args) : undefined;
    if (made === undefined) {
      made = acceptedAs(argumentClass, args);
      if (made === undefined) return resolve(source, args, context, info);
      if (ofRows) instancesByClass.set(args, made);
    }
    return call(source, made, context, info);
  };
}

/** Whether type-graphql would give a parameter as it comes, or all arguments as one class. */
function isPlain(parameter: HandlerParameters[number]): boolean {
  switch (parameter.kind) {
    case "root":
      return parameter.getType === undefined && parameter.propertyName === undefined;
    case "context":
      return parameter.propertyName === undefined;
    case "args":
    case "info":
      return true;
    default:
      return false;
  }
}

function classOf(params: HandlerParameters): (new () => object) | undefined {
  const parameter = params.find(({ kind }) => kind === "args");
  // type-graphql takes nothing but a class there, and types it as anything that could be a field's type.
  return parameter?.kind === "args" ? (parameter.getType() as new () => object) : undefined;
}
