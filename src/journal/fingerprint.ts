import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { isSecretMember } from "../observability/secrets";

/** The content by which two changes are the same: everything in the caller's request. */
export interface ChangeContent {
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input: object;
}

/**
 * Distinguishes changes without storing their content. Secrets count too; so that a short one cannot be guessed from
 * its fingerprint, the hash of a change with secrets is slow to compute. Each has its own salt.
 */
export async function fingerprintOf(
  content: ChangeContent,
  salt = randomBytes(16).toString("hex"),
): Promise<string> {
  const text = contentText(content);
  const hash = holdsSecret(content.input)
    ? await promisify<string, string, number, Buffer>(scrypt)(text, salt, 32)
    : createHash("sha256").update(salt).update(text).digest();
  return `${salt}.${hash.toString("hex")}`;
}

/** Whether it is the fingerprint of this content. */
export async function fits(fingerprint: string, content: ChangeContent): Promise<boolean> {
  const again = await fingerprintOf(content, fingerprint.split(".")[0]);
  return again.length === fingerprint.length && timingSafeEqual(Buffer.from(again), Buffer.from(fingerprint));
}

/**
 * The content of a change as JSON, with its members in one order: equal for equal changes. It contains their secrets.
 */
export function contentText(content: ChangeContent): string {
  return JSON.stringify(content, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) => (isSecretMember(name) && member != null) || holdsSecret(member),
  );
}
