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
  if (bytes.length === length) return bytes;
  request.unshift(bytes);
  return undefined;
}
