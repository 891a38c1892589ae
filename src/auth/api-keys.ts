import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/** What the config file holds of an API key: never the key itself. */
export interface StoredApiKey {
  readonly id: string;
  /** SHA-256 of the whole key, as 64 hexadecimal digits. */
  readonly sha256: string;
  readonly expires: Date;
  readonly revoked?: boolean | undefined;
}

/** `dxgql_<id>_<secret>`: the prefix lets scanners for leaked secrets find it, the id lets us find its hash. */
const FORM = /^dxgql_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** Makes a key with 256 random bits. It is nowhere but in the answer: who loses it makes another. */
export function makeApiKey(expires: Date): { key: string; stored: StoredApiKey } {
  const id = randomBytes(8).toString("hex");
  const key = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
  return { key, stored: { id, sha256: digest(key).toString("hex"), expires } };
}

/** @returns null for what has not the form of a key. */
export function idOfApiKey(key: string): string | null {
  return FORM.exec(key)?.[1] ?? null;
}

/**
 * Whether this is the key of which the hash was stored. A plain SHA-256 is right here, where it would be wrong for a
 * password: 256 random bits cannot be guessed, so a slow hash would protect nothing, but each request would
 * pay for it. The comparison takes the same time however much of the hash agrees.
 */
export function isApiKey(key: string, { sha256 }: StoredApiKey): boolean {
  return timingSafeEqual(digest(key), Buffer.from(sha256, "hex"));
}

function digest(key: string): Buffer {
  return hash("sha256", key, "buffer");
}
