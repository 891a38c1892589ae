import { promisify } from "node:util";
import { constants, brotliCompress, gzip, gzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Below this many characters, compressing costs more than it saves. */
const WORTHWHILE = 1024;
/** Above this many, it is left to another thread. */
const QUICK = 128 * 1024;

/** The first level of either: the others take several times as long to save a few per cent more. */
const GZIP = { level: 1 };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const gzipElsewhere = promisify(gzip);
const brotliElsewhere = promisify(brotliCompress);

/**
 * Compresses an answer where its caller takes that: gzip first, as the quicker one.
 *
 * An answer holds no secret that a stranger could guess by the length of what he has it repeat (BREACH): callers prove
 * themselves by headers, which no page of another site can make a browser send.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export async function compress(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (typeof payload !== "string" || payload.length < WORTHWHILE) return payload;
  const vary = reply.getHeader("vary");
  reply.header("vary", vary === undefined ? "accept-encoding" : `${String(vary)}, accept-encoding`);
  const accepted = encodingsIn(request.headers["accept-encoding"]);
  if (accepted.has("gzip")) {
    reply.header("content-encoding", "gzip").removeHeader("content-length");
    return payload.length <= QUICK ? gzipSync(payload, GZIP) : gzipElsewhere(payload, GZIP);
  }
  if (accepted.has("br")) {
    reply.header("content-encoding", "br").removeHeader("content-length");
    return brotliElsewhere(payload, BROTLI);
  }
  return payload;
}

/** Those that a caller takes: one with `q=0` is refused. */
function encodingsIn(header: string | string[] | undefined): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const one of String(header ?? "").split(",")) {
    const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted;
}
