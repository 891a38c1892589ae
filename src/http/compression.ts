import { promisify } from "node:util";
import type { Duplex } from "node:stream";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip, gzipSync } from "node:zlib";

/** Below this many bytes, compressing costs more than it saves. */
const WORTHWHILE = 1024;
/** Above this many, it is left to another thread. */
const QUICK = 128 * 1024;

/** The first level of either: the others take several times as long to save a few per cent more. */
const GZIP = { level: 1 };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const gzipElsewhere = promisify(gzip);
const brotliElsewhere = promisify(brotliCompress);

type Header = string | string[] | undefined;

export type Encoding = "gzip" | "br";

/** Whether answers of this length are compressed for those who take that. */
export function isWorthwhile(length: number): boolean {
  return length >= WORTHWHILE;
}

/** How an answer is compressed for a caller; gzip first, as the quicker one. Undefined where it stays as it is. */
export function encodingFor(accepted: Header, length: number): Encoding | undefined {
  if (accepted === undefined || !isWorthwhile(length)) return undefined;
  const encodings = encodingsIn(accepted);
  return encodings.has("gzip") ? "gzip" : encodings.has("br") ? "br" : undefined;
}

/** Compresses what is written to it. */
export function compressor(encoding: Encoding): Duplex {
  return encoding === "br" ? createBrotliCompress(BROTLI) : createGzip(GZIP);
}

/**
 * Compresses an answer as a whole.
 *
 * An answer holds no secret that a stranger could guess by the length of what he has it repeat (BREACH): callers prove
 * themselves by headers, which no page of another site can make a browser send.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function compressed(bytes: string | Buffer, encoding: Encoding): Buffer | Promise<Buffer> {
  if (encoding === "br") return brotliElsewhere(bytes, BROTLI);
  return bytes.length <= QUICK ? gzipSync(bytes, GZIP) : gzipElsewhere(bytes, GZIP);
}

/** Those that a caller takes: one with `q=0` is refused. */
function encodingsIn(header: Header): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const one of String(header ?? "").split(",")) {
    const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted;
}
