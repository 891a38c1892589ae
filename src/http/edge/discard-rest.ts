import type { IncomingMessage } from "node:http";

/** How much of a body that is too large is read to its end, in bytes. A larger one gets a reset. */
export const MOST_DISCARDED = 16 * 1024 * 1024;

/**
 * Reads and discards the rest of a body: a connection that is closed while its client still sends is reset, and
 * the client never sees the answer. The time limit of a request bounds the duration
 * (`REQUEST_TIMEOUT_MS`).
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const end = () => {
      request.off("data", count).off("end", end).off("close", end).off("error", end);
      resolve();
    };
    const count = (chunk: Buffer | string) => {
      bytes += chunk.length;
      if (bytes > MOST_DISCARDED) end();
    };
    request.on("data", count).on("end", end).on("close", end).on("error", end);
    request.resume();
  });
}
