import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import type { ContainerType } from "type-graphql";
import { acceptedInstance } from "./accepted-arguments";
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
 * Has relations call their methods at once. type-graphql sorts a method's parameters, makes and checks its arguments and
 * waits for that anew for each row. Here it does so for the first row, and the others are given the same instance of their
 * arguments. Methods with other parameters (`@Arg`, a typed `@Root`), with middlewares or with roles stay as they are.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  for (const { field, handler, of } of handledFields(schema)) {
    if (of === "rows" && field.resolve !== undefined)
      field.resolve = directly(handler, field.resolve) ?? field.resolve;
  }
}

function directly(
  { target, methodName, params = [], middlewares = [], roles }: Handler,
  resolve: Resolve,
): Resolve | undefined {
  if (middlewares.length > 0 || roles !== undefined || !params.every(isPlain)) return undefined;
  const kinds = [...params].sort((one, other) => one.index - other.index).map(({ kind }) => kind);
  // type-graphql holds a class of resolvers as a function, and its methods by their names.
  const instance = instanceOf(target as new () => object) as Record<string, (...args: unknown[]) => unknown>;
  const method = instance[methodName];
  if (method === undefined) return undefined;
  const takesArguments = kinds.includes("args");
  return (source, raw: object, context, info) => {
    const args = takesArguments ? acceptedInstance(raw) : undefined;
    if (takesArguments && args === undefined) return resolve(source, raw, context, info);
    const resolverData = { root: source, args, context, info };
    return method.apply(
      instance,
      kinds.map((kind) => resolverData[kind as keyof typeof resolverData]), // isPlain has seen to that
    );
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
