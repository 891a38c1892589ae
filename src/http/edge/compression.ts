import { promisify } from "node:util";
import type { Duplex } from "node:stream";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip, gzipSync } from "node:zlib";

/** Below this many bytes, compressing costs more than it saves. */
const WORTHWHILE = 1024;
/** Above this many, another thread compresses. */
const QUICK = 128 * 1024;

/** The lowest level of either: the others take several times as long to save a few per cent more. */
const GZIP = { level: 1 };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const gzipElsewhere = promisify(gzip);
const brotliElsewhere = promisify(brotliCompress);

type Header = string | string[] | undefined;

export type Encoding = "gzip" | "br";

/** Whether answers of this length are compressed for callers that accept it. */
export function isWorthwhile(length: number): boolean {
  return length >= WORTHWHILE;
}

/** The names of the codings; `x-gzip` is an old name of gzip. */
const ENCODINGS: Readonly<Record<Encoding, readonly string[]>> = { gzip: ["gzip", "x-gzip"], br: ["br"] };

/**
 * The coding of an answer for a caller: the one that the caller prefers, and gzip, as the faster one, where both have
 * the same weight. Undefined for no coding.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function encodingFor(accepted: Header, length: number): Encoding | undefined {
  if (accepted === undefined || !isWorthwhile(length)) return undefined;
  const weights = weightsIn(accepted);
  const [gzipWeight, brotliWeight] = [weightOf(weights, "gzip"), weightOf(weights, "br")];
  if (gzipWeight === 0 && brotliWeight === 0) return undefined;
  const best = gzipWeight >= brotliWeight ? "gzip" : "br";
  // A caller that prefers no coding gets none.
  return (weights.get("identity") ?? 0) > Math.max(gzipWeight, brotliWeight) ? undefined : best;
}

/** Whether a caller takes what is compressed so, and does not rather have it as it is. */
export function accepts(accepted: Header, encoding: Encoding): boolean {
  const weights = weightsIn(accepted);
  const weight = weightOf(weights, encoding);
  return weight > 0 && weight >= (weights.get("identity") ?? 0);
}

/** Compresses what is written to it. */
export function compressor(encoding: Encoding): Duplex {
  return encoding === "br" ? createBrotliCompress(BROTLI) : createGzip(GZIP);
}

/**
 * Compresses an answer as a whole.
 *
 * An answer contains no secret that an attacker could guess by the length of repeated text (BREACH): callers send their
 * credentials in headers, which no page of another site can make a browser send.
 */
export function compressed(bytes: string | Buffer, encoding: Encoding): Buffer | Promise<Buffer> {
  if (encoding === "br") return brotliElsewhere(bytes, BROTLI);
  return bytes.length <= QUICK ? gzipSync(bytes, GZIP) : gzipElsewhere(bytes, GZIP);
}

/** The weight of a coding, which a caller may name, or mean by `*`. */
function weightOf(weights: ReadonlyMap<string, number>, encoding: Encoding): number {
  const stated = ENCODINGS[encoding].flatMap((name) => weights.get(name) ?? []);
  return stated.length > 0 ? Math.max(...stated) : (weights.get("*") ?? 0);
}

/** The weight of each coding that a caller names, from 0 (refused) to 1. An unreadable weight counts as refused. */
function weightsIn(header: Header): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const one of String(header ?? "").split(",")) {
    const [name = "", ...parameters] = one.split(";").map((text) => text.trim().toLowerCase());
    const stated = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = stated === undefined ? 1 : WEIGHT.test(stated) ? Number(stated.slice(2)) : 0;
    weights.set(name, Math.max(weight, weights.get(name) ?? 0));
  }
  return weights;
}

const WEIGHT = /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/;
