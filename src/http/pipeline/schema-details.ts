import type { GraphQLFormattedError } from "graphql";
import type { RawVariables } from "../../execution/variables";
import type { Deprecation } from "./deprecation";

/** What stands where a name of the schema was. */
const HIDDEN = "[hidden]";
/** Names that a schema has, whichever it is. */
const ROOTS = ["Query", "Mutation"];
/** Types that every schema has: of which of them a field, an argument or a member is, is a detail of this one. */
const SCALARS: ReadonlySet<string> = new Set(["Int", "Float", "String", "Boolean", "ID"]);
const NAME = /[A-Za-z_]\w*/g;

/** What a request names, and its caller so knows; of all else that the schema has, answers tell nothing. */
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

  /** Errors of a request, of which graphql-js words some from the schema. */
  errors(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
    return errors.map((error) => this.error(error));
  }

  error(error: GraphQLFormattedError): GraphQLFormattedError {
    return isOfSchema(error) ? { ...error, message: this.#message(error.message) } : error;
  }

  /** Where a caller stands with what is deprecated: what to use instead is a detail of the schema. */
  deprecations(deprecations: readonly Deprecation[]): Deprecation[] {
    return deprecations.map(({ coordinate, since }) => ({
      coordinate: coordinate.replace(NAME, (name) => this.#shown(name)),
      reason: "It is deprecated. What replaces it is told to those who may ask for the schema.",
      ...(since !== undefined && { since }),
    }));
  }

  /** graphql-js quotes every name of the schema but that of the scalar which cannot represent what was sent. */
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

/** Whether graphql-js words errors of this kind, from the schema. */
function isOfSchema({ message, extensions }: GraphQLFormattedError): boolean {
  return (
    extensions?.["code"] === "GRAPHQL_VALIDATION_FAILED" ||
    (extensions?.["code"] === "BAD_USER_INPUT" && /^(?:Variable|Argument) "/.test(message))
  );
}
