import {
  defaultTypeResolver,
  getArgumentValues,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  locatedError,
  responsePathAsArray,
} from "graphql";
import { inspect, isIterableObject, isPromise, type PromiseOrValue } from "../libraries/graphql";
import { runtimeTypeOf } from "./abstract-type";
import { type Allowance, BoundExceeded } from "./bounds";
import { bytesOf, type Completed, listText, objectText, type Text } from "./completed";
import { addPlace, type OrderedPath, PlacedErrors } from "./place";
import { toJson } from "./plain-leaf";
import { isPlainSource } from "./plain-object";
import type { AbstractCompletion, Completion, FieldPlan, ObjectPlan } from "./plan";
import type { Slices } from "./slices";
import { unfit } from "./unfit-arguments";

/** So many bytes, written at once from a row, count as one step. */
export const BYTES_OF_A_STEP = 512;
/** An error takes longer than most fields: to be made, to be located, and to be written. */
export const STEPS_OF_AN_ERROR = 10;
/** What one error takes in an answer beside its message and its path, in bytes. */
const BYTES_OF_AN_ERROR = 100;
/** `null`, or about what a short value takes. */
const SHORT_VALUE = 5;

/** What is being completed: the field that it belongs to, and where in the answer. */
interface Place {
  readonly field: FieldPlan;
  readonly info: GraphQLResolveInfo;
  readonly path: OrderedPath;
}

/**
 * Checks the arguments of a field once for each execution, before its resolver is called with them.
 * @throws whatever the field then fails with.
 */
export type CheckArguments = (args: Readonly<Record<string, unknown>>, parentType: GraphQLObjectType) => void;

/** By name, as `getArgumentValues` takes and gives them. */
type Values = Record<string, unknown>;

/** What all fields of one execution share. */
export interface RunContext extends Pick<
  GraphQLResolveInfo,
  "schema" | "fragments" | "operation" | "rootValue"
> {
  readonly variableValues: Record<string, unknown>;
  readonly contextValue: unknown;
}

/**
 * One execution of a plan: the algorithm of graphql-js, step by step, but what it completes is text. Promises are
 * chained as graphql-js chains them; beyond one slice of steps, items and awaited values wait for a later one.
 * @see https://github.com/graphql/graphql-js/blob/16.x.x/src/execution/execute.ts
 */
export class Run {
  /** The arguments of a field are the same for all rows that have it, and so is what they are refused with. */
  readonly #arguments = new Map<FieldPlan, Values | Error>();
  readonly #errors = new PlacedErrors();

  constructor(
    private readonly context: RunContext,
    private readonly slices: Slices,
    private readonly allowance: Allowance,
    private readonly checkArguments: CheckArguments | undefined,
  ) {}

  /** Why it was ended as a whole; undefined where it was not. */
  get ended(): BoundExceeded | undefined {
    return this.allowance.ended;
  }

  /** What went wrong, in the order of the answer. */
  errors(): readonly GraphQLError[] {
    return this.#errors.inOrder();
  }

  /** Notes the error that leaves nothing of the answer. */
  fail(error: GraphQLError): void {
    this.#errors.add(error, undefined);
  }

  /** Executes what is selected of one source object. */
  fields(plan: ObjectPlan, source: unknown, path: OrderedPath | undefined): PromiseOrValue<Completed> {
    const { type, steps, failure } = plan;
    if (failure !== undefined) throw failure;
    const labels: string[] = [];
    const values: PromiseOrValue<Completed>[] = [];
    const execute = (field: FieldPlan) => {
      const value = this.#field(field, source, addPlace(path, field.responseName, type.name, field.position));
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
          values.push(this.#counted(text));
        }
      }
    } catch (error) {
      if (!values.some(isPromise)) throw error;
      return settled(values).then(() => {
        throw error; // unless one before it rejects
      });
    }
    if (values.some(isPromise)) {
      return settled(values).then((completed) => objectText(labels, completed));
    }
    return objectText(labels, values as Completed[]); // none of them is a promise
  }

  /** Executes the fields of a change, each when the one before it has ended. */
  serially({ type, steps, failure }: ObjectPlan, source: unknown): PromiseOrValue<Completed> {
    if (failure !== undefined) throw failure;
    const fields = steps.flatMap((step) => ("write" in step ? step.fields : [step]));
    const values: Completed[] = [];
    const from = (index: number): PromiseOrValue<Completed> => {
      for (const [at, field] of fields.entries()) {
        if (at < index) continue;
        const value = this.#field(
          field,
          source,
          addPlace(undefined, field.responseName, type.name, field.position),
        );
        if (isPromise(value)) {
          return value.then((completed) => {
            values.push(completed);
            return from(at + 1);
          });
        }
        values.push(value);
      }
      return objectText(
        fields.map(({ label }) => label),
        values,
      );
    };
    return from(0);
  }

  #field(field: FieldPlan, source: unknown, path: OrderedPath): PromiseOrValue<Completed> {
    const { completion } = field;
    this.allowance.check();
    this.allowance.takeBytes(field.label.length + SHORT_VALUE);
    const info = this.#infoOf(field, path);
    const place = { field, info, path };
    const pause = this.slices.yieldIfOver();
    this.slices.count(1);
    try {
      const completed =
        pause === undefined
          ? this.#resolve(place, source)
          : pause.then(() => {
              this.allowance.check();
              return this.#resolve(place, source);
            });
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#failed(error, completion, place));
    } catch (error) {
      return this.#failed(error, completion, place);
    }
  }

  #infoOf({ definition, nodes, parentType }: FieldPlan, path: OrderedPath): GraphQLResolveInfo {
    const { schema, fragments, rootValue, operation, variableValues } = this.context;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue,
      operation,
      variableValues,
    };
  }

  #resolve(place: Place, source: unknown): PromiseOrValue<Completed> {
    const { field, info } = place;
    const result = field.resolve(source, this.#argumentsOf(field), this.context.contextValue, info);
    return isPromise(result)
      ? result.then((resolved) => this.#completeLater(field.completion, place, resolved))
      : this.#complete(field.completion, place, result);
  }

  /** Completes what was awaited. Much may have been awaited for the same reason, and so come at the same time. */
  #completeLater(completion: Completion, place: Place, resolved: unknown): PromiseOrValue<Completed> {
    const complete = () => {
      this.allowance.check();
      return this.#complete(completion, place, resolved);
    };
    return this.slices.step()?.then(complete) ?? complete();
  }

  #argumentsOf(field: FieldPlan): Values {
    let args = this.#arguments.get(field);
    if (args === undefined) {
      try {
        args = argumentsOf(field, this.context.variableValues);
        this.checkArguments?.(args, field.parentType);
      } catch (error) {
        args = error as Error; // nothing else is thrown there
      }
      this.#arguments.set(field, args);
    }
    if (args instanceof Error) throw args;
    return args;
  }

  /** Errors end at the nearest value that may be null. */
  #failed(reason: unknown, { kind }: Completion, { field, path }: Place): null {
    if (reason instanceof BoundExceeded) throw reason;
    const keys = responsePathAsArray(path);
    const error = locatedError(reason, field.nodes, keys);
    if (this.#errors.arose(error, path)) {
      this.slices.count(STEPS_OF_AN_ERROR);
      this.allowance.takeError();
      const written = JSON.stringify([error.message, keys]);
      this.allowance.takeBytes(Buffer.byteLength(written) + BYTES_OF_AN_ERROR);
    }
    if (kind === "nonNull") throw error;
    this.#errors.add(error, path);
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
    const isObject = completion.kind === "object" || completion.kind === "abstract";
    const text = completion.plain && attempt(completion.plain, value);
    if (text !== undefined) {
      if (isObject) this.allowance.takeBareObject();
      return this.#counted(text);
    }
    if (isObject) this.allowance.takeObject();
    switch (completion.kind) {
      case "list":
        return this.#list(completion.of, place, value);
      case "leaf":
        return this.#counted(leafText(completion.type, value));
      case "abstract":
        return this.#abstract(completion, place, value);
      case "object":
        return this.#object(completion.plan, place, value);
    }
  }

  /** What is written at once counts by its length. */
  #counted(text: Text): Text {
    const bytes = bytesOf(text);
    this.allowance.takeBytes(bytes);
    if (bytes >= BYTES_OF_A_STEP) this.slices.count(Math.floor(bytes / BYTES_OF_A_STEP));
    return text;
  }

  #list(of: Completion, { field, info, path }: Place, value: unknown): PromiseOrValue<Completed> {
    if (!isIterableObject(value)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const all = Array.from(value);
    const items: PromiseOrValue<Completed>[] = [];
    const add = (item: unknown, index: number): void => {
      items.push(this.#item(of, { field, info, path: addPlace(path, index, undefined, index) }, item));
    };
    const failed = async (error: unknown) => {
      await settled(items);
      throw error; // unless one before it rejects
    };
    try {
      for (const [index, item] of all.entries()) {
        const pause = this.slices.step();
        if (pause !== undefined) {
          // No value is awaited before all fields have begun.
          for (const promise of [...items, ...all.slice(index)]) handled(promise);
          const addHandled = (each: unknown, at: number) => {
            add(each, at);
            handled(items.at(-1));
          };
          return this.#rest(all, index, pause, addHandled).then(() => settled(items), failed);
        }
        add(item, index);
      }
    } catch (error) {
      if (items.some(isPromise)) return failed(error);
      throw error;
    }
    return items.some(isPromise) ? settled(items) : listText(items as Completed[]); // none of them is a promise
  }

  /** Adds the items from an index on, each in its slice. */
  async #rest(
    all: readonly unknown[],
    start: number,
    pause: Promise<void>,
    add: (item: unknown, index: number) => void,
  ): Promise<void> {
    await pause;
    this.allowance.check();
    add(all[start], start);
    for (let index = start + 1; index < all.length; index += 1) {
      const next = this.slices.step();
      if (next !== undefined) {
        await next;
        this.allowance.check();
      }
      add(all[index], index);
    }
  }

  #item(of: Completion, place: Place, item: unknown): PromiseOrValue<Completed> {
    try {
      const completed = isPromise(item)
        ? item.then((resolved) => this.#completeLater(of, place, resolved))
        : this.#complete(of, place, item);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#failed(error, of, place));
    } catch (error) {
      return this.#failed(error, of, place);
    }
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
    const { type, failure } = plan;
    if (failure !== undefined) throw failure;
    const isIt = type.isTypeOf?.(value, this.context.contextValue, info) ?? true;
    const execute = (is: boolean) => {
      if (is) return this.fields(plan, value, path);
      throw notOfType(type, value, field);
    };
    return isPromise(isIt) ? isIt.then(execute) : execute(isIt);
  }
}

/** Marks a promise that may reject before it is awaited as handled, so that it does not end the process. */
function handled(value: unknown): void {
  if (isPromise(value)) value.then(undefined, () => undefined);
}

/** Waits for all of them. Where several reject, the first in the document is the error, whichever came first. */
async function settled(values: readonly PromiseOrValue<Completed>[]): Promise<Completed[]> {
  // eslint-disable-next-line @typescript-eslint/await-thenable -- some of them are promises
  const outcomes = await Promise.allSettled(values);
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

/** @throws UnfitArguments worded as graphql-js words it. */
function argumentsOf({ definition, node }: FieldPlan, variableValues: Values): Values {
  try {
    return getArgumentValues(definition, node, variableValues);
  } catch (error) {
    throw unfit(error);
  }
}

/** A getter may throw; the field that it belongs to is then found by executing one by one. */
function attempt<Value, Written>(
  write: (value: Value) => Written | undefined,
  value: Value,
): Written | undefined {
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
