import { badInput } from "../errors";
import { quoted } from "../observability/secrets";
import { requireNoCredential } from "./storable-text";

/** The report of a mutation's key to its caller: its field in the answer, and whether the outcome is an earlier one. */
export interface ReportedKey {
  readonly path: readonly [string];
  readonly key: string;
  readonly replayed: boolean;
}

/** The key of one mutation, from its field. */
export interface ChangeKey {
  /** Its argument `idempotencyKey`. */
  readonly argument: string | null | undefined;
  /** Its name in the answer. */
  readonly field: string;
  /** Whether it is the document's only mutation. */
  readonly alone: boolean;
}

/** The keys of one request's mutations. */
export class Idempotency {
  readonly #reported: ReportedKey[] = [];

  /** @param header the `Idempotency-Key` header as it was received. */
  constructor(
    readonly requestId: string,
    private readonly header?: string,
    private readonly documents = 1,
  ) {}

  get reported(): readonly ReportedKey[] {
    return this.#reported;
  }

  /** Reports the key of a mutation; again where a repeat turned out to be the first. */
  report(key: ReportedKey): void {
    const [field] = key.path;
    const at = this.#reported.findIndex(({ path }) => path[0] === field);
    this.#reported.splice(at < 0 ? this.#reported.length : at, 1, key);
  }

  /**
   * The key of a mutation; undefined where it has none. The header serves a document with one mutation.
   * @throws GatewayError BAD_USER_INPUT
   */
  keyFor({ argument, alone }: ChangeKey): string | undefined {
    const fromHeader = this.header === undefined ? undefined : unquoted(this.header);
    if (argument != null) checkKey("idempotencyKey", argument);
    if (fromHeader === undefined) return argument ?? undefined;
    checkKey("Idempotency-Key", fromHeader);
    if (!alone || this.documents > 1)
      refuse(
        "Idempotency-Key",
        fromHeader,
        "a document with one mutation; with more, their argument `idempotencyKey`",
      );
    if (argument != null && argument !== fromHeader) {
      refuse(
        "idempotencyKey",
        argument,
        "the same key as in the header Idempotency-Key, or only one of the two",
      );
    }
    return fromHeader;
  }
}

/** A string of RFC 8941, by the draft of the header, or the bare key. */
function unquoted(header: string): string {
  const text = header.trim();
  return /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, "$1") : text;
}

/**
 * @throws GatewayError BAD_USER_INPUT for an invalid key, and for credentials, which are not repeated: keys are
 * stored, and shown to auditors.
 */
export function checkKey(argument: string, key: string): void {
  requireNoCredential(argument, key);
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    refuse(argument, key, "1 to 255 visible ASCII characters, no spaces");
}

function refuse(argument: string, sent: string, allowed: string): never {
  throw badInput([{ argument, sent: quoted(sent), allowed }]);
}
