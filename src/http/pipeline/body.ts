import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";

const LARGEST = 64 * 1024;

/**
 * A body that has come whole already, as small ones do with their heads.
 * @returns undefined where it has not, or is large; the request is then as it was.
 */
export function bodyOf(request: IncomingMessage): Buffer | undefined {
  const length = Number(request.headers["content-length"]);
  if (!(length > 0 && length <= LARGEST)) return undefined;
  const bytes: unknown = request.read();
  if (!Buffer.isBuffer(bytes)) return undefined;
  // What is no UTF-8 is refused where bodies are parsed.
  if (bytes.length === length && isUtf8(bytes)) return bytes;
  request.unshift(bytes);
  return undefined;
}
