import { Resolver } from "node:dns/promises";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { addressIn, type AllowedNetworks } from "./webhook-url";

/** Finds the addresses of a name. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export interface SendOptions {
  readonly networks: AllowedNetworks;
  readonly resolve: ResolveName;
  /** Certificates of authorities in PEM; those of Node.js if left out. */
  readonly authorities: string[] | undefined;
  /** How long an attempt may take, from the resolution of the name to the head of the answer. */
  readonly timeoutMilliseconds: number;
}

/** The head of an answer. */
export interface WebhookAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** An attempt without an answer. Its message is shown to the caller, and names no address. */
export class SendError extends Error {}

/** The longest head of an answer, in bytes. */
const LONGEST_HEAD = 8_192;

/**
 * Sends one delivery, over a connection of its own. The name is resolved once, and the connection goes to the
 * addresses that were checked. Redirects are not followed, and the body of the answer is not read.
 * @param signal ends it.
 * @throws SendError
 */
export async function sendWebhook(
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { networks, resolve, authorities, timeoutMilliseconds }: SendOptions,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const url = new URL(target);
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const ended = AbortSignal.any([signal, timeout]);
  const send = async () => {
    const addresses = await addressesOf(url, resolve);
    if (addresses.length === 0) throw new SendError("the name of the URL has no address");
    if (!addresses.every((address) => networks.allows(address)))
      throw new SendError("the name of the URL has an address that is not public");
    return post(url, body, headers, addresses, authorities, ended);
  };
  try {
    return await Promise.race([send(), rejectedAt(ended)]);
  } catch (error) {
    if (timeout.aborted) throw new SendError(`no answer came within ${timeoutMilliseconds} ms`);
    if (error instanceof SendError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "an error";
    throw new SendError(`the request failed: ${code}`);
  }
}

function rejectedAt(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const ended = () => reject(new SendError("the gateway stopped"));
    if (signal.aborted) ended();
    else signal.addEventListener("abort", ended, { once: true });
  });
}

async function addressesOf(url: URL, resolve: ResolveName): Promise<readonly string[]> {
  const address = addressIn(url);
  return address === undefined ? resolve(url.hostname) : [address];
}

function post(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  addresses: readonly string[],
  authorities: string[] | undefined,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      agent: false,
      lookup: lookupIn(addresses),
      ...(authorities && { ca: authorities }),
      maxHeaderSize: LONGEST_HEAD,
      signal,
    });
    sent.on("response", ({ statusCode = 0, headers: { "retry-after": retryAfter } }) => {
      resolve({ status: statusCode, retryAfter });
      sent.destroy();
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Answers the addresses that were checked, whatever the name leads to by now. */
function lookupIn(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_name, { all }, answer) => {
    const [first] = found;
    if (all === true) answer(null, found);
    else answer(null, first?.address ?? "", first?.family);
  };
}

const DNS_TIMEOUT = { timeout: 3_000, tries: 2 };

/**
 * Asks the DNS servers of this machine. `dns.lookup` would use threads that all file and name operations of the
 * process share, which slow name servers could occupy.
 */
export async function resolveByDns(name: string): Promise<string[]> {
  const resolver = new Resolver(DNS_TIMEOUT);
  const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
}
