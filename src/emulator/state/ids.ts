import { createHash, randomUUID } from "node:crypto";

const base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Resource ids in AWS's forms (DOMAIN A.1). The same seed gives the same ids in the same order. */
export class Ids {
  private count = 0;
  private readonly seed: string;

  constructor(seed: string | undefined) {
    this.seed = seed ?? randomUUID();
  }

  /** For instance `dxcon-fh3k2m9q`. */
  resource(prefix: "dxcon" | "dxlag" | "dxvif" | "dxpeer"): string {
    return `${prefix}-${this.token(8)}`;
  }

  uuid(): string {
    const hex = this.digest().toString("hex");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join("-");
  }

  /** Base36 characters, such as the tail of a device name. */
  token(length: number): string {
    return Array.from(this.digest().subarray(0, length), (byte) => base36[byte % 36]).join("");
  }

  private digest(): Buffer {
    return createHash("sha256").update(`${this.seed}/${this.count++}`).digest();
  }
}
