import type { ServerResponse } from "node:http";
import { compressed, type Encoding, encodingFor, isWorthwhile } from "../compression";
import type { Start } from "../remembered-answers";
import { giveBack } from "../room";
import type { Head } from "./heads";

export interface Answer {
  readonly head: Head;
  readonly requestId: string;
  /** In whole seconds; undefined where it is not told. */
  readonly age: number | undefined;
  /** What an answer says each time that it is given. */
  readonly start: Start;
  /** What it says this time. */
  readonly end: string;
  readonly acceptEncoding: string | string[] | undefined;
}

/** Sends an answer that ended well: at once, unless it is to be compressed. */
export function send(
  response: ServerResponse,
  { head, requestId, age, start, end, acceptEncoding }: Answer,
): void | Promise<void> {
  const own = [...head, "x-request-id", requestId];
  if (age !== undefined) own.push("age", String(age));
  if (isWorthwhile(start.length)) own.push("vary", "accept-encoding");
  const encoding = encodingFor(acceptEncoding, start.length);
  if (encoding !== undefined) return sendCompressed(response, own, whole(start, end), encoding);
  if (typeof start === "string") {
    const text = start + end;
    const length = Buffer.byteLength(text);
    own.push("content-length", String(length));
    // The same bytes, and quicker, where each character is one.
    response.writeHead(200, own).end(text, length === text.length ? "latin1" : "utf8");
  } else {
    own.push("content-length", String(start.length + Buffer.byteLength(end)));
    response.writeHead(200, own).write(start, (error) => {
      if (error == null) giveBack(start);
    });
    response.end(end);
  }
}

function whole(start: Start, end: string): Buffer {
  if (typeof start === "string") return Buffer.from(start + end);
  const bytes = Buffer.concat([start, Buffer.from(end)]);
  giveBack(start);
  return bytes;
}

async function sendCompressed(
  response: ServerResponse,
  head: Head,
  plain: Buffer,
  encoding: Encoding,
): Promise<void> {
  const bytes = await compressed(plain, encoding);
  const own = [...head, "content-encoding", encoding, "content-length", String(bytes.length)];
  response.writeHead(200, own).end(bytes);
}
