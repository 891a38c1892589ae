import type { ServerResponse } from "node:http";
import { compressed, type Encoding, encodingFor, isWorthwhile } from "../compression";
import type { Head } from "./heads";

export interface Answer {
  readonly head: Head;
  readonly requestId: string;
  /** In whole seconds; undefined where it is not told. */
  readonly age: number | undefined;
  /** What an answer says each time that it is given. */
  readonly start: Buffer;
  /** What it says this time. */
  readonly end: string;
  readonly acceptEncoding: string | string[] | undefined;
}

/** Below this many bytes, one text with the head costs less than a list of what is written. */
const SMALL = 16 * 1024;

/** Sends an answer that ended well: at once, unless it is to be compressed. */
export function send(
  response: ServerResponse,
  { head, requestId, age, start, end, acceptEncoding }: Answer,
): void | Promise<void> {
  const own = [...head, "x-request-id", requestId];
  if (age !== undefined) own.push("age", String(age));
  if (isWorthwhile(start.length)) own.push("vary", "accept-encoding");
  const encoding = encodingFor(acceptEncoding, start.length);
  if (encoding !== undefined) {
    return sendCompressed(response, own, Buffer.concat([start, Buffer.from(end)]), encoding);
  }
  const length = Buffer.byteLength(end);
  own.push("content-length", String(start.length + length));
  response.writeHead(200, own);
  if (start.length < SMALL && length === end.length) {
    response.end(start.toString("latin1") + end, "latin1"); // the same bytes
  } else {
    response.write(start);
    response.end(end);
  }
}

async function sendCompressed(
  response: ServerResponse,
  head: Head,
  plain: Buffer,
  encoding: Encoding,
): Promise<void> {
  const whole = await compressed(plain, encoding);
  const own = [...head, "content-encoding", encoding, "content-length", String(whole.length)];
  response.writeHead(200, own).end(whole);
}
