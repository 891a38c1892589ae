import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
  type VariableDefinitionNode,
} from "graphql";

/** Variables as JSON has them. */
export type RawVariables = Readonly<Record<string, unknown>>;

/** Variables as resolvers get them, or what is wrong with those that were given. */
export type CoercedVariables =
  | { readonly values: Record<string, unknown>; readonly errors?: undefined; readonly more?: undefined }
  | {
      readonly errors: readonly GraphQLError[];
      /** How many more were found. */
      readonly more: number;
    };

/** How errors of variables are worded. */
export interface VariableWords {
  /** Quotes what was sent, bounded and without secrets; `type` is that of the place at which it was sent. */
  readonly quote: (value: unknown, type: GraphQLInputType) => string;
  /** Whether other names of the schema are suggested for one that it does not have. */
  readonly suggests: boolean;
}

/** So many errors are worded; the rest is counted. */
export const MOST_WORDED = 5;
/** Counting ends here: it is done at once, and graphql-js takes as long for an unused error as for any other. */
export const MOST_COUNTED = 500;

/** How the variables of one operation are coerced. */
export class Variables {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
  ) {}

  /**
   * As `getVariableValues` of graphql-js does it, in the same words, but for what was sent: that prints the value around
   * each unknown member whole, which takes the square of its size.
   */
  coerce(raw: RawVariables, words: VariableWords): CoercedVariables {
    const values = Object.create(null) as Record<string, unknown>;
    const errors: GraphQLError[] = [];
    const note = (error: GraphQLError) => {
      if (errors.length === MOST_WORDED) throw new TooManyErrors();
      errors.push(error);
    };
    const { suggests } = words;
    const quote = onceForEachObject(words.quote);
    try {
      for (const definition of this.operation.variableDefinitions ?? [])
        this.#coerceOne(definition, raw, { quote, suggests }, values, note);
    } catch (error) {
      if (!(error instanceof TooManyErrors)) throw error;
      return { errors, more: this.#countErrors(raw) - errors.length };
    }
    return errors.length === 0 ? { values } : { errors, more: 0 };
  }

  /** @returns how many errors there are, `MOST_COUNTED` at most. */
  #countErrors(raw: RawVariables): number {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      let count = 0;
      const words = { quote: () => "", suggests: false };
      const note = () => {
        count += 1;
        if (count === MOST_COUNTED) throw new TooManyErrors();
      };
      for (const definition of this.operation.variableDefinitions ?? [])
        this.#coerceOne(definition, raw, words, {}, note);
      return count;
    } catch (error) {
      if (error instanceof TooManyErrors) return MOST_COUNTED;
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #coerceOne(
    definition: VariableDefinitionNode,
    raw: RawVariables,
    { quote, suggests }: VariableWords,
    values: Record<string, unknown>,
    note: (error: GraphQLError) => void,
  ): void {
    const name = definition.variable.name.value;
    const type = typeFromAST(this.schema, definition.type);
    const say = (text: string, originalError?: GraphQLError) =>
      note(new GraphQLError(`Variable "$${name}" ${text}`, { nodes: definition, originalError }));
    if (!isInputType(type)) {
      say("is of a type that cannot be used as an input type.");
      return;
    } // validation finds it before
    if (!Object.hasOwn(raw, name)) {
      if (definition.defaultValue) values[name] = valueFromAST(definition.defaultValue, type);
      else if (isNonNullType(type)) say(`of required type "${String(type)}" was not provided.`);
      return;
    }
    const value = raw[name];
    if (value === null && isNonNullType(type)) {
      say(`of non-null type "${String(type)}" must not be null.`);
      return;
    }
    const onError = (path: readonly (string | number)[], invalid: unknown, error: GraphQLError) => {
      const at = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
      say(
        `got invalid value ${quote(invalid, typeAt(type, path))}${at && ` at "${name}${at}"`}; ${error.message}`,
        error,
      );
    };
    values[name] = coerceInputValue(value, type, onError, !suggests);
  }
}

/** Each of many unknown members is an error about the same object, at the same place. */
function onceForEachObject(quote: VariableWords["quote"]): VariableWords["quote"] {
  const quotations = new Map<unknown, string>();
  return (value, type) => {
    if (typeof value !== "object") return quote(value, type);
    const quotation = quotations.get(value) ?? quote(value, type);
    quotations.set(value, quotation);
    return quotation;
  };
}

/** The type at a path inside a variable, as graphql-js follows it: a single item is accepted for a list. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, key) => {
    const inner = getNullableType(outer);
    if (typeof key === "number") return isListType(inner) ? inner.ofType : inner;
    const object = getNamedType(inner);
    const member = isInputObjectType(object) ? object.getFields()[key] : undefined;
    return member?.type ?? inner;
  }, type);
}

class TooManyErrors extends Error {}
