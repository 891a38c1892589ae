import { badInput } from "../errors";
import { holdsCredential, isSecretMember, quoted } from "../observability/secrets";

/** Characters that PostgreSQL stores neither in a text nor in jsonb: U+0000, and half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * Refuses texts that cannot be stored.
 * @param value what the caller sent: a text, a list or an object, searched recursively.
 * @throws GatewayError BAD_USER_INPUT naming the first such argument, as `argument.member.0`.
 */
export function requireStorable(argument: string, value: unknown): void {
  for (const { path, text, isSecret } of textsIn(argument, value)) {
    if (isStorable(text)) continue;
    const sent = isSecret ? {} : { sent: quoted(text) };
    const allowed = "text without U+0000 and without half surrogate pairs";
    throw badInput([{ argument: path, ...sent, allowed }]);
  }
}

/**
 * Refuses API keys of this gateway and tokens in a value that would be stored, shown to others, and sent to AWS.
 * Members for secrets may contain anything: they are not stored.
 * @param value as for `requireStorable`.
 * @throws GatewayError BAD_USER_INPUT naming the first such argument, without the value.
 */
export function requireNoCredential(argument: string, value: unknown): void {
  for (const { path, text, isSecret } of textsIn(argument, value)) {
    if (isSecret || !holdsCredential(text)) continue;
    const allowed =
      "text that holds no API key of this gateway, no secret of a webhook and no token: it is stored, and shown to others";
    throw badInput([{ argument: path, allowed }]);
  }
}

interface TextAt {
  readonly path: string;
  readonly text: string;
  /** Whether it is in a member for a secret. */
  readonly isSecret: boolean;
}

function* textsIn(path: string, value: unknown, isSecret = false): Generator<TextAt> {
  if (typeof value === "string") yield { path, text: value, isSecret };
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return;
  for (const [name, member] of Object.entries(value))
    yield* textsIn(`${path}.${name}`, member, isSecret || isSecretMember(name));
}
