import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

const LARGEST = 4294967294;

/**
 * Autonomous system numbers, 4-byte ones included. GraphQL's `Int` ends at 2147483647, and AWS moves larger numbers
 * into `asnLong`; here there is one field and one scalar.
 */
export const ASN = new GraphQLScalarType<number, number>({
  name: "ASN",
  description: `An autonomous system number, 2-byte or 4-byte: a whole number from 1 to ${LARGEST}.`,
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc6793",
  // AWS's value is passed on unchanged: an answer never fails for its value.
  serialize: (value) => Number(value),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function parse(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LARGEST) return value;
  const sent = typeof value === "number" ? String(value) : "Another value";
  throw new GraphQLError(
    `${sent} was sent, allowed is an autonomous system number, a whole number from 1 to ${LARGEST}.`,
  );
}
