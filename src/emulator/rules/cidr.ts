import { isIP, SocketAddress } from "node:net";

/** A block of addresses. */
export interface Cidr {
  readonly family: "ipv4" | "ipv6";
  /** The address as a number, bits beyond the length included. */
  readonly address: bigint;
  readonly length: number;
}

/** Reads `address/length` in any spelling; undefined for what is no such text. */
export function readCidr(text: string): Cidr | undefined {
  const [, address = "", digits = ""] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  const length = Number(digits);
  if (version === 0 || length > (version === 4 ? 32 : 128)) return undefined;
  return version === 4
    ? { family: "ipv4", address: numberOf(address.split("."), 10, 8n), length }
    : { family: "ipv6", address: numberOf(groupsOf(address), 16, 16n), length };
}

/** Whether bits are set beyond the length: then it is an address in a block, and no block. */
export function hasHostBits(cidr: Cidr): boolean {
  return (cidr.address & ((1n << hostLength(cidr)) - 1n)) !== 0n;
}

/** Writes a block as AWS does: of an IPv6 address all digits of all groups. */
export function writeCidr({ family, address, length }: Cidr): string {
  if (family === "ipv4") {
    const octets = [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn));
    return `${octets.join(".")}/${length}`;
  }
  const digits = address.toString(16).padStart(32, "0");
  return `${digits.match(/.{4}/g)?.join(":") ?? ""}/${length}`;
}

/** Whether two blocks share addresses. */
export function overlap(one: Cidr, other: Cidr): boolean {
  if (one.family !== other.family) return false;
  const wider = hostLength(one) > hostLength(other) ? hostLength(one) : hostLength(other);
  return one.address >> wider === other.address >> wider;
}

/** Whether two texts mean the same address and length; texts that are no CIDRs are the same to the letter alone. */
export function isSameCidr(one: string | undefined, other: string | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && canonical(one) === canonical(other));
}

function canonical(text: string): string {
  const cidr = readCidr(text);
  return cidr === undefined ? text : writeCidr(cidr);
}

function hostLength({ family, length }: Cidr): bigint {
  return BigInt((family === "ipv4" ? 32 : 128) - length);
}

function numberOf(groups: readonly string[], base: 10 | 16, bits: bigint): bigint {
  return groups.reduce((sum, digits) => (sum << bits) + BigInt(parseInt(digits, base)), 0n);
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  const shortest = new SocketAddress({ address, family: "ipv6" }).address;
  const [, leading = "", ...octets] = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(shortest) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
  const tail = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(":");
  const [left = "", right] = (octets.length === 0 ? shortest : `${leading}${tail}`).split("::");
  const head = left === "" ? [] : left.split(":");
  const rest = right === undefined || right === "" ? [] : right.split(":");
  return [...head, ...Array<string>(8 - head.length - rest.length).fill("0"), ...rest];
}
