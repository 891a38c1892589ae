import type { IncomingMessage } from "node:http";
import type { TrustedDocuments } from "../pipeline/trusted-documents";

/** The length of the start of a body that is searched, in bytes. */
const MOST_BYTES_SEARCHED = 16 * 1024;
const MUTATION = /\bmutation\b/;
/** The member that names a registered document, in the bodies of existing clients. */
const NAMED = /"(?:documentId|doc_id|id|sha256Hash)"\s*:\s*"([^"\\]{1,200})"/;

/**
 * Whether a request looks like a change, by the bytes that have arrived, before anything is parsed. Only its order
 * among the requests of its own sender depends on this, so that a sender gains nothing by a query that looks like a
 * change.
 */
export function isProbablyChange(request: IncomingMessage, trusted: TrustedDocuments): boolean {
  if (request.method !== "POST") return false;
  if (request.headers["idempotency-key"] !== undefined) return true;
  const bytes: unknown = request.read();
  if (!Buffer.isBuffer(bytes)) return false;
  request.unshift(bytes);
  const text = bytes.toString("latin1", 0, MOST_BYTES_SEARCHED);
  if (MUTATION.test(text)) return true;
  const [, id] = NAMED.exec(text) ?? [];
  return id !== undefined && MUTATION.test(trusted.find({ id }).text ?? "");
}
