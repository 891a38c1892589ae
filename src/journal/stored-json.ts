import { isSecretMember } from "../observability/secrets";
import type { JsonValue } from "../store/json";

/** How a date is written: AWS's own strings and objects never look like this. */
const DATE = "$date";

/** What may be stored of an object: its members but the secret ones, dates marked as such. */
export function toStored(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (isDate(value)) return { [DATE]: value.toISOString() };
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === "object") {
    const kept = Object.entries(value).filter(
      ([name, member]) => member !== undefined && !isSecretMember(name),
    );
    return Object.fromEntries(kept.map(([name, member]) => [name, toStored(member)]));
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

/** By its kind rather than its class, which is another one for what comes from another realm. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}
