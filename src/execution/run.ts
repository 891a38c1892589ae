import {
  defaultTypeResolver,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  locatedError,
  responsePathAsArray,
} from "graphql";
import { buildResolveInfo, type ExecutionContext } from "graphql/execution/execute";
import { getArgumentValues } from "graphql/execution/values";
import { inspect } from "graphql/jsutils/inspect";
import { isIterableObject } from "graphql/jsutils/isIterableObject";
import { isPromise } from "graphql/jsutils/isPromise";
import { addPath, type Path } from "graphql/jsutils/Path";
import type { PromiseOrValue } from "graphql/jsutils/PromiseOrValue";
import { runtimeTypeOf } from "./abstract-type";
import { type Completed, listText, objectText, type Text } from "./completed";
import { toJson } from "./plain-leaf";
import { isPlainSource } from "./plain-object";
import type { AbstractCompletion, Completion, FieldPlan, ObjectPlan } from "./plan";

/** What is being completed: the field that it belongs to, and where in the answer. */
interface Place {
  readonly field: FieldPlan;
  readonly info: GraphQLResolveInfo;
  readonly path: Path;
}

/**
 * One execution of a plan: the algorithm of graphql-js, step by step, but what it completes is text. Promises are
 * chained exactly as graphql-js chains them, so that errors come in the same order.
 * @see https://github.com/graphql/graphql-js/blob/16.x.x/src/execution/execute.ts
 */
export class Run {
  /** What a field is asked with is the same for all rows that have it. */
  readonly #arguments = new Map<FieldPlan, Record<string, unknown>>();

  constructor(private readonly context: ExecutionContext) {}

  /** Executes what is selected of one source object. */
  fields({ type, steps }: ObjectPlan, source: unknown, path: Path | undefined): PromiseOrValue<Completed> {
    const labels: string[] = [];
    const values: PromiseOrValue<Completed>[] = [];
    const execute = (field: FieldPlan) => {
      const value = this.#field(field, source, addPath(path, field.responseName, type.name));
      labels.push(field.label);
      values.push(value);
    };
    try {
      for (const step of steps) {
        if (!("write" in step)) {
          execute(step);
          continue;
        }
        const text = isPlainSource(source) ? attempt(step.write, source) : undefined;
        if (text === undefined) step.fields.forEach(execute);
        else {
          labels.push("");
          values.push(text);
        }
      }
    } catch (error) {
      if (!values.some(isPromise)) throw error;
      // The promises of the other fields may reject too, and must not go unhandled.
      const all: Promise<Completed> = settled(values).then(() => null);
      return all.finally(() => {
        throw error;
      });
    }
    if (values.some(isPromise)) {
      return settled(values).then((completed) => objectText(labels, completed));
    }
    return objectText(labels, values as Completed[]); // none of them is a promise
  }

  #field(field: FieldPlan, source: unknown, path: Path): PromiseOrValue<Completed> {
    const { definition, nodes, parentType, resolve, completion } = field;
    const { context } = this;
    const info = buildResolveInfo(context, definition, nodes, parentType, path);
    const place = { field, info, path };
    try {
      const result = resolve(source, this.#argumentsOf(field), context.contextValue, info);
      const completed = isPromise(result)
        ? result.then((resolved) => this.#complete(completion, place, resolved))
        : this.#complete(completion, place, result);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#failed(error, completion, place));
    } catch (error) {
      return this.#failed(error, completion, place);
    }
  }

  #argumentsOf(field: FieldPlan): Record<string, unknown> {
    let args = this.#arguments.get(field);
    if (args === undefined) {
      const { definition, node, readArguments } = field;
      const { variableValues } = this.context;
      args = readArguments?.(variableValues) ?? getArgumentValues(definition, node, variableValues);
      this.#arguments.set(field, args);
    }
    return args;
  }

  /** Errors end at the nearest value that may be null. */
  #failed(reason: unknown, { kind }: Completion, { field, path }: Place): null {
    const error = locatedError(reason, field.nodes, responsePathAsArray(path));
    if (kind === "nonNull") throw error;
    this.context.collectedErrors.add(error, path);
    return null;
  }

  #complete(completion: Completion, place: Place, value: unknown): PromiseOrValue<Completed> {
    if (value instanceof Error) throw value;
    if (completion.kind === "nonNull") {
      const completed = this.#complete(completion.of, place, value);
      if (completed !== null) return completed;
      const { parentType, definition } = place.field;
      throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
    }
    if (value === undefined || value === null) return null;
    const text = completion.plain && attempt(completion.plain, value);
    if (text !== undefined) return text;
    switch (completion.kind) {
      case "list":
        return this.#list(completion.of, place, value);
      case "leaf":
        return leafText(completion.type, value);
      case "abstract":
        return this.#abstract(completion, place, value);
      case "object":
        return this.#object(completion.plan, place, value);
    }
  }

  #list(of: Completion, { field, info, path }: Place, value: unknown): PromiseOrValue<Completed> {
    if (!isIterableObject(value)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const pending: Promise<Completed>[] = [];
    const items = Array.from(value, (item, index) => {
      const place = { field, info, path: addPath(path, index, undefined) };
      try {
        const completed = isPromise(item)
          ? item.then((resolved) => this.#complete(of, place, resolved))
          : this.#complete(of, place, item);
        if (!isPromise(completed)) return completed;
        const awaited = completed.then(undefined, (error: unknown) => this.#failed(error, of, place));
        pending.push(awaited);
        return awaited;
      } catch (error) {
        // Where this ends the list, nobody waits for the items before it, which may reject too. graphql-js lets them.
        if (of.kind === "nonNull") for (const promise of pending) promise.catch(() => undefined);
        return this.#failed(error, of, place);
      }
    });
    return pending.length > 0 ? settled(items) : listText(items as Completed[]); // none of them is a promise
  }

  #abstract(completion: AbstractCompletion, place: Place, value: unknown): PromiseOrValue<Completed> {
    const { contextValue, schema } = this.context;
    const { type } = completion;
    const name = (type.resolveType ?? defaultTypeResolver)(value, contextValue, place.info, type);
    const complete = (resolved: unknown) =>
      this.#object(
        completion.planOf(runtimeTypeOf(resolved, schema, type, place.field, value)),
        place,
        value,
      );
    return isPromise(name) ? name.then(complete) : complete(name);
  }

  #object(plan: ObjectPlan, { field, info, path }: Place, value: unknown): PromiseOrValue<Completed> {
    const { type } = plan;
    const isIt = type.isTypeOf?.(value, this.context.contextValue, info) ?? true;
    const execute = (is: boolean) => {
      if (is) return this.fields(plan, value, path);
      throw notOfType(type, value, field);
    };
    return isPromise(isIt) ? isIt.then(execute) : execute(isIt);
  }
}

function settled(values: readonly PromiseOrValue<Completed>[]): Promise<Completed[]> {
  // eslint-disable-next-line @typescript-eslint/await-thenable -- some of them are promises
  return Promise.all(values);
}

/** A getter may throw; the field that it belongs to is then found by executing one by one. */
function attempt<Value>(write: (value: Value) => Text | undefined, value: Value): Text | undefined {
  try {
    return write(value);
  } catch {
    return undefined;
  }
}

function leafText(type: GraphQLLeafType, value: unknown): string {
  const serialized: unknown = type.serialize(value);
  if (serialized !== undefined && serialized !== null) return toJson(serialized) ?? "";
  throw new Error(
    `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
  );
}

function notOfType({ name }: GraphQLObjectType, value: unknown, { nodes }: FieldPlan): GraphQLError {
  return new GraphQLError(`Expected value of type "${name}" but got: ${inspect(value)}.`, { nodes });
}
