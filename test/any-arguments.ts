import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";

/**
 * A document that calls a field with a value at one place in its arguments, and otherwise with any values for what is required:
 * they need not be valid. A bad id in an argument of its own would be refused before anything else.
 * @param path such as `["input", "connectionId"]`.
 * @param value as GraphQL writes it; where a list is taken, that list or one item of it.
 */
export function documentWith(
  keyword: "query" | "mutation",
  field: GraphQLField<unknown, unknown>,
  [argument = "", ...path]: readonly string[],
  value: string,
): string {
  const args = field.args.flatMap(({ name, type }) => {
    if (name === argument) return [`${name}: ${literal(type, path, value)}`];
    if (!isNonNullType(type)) return [];
    return [`${name}: ${name === "virtualInterfaceId" ? '"dxvif-ffabc123"' : literal(type)}`];
  });
  const called = args.length === 0 ? field.name : `${field.name}(${args.join(" ")})`;
  return `${keyword} { asked: ${called} { __typename } }`;
}

function literal(type: GraphQLInputType, path?: readonly string[], value?: string): string {
  if (isNonNullType(type)) return literal(type.ofType, path, value);
  if (isListType(type)) {
    const isWhole = path?.length === 0 && value?.startsWith("[") === true;
    return isWhole ? value : `[${literal(type.ofType, path, value)}]`;
  }
  if (isEnumType(type)) return type.getValues().find(({ name }) => name !== "UNKNOWN")?.name ?? "";
  if (!isInputObjectType(type)) {
    if (path?.length === 0 && value !== undefined) return value;
    return /^(Int|Float|ASN)$/.test(type.name) ? "1" : type.name === "Boolean" ? "true" : '"x"';
  }
  const members = Object.values(type.getFields()).flatMap((member) => {
    const [next, ...rest] = path ?? [];
    if (member.name === next) return [`${member.name}: ${literal(member.type, rest, value)}`];
    return isNonNullType(member.type) ? [`${member.name}: ${literal(member.type)}`] : [];
  });
  return `{ ${members.join(", ")} }`;
}
