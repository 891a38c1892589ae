import { type GraphQLEnumType, GraphQLError, type GraphQLSchema, isEnumType } from "graphql";
import { getMetadataStorage, registerEnumType } from "type-graphql";

/** The value shown for a value from AWS that this schema does not have (yet). */
export const UNKNOWN = "unknown";

/** An enum as type-graphql takes it: GraphQL's UPPER_CASE names over AWS's own values. */
export type OpenEnum<Value extends string> = Readonly<Record<string, Value | typeof UNKNOWN>>;

const openEnumNames = new Set<string>();
/** AWS's values of each open enum. */
const openEnumValues = new Map<unknown, readonly string[]>();

/**
 * Declares an enum over AWS's own values. AWS adds values without notice, so the enum is open: a value that is
 * not described here is answered as `UNKNOWN` (see `openEnums`) and never fails a query.
 *
 * @param name the GraphQL type's name.
 * @param description the meaning of the enum.
 * @param values AWS's values, each with its description; typed from the SDK, a value it adds is a compile error.
 */
export function openEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): OpenEnum<Value> {
  const described: Record<string, string> = { [UNKNOWN]: UNKNOWN_DESCRIPTION, ...values };
  const members: Record<string, Value | typeof UNKNOWN> = {};
  const valuesConfig: Record<string, { description: string }> = {};
  for (const [value, valueDescription] of Object.entries(described)) {
    const member = upperCaseName(value);
    members[member] = value as Value | typeof UNKNOWN; // Object.entries forgets the key type that `values` declares
    valuesConfig[member] = { description: valueDescription };
  }
  registerEnumType(members, { name, description, valuesConfig });
  openEnumNames.add(name);
  openEnumValues.set(members, Object.keys(values));
  return members;
}

/** The names of all open enums that were declared. */
export function namesOfOpenEnums(): readonly string[] {
  return [...openEnumNames];
}

const UNKNOWN_DESCRIPTION =
  "AWS sends no value, or one that this schema does not have. Not allowed as input.";

/** The members of the graph's objects that hold words of open enums, each with AWS's words by their lower case. */
let words: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;

/**
 * AWS's spelling in its model of a word that arrived in another case: `transitVirtualInterface` is
 * `TransitVirtualInterface`.
 * @param member the member that holds it; a word of another member, or an unknown word, is returned unchanged.
 */
export function asSpelled(member: string, word: string): string {
  words ??= wordsByMember();
  const spellings = words.get(member);
  return spellings === undefined ? word : (spellings.get(word.toLowerCase()) ?? word);
}

/** A word that two enums spell in two ways, in members of one name, is left unchanged. */
function wordsByMember(): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  const ambiguous: [spellings: Map<string, string>, word: string][] = [];
  for (const { name, getType } of getMetadataStorage().objectTypes.flatMap(({ fields = [] }) => fields)) {
    const values = openEnumValues.get(getType());
    if (values === undefined) continue;
    const spellings = found.get(name) ?? new Map<string, string>();
    found.set(name, spellings);
    for (const value of values) {
      const other = spellings.get(value.toLowerCase()) ?? value;
      spellings.set(value.toLowerCase(), other);
      if (other !== value) ambiguous.push([spellings, value.toLowerCase()]);
    }
  }
  for (const [spellings, word] of ambiguous) spellings.delete(word);
  return found;
}

/** `nonPartner` → `NON_PARTNER`, `Encryption Up` → `ENCRYPTION_UP`. */
export function upperCaseName(value: string): string {
  return value
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

/**
 * Opens the enums of a built schema: a value that is not described is answered as `UNKNOWN` and reported, and
 * `UNKNOWN` is refused as input.
 *
 * @param onUnknown called with the enum's name and AWS's value, for each unknown value.
 */
export function openEnums(schema: GraphQLSchema, onUnknown: (enumName: string, value: string) => void): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && openEnumNames.has(type.name)) openOne(type, onUnknown);
  }
}

function openOne(type: GraphQLEnumType, onUnknown: (enumName: string, value: string) => void): void {
  const names = new Map(type.getValues().map((value) => [value.value as unknown, value.name]));
  const namesInAnyCase = new Map(
    type.getValues().map(({ value, name }) => [String(value).toLowerCase(), name]),
  );
  type.serialize = (value) => {
    const name = names.get(value) ?? namesInAnyCase.get(String(value).toLowerCase());
    if (name !== undefined) return name;
    onUnknown(type.name, String(value));
    return UNKNOWN.toUpperCase();
  };
  const parseValue = type.parseValue.bind(type);
  const parseLiteral = type.parseLiteral.bind(type);
  type.parseValue = (name): unknown => refuseUnknown(type, parseValue(name));
  type.parseLiteral = (node, variables): unknown => refuseUnknown(type, parseLiteral(node, variables));
}

function refuseUnknown(type: GraphQLEnumType, value: unknown): unknown {
  if (value === UNKNOWN) {
    throw new GraphQLError(
      `Value "UNKNOWN" of enum "${type.name}" is only ever an answer, never an input. Leave it out, or name another.`,
    );
  }
  return value;
}
