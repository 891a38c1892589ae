import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { parse } from "secure-json-parse";
import { CEILINGS } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { quoted } from "../../observability/secrets";
import { bodyTooLarge, jsonTooDeep, MOST_JSON_LEVELS } from "../limits/check";
import { discardRest } from "./discard-rest";
import type { HttpRequest, RefusalObserver } from "./http-request";
import { isNestedDeeper } from "./json-depth";

/**
 * Refuses bodies that are compressed or not in UTF-8, before they are read: a small compressed body could
 * expand to a very large one.
 * @throws GatewayError BAD_REQUEST, with status 415
 */
export function checkCoding({ headers }: HttpRequest): void {
  const { "content-encoding": encoding = "identity", "content-type": type } = headers;
  if (encoding !== "identity")
    throw unsupported(`Bodies are taken as they are, not under Content-Encoding ${quoted(encoding)}.`);
  const parameters = parametersOf(type);
  const names = parameters.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined)
    throw unsupported(`The Content-Type has the parameter ${quoted(repeated)} more than once.`);
  const charset = parameters.find(([name]) => name === "charset")?.[1].toLowerCase();
  if (charset !== undefined && !["utf-8", "utf8"].includes(charset))
    throw unsupported(`Bodies are taken in UTF-8; the Content-Type names the charset ${quoted(charset)}.`);
}

/**
 * Reads a body as text.
 * @returns an empty text where there is no body.
 * @throws GatewayError BAD_REQUEST (with status 415 for a body that is not JSON: `text/plain` is what a form of
 * another site can send), or LIMIT_EXCEEDED for a body that is too large, once the rest of it was read.
 */
export async function readBody({ raw, headers, observer }: HttpRequest): Promise<string> {
  const { "content-type": type, "content-length": length, "transfer-encoding": coding } = headers;
  if (type === undefined && coding === undefined && (length ?? "0") === "0") return "";
  if (mediaTypeIn(type) !== "application/json")
    throw unsupported(`The media type of the body is ${quoted(type ?? "")}; allowed is application/json.`);
  const bytes = await bytesOf(raw);
  if (bytes === undefined) {
    await discardRest(raw);
    observer.onLimit("body");
    throw bodyTooLarge(length === undefined ? undefined : Number(length));
  }
  // Bytes that are not UTF-8 would be read as other characters than those that were sent.
  if (!isUtf8(bytes)) throw new GatewayError("BAD_REQUEST", "The body is not UTF-8.");
  if (bytes.length === 0) throw new GatewayError("BAD_REQUEST", "The body is empty.");
  return bytes.toString();
}

/**
 * Reads the JSON of a request's body.
 * @returns undefined where there is no body.
 * @throws GatewayError as `parseJson` does.
 */
export function parseBody({ bodyText, observer }: Pick<HttpRequest, "bodyText" | "observer">): unknown {
  return bodyText === "" ? undefined : parseJson(bodyText, "The body", observer);
}

/**
 * Reads JSON without members that name an object's prototype.
 * @param what the text is, for the error.
 * @throws GatewayError BAD_REQUEST, or LIMIT_EXCEEDED where its lists and objects are nested too deeply.
 */
export function parseJson(text: string, what: string, observer: RefusalObserver): unknown {
  checkDepth(text, what, observer);
  try {
    return parse(text);
  } catch {
    const message = isJson(text)
      ? `${what} has a member \`__proto__\`, or \`constructor\` with a member \`prototype\`, which name an object's prototype and are not allowed. Nothing was executed.`
      : `${what} is not JSON. Nothing was executed.`;
    throw new GatewayError("BAD_REQUEST", message, { http: { status: 400 } });
  }
}

/** @throws GatewayError LIMIT_EXCEEDED where JSON is nested more deeply than anything that a caller may send. */
export function checkDepth(text: string, what: string, { onLimit }: RefusalObserver): void {
  if (!isNestedDeeper(text, MOST_JSON_LEVELS)) return;
  onLimit("jsonDepth");
  throw jsonTooDeep(what);
}

/** Whether a text can be parsed as JSON, whatever its members. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where the body exceeds the limit of all callers. */
function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const announced = Number(request.headers["content-length"]);
  if (announced > CEILINGS.body) return Promise.resolve(undefined);
  // A small body has often arrived completely with its head.
  const first: unknown = request.read();
  const chunks = Buffer.isBuffer(first) ? [first] : [];
  let received = chunks[0]?.length ?? 0;
  if (received === announced) return Promise.resolve(Buffer.concat(chunks));
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      received += chunk.length;
      chunks.push(chunk);
      if (received > CEILINGS.body) end(undefined);
    };
    const end = (bytes: Buffer | undefined) => {
      request.off("data", take).off("end", whole).off("error", reject);
      resolve(bytes);
    };
    const whole = () => end(Buffer.concat(chunks));
    request.on("data", take).on("end", whole).on("error", reject);
  });
}

function mediaTypeIn(type: string | undefined): string | undefined {
  return type?.split(";")[0]?.trim().toLowerCase();
}

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]*))/g;

/** The parameters of a media type; their names, in lower case, and their values. */
function parametersOf(type: string | undefined): [name: string, value: string][] {
  return [...(type ?? "").matchAll(PARAMETER)].map(([, name = "", text, token = ""]) => [
    name.toLowerCase(),
    text ?? token,
  ]);
}

function unsupported(message: string): GatewayError {
  return new GatewayError("BAD_REQUEST", message, { http: { status: 415 } });
}
