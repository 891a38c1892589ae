import { isSecretMember } from "../observability/secrets";
import type { JsonValue } from "../store/json";
import { isStorable } from "./storable-text";

/** The marker of a stored date: AWS's own objects never have such a member. */
const DATE = "$date";

/** The stored form of an object: its members without the secret ones, with dates marked as such. */
export function toStored(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (isDate(value)) return { [DATE]: value.toISOString() };
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === "object") {
    const storable = Object.entries(value).filter(
      ([name, member]) => member !== undefined && !isSecretMember(name),
    );
    return Object.fromEntries(storable.map(([name, member]) => [name, toStored(member)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** The object again, without its secret members. */
export function fromStored(value: JsonValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromStored);
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>);
  const [first] = members;
  if (members.length === 1 && first?.[0] === DATE && typeof first[1] === "string") return new Date(first[1]);
  return Object.fromEntries(members.map(([name, member]) => [name, fromStored(member)]));
}

/** Checks the kind instead of the class, which differs for values from another realm. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** The marker of a text that jsonb rejects, stored as JSON within JSON; also of an object with such a member's name. */
const TEXT = "$text";
const MEMBERS = "$members";

/** Finds what has to be encoded in JSON; it also matches some harmless texts. */
const ESCAPED = /\\u(?:0000|d[89a-f])|"\$(?:text|members)"/;

/** JSON in a form that jsonb accepts: U+0000 and lone surrogates, which it rejects, are encoded. So is what looks encoded. */
export function toJsonb(value: JsonValue | object): string {
  const text = JSON.stringify(value);
  return ESCAPED.test(text) ? JSON.stringify(escaped(JSON.parse(text) as JsonValue)) : text;
}

/** Decodes the value again. */
export function fromJsonb(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(fromJsonb);
  const members = Object.entries(value);
  const [first] = members;
  if (members.length === 1 && first !== undefined) {
    const [name, member] = first;
    if (name === TEXT && typeof member === "string") return JSON.parse(member) as string; // as `escaped` wrote it
    if (name === MEMBERS && Array.isArray(member)) {
      const pairs = (member as readonly JsonValue[]).map(fromJsonb) as [string, JsonValue][];
      return Object.fromEntries(pairs);
    }
  }
  return Object.fromEntries(members.map(([name, member]) => [name, fromJsonb(member)]));
}

function escaped(value: JsonValue): JsonValue {
  if (typeof value === "string") return isStorable(value) ? value : { [TEXT]: JSON.stringify(value) };
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(escaped);
  const members = Object.entries(value);
  const looksEncoded = members.length === 1 && (TEXT in value || MEMBERS in value);
  return !looksEncoded && members.every(([name]) => isStorable(name))
    ? Object.fromEntries(members.map(([name, member]) => [name, escaped(member)]))
    : { [MEMBERS]: members.map(([name, member]) => [escaped(name), escaped(member)]) };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
