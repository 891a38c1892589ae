import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import type { DirectConnectClient } from "@aws-sdk/client-direct-connect";
import type { HttpResponse } from "@smithy/core/protocols";
import { streamCollector } from "@smithy/core/serde";

/** The bytes of one answer, beside those of the answer to the same question before. */
export class AnswerBytes {
  /** Their SHA-256; undefined until they are there. */
  digest: string | undefined;

  /** @param before the digest of those before; undefined where there were none. */
  constructor(private readonly before: string | undefined) {}

  /** Whether they say the very same: then nothing was made of them. */
  get areSame(): boolean {
    return this.digest !== undefined && this.digest === this.before;
  }
}

const NOTHING = Buffer.from("{}");

/** Whether an answer stands for one whose bytes are those of the answer before, and has a body without members. */
export function isUnchanged({ body }: { readonly body?: unknown }): boolean {
  return body === NOTHING;
}

/**
 * Has a client look at the bytes of an answer first, where a call comes with `answerBytes`: those of the answer before are
 * not parsed, and the output is empty. A topology says the same most times that it is read.
 */
export function compareBytes({ config: { requestHandler } }: DirectConnectClient): void {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options: { readonly answerBytes?: AnswerBytes } = {}) => {
    const handled = await handle(request, options);
    const response = handled.response as HttpResponse; // the SDK's type leaves it open
    const { answerBytes } = options;
    if (answerBytes === undefined || response.statusCode !== 200) return handled;
    const bytes = await streamCollector(response.body as Readable); // of the SDK's handler for Node
    answerBytes.digest = hash("sha256", bytes, "base64url");
    response.body = answerBytes.areSame ? NOTHING : bytes;
    return handled;
  };
}
