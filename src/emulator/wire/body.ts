import type { IncomingMessage } from "node:http";
import { ServiceError } from "../errors";

/**
 * Reads a request body up to a limit.
 * @throws RequestEntityTooLargeException once the limit is passed; the rest is drained unread.
 *   RequestAborted when the client goes away
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(
          new ServiceError("RequestEntityTooLargeException", `Request body exceeds ${limit} bytes.`, 413),
        );
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    // A client that disconnects half-way is no error of the emulator; it cannot be answered.
    request.on("error", () => reject(new ServiceError("RequestAborted", "The request ended early.")));
  });
}
