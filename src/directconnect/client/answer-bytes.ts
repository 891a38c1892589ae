import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import type { HttpResponse } from "../../libraries/aws-sdk";
import { collectBody } from "./collected-body";

/** The bytes of one answer, beside those of the answer to the same question before. */
export class AnswerBytes {
  /** Their SHA-256; undefined until they are there. */
  digest: string | undefined;
  /** How many they are. */
  length = 0;

  /**
   * @param before the digest of those before; undefined where there were none.
   * @param most how many there may be.
   */
  constructor(
    private readonly before: string | undefined,
    readonly most: number,
  ) {}

  /** Whether they say the very same: then nothing was made of them. */
  get areSame(): boolean {
    return this.digest !== undefined && this.digest === this.before;
  }
}

/** What any answer may be. */
export interface AnswerBounds {
  /** Its bytes, where its call does not say less. */
  readonly bytes: number;
  /** How long one attempt may take in all, in milliseconds. */
  readonly milliseconds: number;
}

const EMPTY_OBJECT = Buffer.from("{}");

/** Whether an answer stands for one whose bytes are those of the answer before, and has a body without members. */
export function isUnchanged({ body }: { readonly body?: unknown }): boolean {
  return body === EMPTY_OBJECT;
}

/**
 * Has a client collect the bytes of each answer within bounds, as the SDK collects however many come for however long.
 * Where a call comes with `answerBytes`, they are looked at first: those of the answer before are not parsed, and the
 * output is empty. A topology says the same most times that it is read.
 */
export function boundAnswers(
  { config: { requestHandler } }: DirectConnectClient,
  bounds: AnswerBounds,
): void {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options: { readonly answerBytes?: AnswerBytes } = {}) => {
    const began = performance.now();
    const handled = await handle(request, options);
    const response = handled.response as HttpResponse; // the SDK's type leaves it open
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
