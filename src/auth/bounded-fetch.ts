/** How large the metadata and the keys of an issuer may be, in bytes. Those of large identity providers have some 10 KB. */
export const MOST_ISSUER_BYTES = 256 * 1024;

/**
 * `fetch` for what an issuer answers, which may be run by a tenant: the answer is read up to a bound, decompressed bytes
 * counted, and its connection is ended beyond it.
 * @throws Error where the answer is longer; what `fetch` throws.
 */
export async function boundedFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // The type of `fetch`'s body says less than Node has: it is a stream of bytes that can be iterated.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_ISSUER_BYTES)
      throw new Error(`The issuer's answer is longer than ${MOST_ISSUER_BYTES} bytes`);
    chunks.push(chunk);
  }
  const { status, headers } = response;
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, headers });
}
