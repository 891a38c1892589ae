import { isIP } from "node:net";

/** A block of addresses, or one address in its subnet. */
export interface Cidr {
  readonly version: 4 | 6;
  /** The address as a number. */
  readonly address: bigint;
  readonly length: number;
  /** Whether the address has bits beyond the length: it is then an address in a block, and not a block. */
  readonly hasHostBits: boolean;
}

/** Reads `address/length` in any spelling; undefined for any other text. */
export function readCidr(text: unknown): Cidr | undefined {
  if (typeof text !== "string") return undefined;
  const [, address = "", digits = ""] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  const length = Number(digits);
  if ((version !== 4 && version !== 6) || length > bitsOf(version)) return undefined;
  const number = numberOf(address, version);
  const hosts = (1n << BigInt(bitsOf(version) - length)) - 1n;
  return { version, address: number, length, hasHostBits: (number & hosts) !== 0n };
}

/** The same text for all spellings of one block; any other text is returned unchanged. */
export function cidrKey(text: unknown): unknown {
  const cidr = readCidr(text);
  return cidr === undefined ? text : `${cidr.version} ${cidr.address}/${cidr.length}`;
}

function bitsOf(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}

function numberOf(address: string, version: 4 | 6): bigint {
  if (version === 4) return address.split(".").reduce((sum, octet) => (sum << 8n) + BigInt(octet), 0n);
  // A URL writes every spelling as groups of hexadecimal digits, those of an embedded IPv4 address too.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [left, right] = [head, tail ?? ""].map((side) => (side === "" ? [] : side.split(":")));
  const filled = [
    ...(left ?? []),
    ...Array<string>(8 - (left?.length ?? 0) - (right?.length ?? 0)).fill("0"),
  ];
  return [...filled, ...(right ?? [])].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
