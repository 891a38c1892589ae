import {
  type GraphQLFormattedError,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { BadField } from "../../errors";
import type { RawVariables } from "../../execution/variables";
import type { Deprecation } from "./deprecation";

/** The replacement of a name of the schema. */
const HIDDEN = "[hidden]";
/** Names that every schema has. */
const ROOTS = ["Query", "Mutation", "Subscription"];
/** Types that every schema has; which of them a field, an argument or a member has is a detail of this schema. */
const SCALARS: ReadonlySet<string> = new Set(["Int", "Float", "String", "Boolean", "ID"]);
const NAME = /[A-Za-z_]\w*/g;
/** Texts that are no words of a sentence: a path of names, or a quoted name. */
const PLACE_OF_NAMES = /[A-Za-z_]\w*(?:(?:\.|\[\d*\]\.?)[A-Za-z_]\w*)+|`[^`]*`/g;
/** A form that no word of a sentence has, such as `lagId` or `MUST_ENCRYPT`. */
const UNLIKE_A_WORD = /[a-z\d][A-Z]|_/;

/** A field, or a member of an input. */
interface NamedMember {
  readonly name: string;
  readonly args?: readonly { readonly name: string }[];
}

/** The names of a schema's own types, fields, arguments, members and values. */
export function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || SCALARS.has(type.name)) continue;
    names.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields: readonly NamedMember[] = Object.values(type.getFields());
    for (const field of fields) {
      names.add(field.name);
      for (const { name } of field.args ?? []) names.add(name);
    }
  }
  return names;
}

/** The names in a request, which its caller knows; answers hide all other names of the schema. */
export class NamesKnown {
  readonly #names: ReadonlySet<string>;

  constructor({
    query = "",
    variables = {},
  }: {
    query?: string | undefined;
    variables?: RawVariables | undefined;
  }) {
    const texts = [query, JSON.stringify(variables)];
    this.#names = new Set([...ROOTS, ...texts.flatMap((text) => text.match(NAME) ?? [])]);
  }

  /**
   * The errors of a request, from any source: graphql-js, the rules and permissions of this gateway, or AWS.
   * @param ofSchema the names that `namesOf` returned.
   */
  errors(errors: readonly GraphQLFormattedError[], ofSchema: ReadonlySet<string>): GraphQLFormattedError[] {
    return errors.map((error) => this.error(error, ofSchema));
  }

  /** The same for one error. */
  error(error: GraphQLFormattedError, ofSchema: ReadonlySet<string>): GraphQLFormattedError {
    const hidden = (name: string) => (ofSchema.has(name) ? this.#shown(name) : name);
    const inText = (text: string) =>
      text
        .replace(PLACE_OF_NAMES, (place) => place.replace(NAME, hidden))
        .replace(NAME, (word) => (UNLIKE_A_WORD.test(word) ? hidden(word) : word));
    const { fields } = (error.extensions ?? {}) as { fields?: readonly BadField[] };
    const isArgument = (word: string) => fields?.some(({ argument }) => argument === word) === true;
    // The details of `badInput` begin with the name of the argument.
    const message = inText(isOfSchema(error) ? this.#message(error.message) : error.message).replace(
      /(?<=[:;] )\w+(?=: )/g,
      (word) => (isArgument(word) ? hidden(word) : word),
    );
    if (fields === undefined) return { ...error, message };
    const shownFields = fields.map(({ argument, allowed, ...sent }) => ({
      argument: argument.replace(NAME, hidden),
      ...sent,
      allowed: inText(allowed),
    }));
    return { ...error, message, extensions: { ...error.extensions, fields: shownFields } };
  }

  /** The deprecated elements that a caller uses: the replacement is a detail of the schema. */
  deprecations(deprecations: readonly Deprecation[]): Deprecation[] {
    return deprecations.map(({ coordinate, since }) => ({
      coordinate: coordinate.replace(NAME, (name) => this.#shown(name)),
      reason: "It is deprecated. Its replacement is shown to callers who may read the schema.",
      ...(since !== undefined && { since }),
    }));
  }

  /** graphql-js quotes every name of the schema except that of a scalar that cannot represent a value. */
  #message(message: string): string {
    return message
      .replace(/ ?Did you mean [^?]*\?/g, "")
      .replace(/"([^\s"]*)"/g, (found, quoted: string) => (this.#knows(quoted) ? found : HIDDEN))
      .replace(/\b([A-Za-z_]\w*)(?= cannot represent)/g, (name) =>
        SCALARS.has(name) ? name : this.#shown(name),
      );
  }

  #knows(text: string): boolean {
    return (text.match(NAME) ?? []).every((name) => this.#names.has(name));
  }

  #shown(name: string): string {
    return this.#names.has(name) ? name : HIDDEN;
  }
}

/** Whether the message of an error of this kind is graphql-js's, with names of the schema. */
function isOfSchema({ message, extensions }: GraphQLFormattedError): boolean {
  return (
    extensions?.["code"] === "GRAPHQL_VALIDATION_FAILED" ||
    (extensions?.["code"] === "BAD_USER_INPUT" && /^(?:Variable|Argument) "/.test(message))
  );
}
