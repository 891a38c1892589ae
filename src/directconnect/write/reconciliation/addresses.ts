import { isIP, SocketAddress } from "node:net";

/**
 * Whether two texts mean the same address, or the same address and prefix length: AWS writes IPv6 prefixes with all
 * digits (`2600:1f26:0074:0000:0000:0000:0000:0000/48`), people the shortest way. Other values are compared as text.
 */
export function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && canonical(one) === canonical(other));
}

/** The same for an end of a session, where either text may lack the length of its subnet. */
export function isSameEnd(one: string, other: string | undefined): boolean {
  const bothHaveLength = one.includes("/") && other?.includes("/") === true;
  return bothHaveLength
    ? isSameAddress(one, other)
    : isSameAddress(addressOf(one), other && addressOf(other));
}

function addressOf(text: string): string {
  const [address = ""] = text.split("/");
  return address;
}

/** An address, with a prefix length or without, in its canonical spelling; other texts unchanged. */
export function canonical(text: string): string {
  const [, address = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return text;
  const shortest = new SocketAddress({ address, family: version === 4 ? "ipv4" : "ipv6" }).address;
  return length === undefined ? shortest : `${shortest}/${Number(length)}`;
}
