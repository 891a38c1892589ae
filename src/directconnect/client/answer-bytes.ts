import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import type { HttpResponse } from "../../libraries/aws-sdk";
import { collectBody } from "./collected-body";

/** The bytes of one answer, compared with those of the previous answer to the same request. */
export class AnswerBytes {
  /** Their SHA-256; undefined until they have arrived. */
  digest: string | undefined;
  /** Their number. */
  length = 0;

  /**
   * @param before the digest of the previous answer; undefined where there was none.
   * @param most the largest number of bytes.
   */
  constructor(
    private readonly before: string | undefined,
    readonly most: number,
  ) {}

  /** Whether the bytes are those of the previous answer: then they were not parsed. */
  get areSame(): boolean {
    return this.digest !== undefined && this.digest === this.before;
  }
}

/** The bounds of every answer. */
export interface AnswerBounds {
  /** Its bytes, where its call sets no smaller bound. */
  readonly bytes: number;
  /** How long one attempt may take in all, in milliseconds. */
  readonly milliseconds: number;
}

const EMPTY_OBJECT = Buffer.from("{}");

/** Whether this is the empty answer that replaces one with the same bytes as the previous answer. */
export function isUnchanged({ body }: { readonly body?: unknown }): boolean {
  return body === EMPTY_OBJECT;
}

/**
 * Makes a client collect the bytes of each answer within bounds; the SDK itself has no bounds of size or time. Where
 * a call has `answerBytes`, they are compared first: the bytes of the previous answer are not parsed again, and the
 * output is empty. Most reads of a topology return what the previous one did.
 */
export function boundAnswers(
  { config: { requestHandler } }: DirectConnectClient,
  bounds: AnswerBounds,
): void {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options: { readonly answerBytes?: AnswerBytes } = {}) => {
    const began = performance.now();
    const handled = await handle(request, options);
    const response = handled.response as HttpResponse; // the SDK's type is unknown
    const { answerBytes } = options;
    const most = answerBytes?.most ?? bounds.bytes;
    const body = response.body as Readable; // of the SDK's handler for Node
    const bytes = await collectBody(body, most, bounds.milliseconds - (performance.now() - began));
    response.body = bytes;
    if (answerBytes === undefined || response.statusCode !== 200) return handled;
    answerBytes.digest = hash("sha256", bytes, "base64url");
    answerBytes.length = bytes.length;
    if (answerBytes.areSame) response.body = EMPTY_OBJECT;
    return handled;
  };
}
