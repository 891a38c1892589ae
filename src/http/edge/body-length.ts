import type { IncomingMessage } from "node:http";

/** Whether a request says that it has no body. */
export function hasNoBody({ headers }: IncomingMessage): boolean {
  const { "content-length": length = "0", "transfer-encoding": coding } = headers;
  return Number(length) === 0 && coding === undefined;
}
