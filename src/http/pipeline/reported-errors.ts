import {
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLInputType,
  GraphQLString,
  isInputObjectType,
  isLeafType,
  isListType,
} from "graphql";
import { MOST_COUNTED, MOST_WORDED } from "../../execution/variables";
import type { Place } from "../../observability/beginning";
import { quoted, REDACTED } from "../../observability/secrets";

/** The longest text of an error in a refusal, in characters. */
export const LONGEST_TEXT = 500;
/** The maximum number of locations in one error. */
export const MOST_LOCATIONS = 5;
/** The maximum size of the errors of one refusal as JSON, in bytes. */
export const MOST_BYTES = 3_500;

/**
 * The value of a variable, for an error. Texts are shown where the schema expects a text: a text instead of
 * an object or a list, or in an unknown member, may contain the value of a secret member.
 * @param type that the schema expects.
 */
export function quotedVariable(value: unknown, type: GraphQLInputType): string {
  const place = placeOf(type);
  return place.hides(value) ? REDACTED : quoted(value, place);
}

/** @param inputType that the schema expects here; undefined in an unknown member. */
function placeOf(inputType: GraphQLInputType | undefined): Place {
  const type = inputType && getNullableType(inputType);
  const object = getNamedType(type);
  const mayBeText = type !== undefined && isLeafType(object);
  const fields = isInputObjectType(object) ? object.getFields() : undefined;
  return {
    hides: (value) => (typeof value === "string" ? !mayBeText : type === GraphQLString && value !== null),
    inside: (name) =>
      placeOf(name !== undefined ? fields?.[name]?.type : isListType(type) ? type.ofType : undefined),
  };
}

/**
 * The errors of a request that was refused as a whole: few, each short, so that no refusal is larger than 4 KB.
 * @param errors in the form that would be sent.
 * @param uncounted the number of errors beside these.
 */
export function errorsOfRefusal(
  errors: readonly GraphQLFormattedError[],
  uncounted = 0,
): GraphQLFormattedError[] {
  const [first] = errors;
  if (first === undefined) return [];
  const reported = [shortened(first)];
  let bytes = bytesOf(reported);
  for (const error of errors.slice(1, MOST_WORDED)) {
    const short = shortened(error);
    bytes += bytesOf(short);
    if (bytes > MOST_BYTES) break;
    reported.push(short);
  }
  const omitted = errors.length + uncounted - reported.length;
  if (omitted > 0) {
    const { code, retryable } = { retryable: false, ...first.extensions } as Record<string, unknown>;
    reported.push({ message: countText(omitted), extensions: { code, retryable } });
  }
  return reported;
}

/** A syntax error in Apollo Server's form. */
export function refusedSyntax({ message, source, positions }: GraphQLError): GraphQLError {
  const extensions = { code: "GRAPHQL_PARSE_FAILED", http: { status: 400 } };
  return new GraphQLError(shortText(message), { source, positions, extensions });
}

/** The types of introspection are those of the GraphQL specification; scanners report a suggested name as a leak. */
const SUGGESTED_FOR_INTROSPECTION = /( on type "__\w+"\.) Did you mean [^?]*\?/;

/** @param omitted at the maximum of the count, there may be more. */
function countText(omitted: number): string {
  if (omitted >= MOST_COUNTED - MOST_WORDED) return `At least ${omitted} more errors were found.`;
  return omitted === 1 ? "1 more error was found." : `${omitted} more errors were found.`;
}

function bytesOf(json: object): number {
  return Buffer.byteLength(JSON.stringify(json));
}

function shortText(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function shortened({ message: text, locations, ...error }: GraphQLFormattedError): GraphQLFormattedError {
  const message = text.replace(SUGGESTED_FOR_INTROSPECTION, "$1");
  return {
    message: shortText(message),
    ...(locations && { locations: locations.slice(0, MOST_LOCATIONS) }),
    ...error,
  };
}
