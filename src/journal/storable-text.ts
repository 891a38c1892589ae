import { badInput } from "../errors";
import { isSecretMember, quoted } from "../observability/secrets";

/** What PostgreSQL stores neither in a text nor in jsonb: U+0000, and half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * Refuses texts that cannot be stored.
 * @param value what the caller sent: a text, a list or an object, looked through to its leaves.
 * @throws GatewayError BAD_USER_INPUT naming the first such argument, as `argument.member.0`.
 */
export function requireStorable(argument: string, value: unknown, isSecret = false): void {
  if (typeof value === "string") {
    if (isStorable(value)) return;
    const sent = isSecret ? {} : { sent: quoted(value) };
    throw badInput([{ argument, ...sent, allowed: "text without U+0000 and without half surrogate pairs" }]);
  }
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return;
  for (const [name, member] of Object.entries(value)) {
    requireStorable(`${argument}.${name}`, member, isSecret || isSecretMember(name));
  }
}
