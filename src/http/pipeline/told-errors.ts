import type { GraphQLFormattedError } from "graphql";
import { quoted, REDACTED } from "../../observability/secrets";

/** Errors of one refusal that are told; the rest is counted. */
const MOST_ERRORS = 5;
/** The longest text of an error in a refusal, in characters. */
const LONGEST_TEXT = 500;
/** Places in the document that one error names. */
const MOST_LOCATIONS = 5;

/** What was sent as a variable, for an error; what was sent instead of a text may hold what that text was to be. */
export function quotedVariable(value: unknown, reason: string): string {
  return reason.startsWith("String cannot represent") ? REDACTED : quoted(value);
}

/**
 * What is told of a request that was refused as a whole: few errors, each short, so that no refusal is larger than 4 KB or
 * ten times its request.
 * @param errors as they would be sent.
 */
export function toldOfRefusal(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const told = errors.slice(0, MOST_ERRORS).map(shortened);
  const [first] = errors;
  if (first !== undefined && errors.length > told.length) {
    const { code, retryable } = { retryable: false, ...first.extensions } as Record<string, unknown>;
    told.push({
      message: `${errors.length - told.length} more errors were found.`,
      extensions: { code, retryable },
    });
  }
  return told;
}

/** The types of introspection are those of the GraphQL specification; scanners take a name suggested for a leak. */
const SUGGESTED_FOR_INTROSPECTION = /( on type "__\w+"\.) Did you mean [^?]*\?/;

function shortened({ message: text, locations, ...error }: GraphQLFormattedError): GraphQLFormattedError {
  const message = text.replace(SUGGESTED_FOR_INTROSPECTION, "$1");
  return {
    message: message.length > LONGEST_TEXT ? `${message.slice(0, LONGEST_TEXT)}…` : message,
    ...(locations && { locations: locations.slice(0, MOST_LOCATIONS) }),
    ...error,
  };
}

/** Whether graphql-js words errors of this kind, from the schema. */
function isOfSchema({ message, extensions }: GraphQLFormattedError): boolean {
  return (
    extensions?.["code"] === "GRAPHQL_VALIDATION_FAILED" ||
    (extensions?.["code"] === "BAD_USER_INPUT" && /^(?:Variable|Argument) "/.test(message))
  );
}

/** Errors for a caller who may not ask for the schema. */
export function toldWithoutSchema(
  errors: readonly GraphQLFormattedError[],
  document: string,
): GraphQLFormattedError[] {
  return errors.map((error) =>
    isOfSchema(error) ? { ...error, message: withoutSchemaDetails(error.message, document) } : error,
  );
}

/**
 * Takes out of what graphql-js says what the caller may not know: the names that it suggests, and those of types.
 * @param document what the caller sent, whose names it does know.
 */
function withoutSchemaDetails(message: string, document: string): string {
  return message
    .replace(/ ?Did you mean [^?]*\?/g, "")
    .replace(/\btype "([^"]*)"/g, (found, name: string) =>
      isNamed(name, document) ? found : "type [hidden]",
    )
    .replace(/"([^"]*)" enum\b/g, (found, name: string) =>
      isNamed(name, document) ? found : "[hidden] enum",
    );
}

function isNamed(type: string, document: string): boolean {
  const name = type.replace(/\W/g, "");
  return new RegExp(`\\b${name}\\b`).test(document);
}
