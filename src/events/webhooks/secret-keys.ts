import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The length of a secret that the gateway makes, in bytes; Standard Webhooks allows 24 to 64. */
const SECRET_BYTES = 32;

interface Key {
  /** The beginning of a hash of the key: it names the key in what is stored. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** @returns a new secret in the form of Standard Webhooks: `whsec_` and base64. */
export function makeSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** Encrypts the secrets of webhooks for the store. */
export class SecretKeys {
  readonly #keys: readonly Key[];

  /** @param keys 32 bytes each; the first one encrypts, and all of them decrypt. */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.map((bytes) => ({
      name: createHash("sha256").update("webhook secrets").update(bytes).digest("hex").slice(0, 16),
      bytes,
    }));
  }

  /** Whether there is a key. Without one, no webhook can be made. */
  get exist(): boolean {
    return this.#keys.length > 0;
  }

  /**
   * @param webhook the id of its webhook: the text decrypts for no other.
   * @throws Error where there is no key.
   */
  encrypt(secret: string, webhook: string): string {
    const [key] = this.#keys;
    if (key === undefined) throw new Error("There is no key to encrypt secrets of webhooks with.");
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(Buffer.from(webhook));
    const encrypted = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [key.name, nonce.toString("base64url"), encrypted.toString("base64url")].join(".");
  }

  /** @returns undefined where the key is not among these, or the text was altered. */
  decrypt(stored: string, webhook: string): string | undefined {
    const [name, nonce = "", encrypted = ""] = stored.split(".");
    const key = this.#keys.find((one) => one.name === name);
    if (key === undefined) return undefined;
    const bytes = Buffer.from(encrypted, "base64url");
    try {
      const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, "base64url"), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(webhook))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }

  /** Whether a later key than the one of the text encrypts now, so that the text should be encrypted again. */
  isOutdated(stored: string): boolean {
    const [key] = this.#keys;
    return key !== undefined && !stored.startsWith(`${key.name}.`);
  }
}
