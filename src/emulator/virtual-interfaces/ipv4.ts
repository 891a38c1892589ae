import { BlockList, isIPv4 } from "node:net";

/** An IPv4 address with the length of its subnet. */
export interface Ipv4Interface {
  readonly text: string;
  readonly address: number;
  readonly length: number;
  /** First and last address of the subnet. */
  readonly network: number;
  readonly broadcast: number;
}

/** Reads `a.b.c.d/len`; undefined for anything else. */
export function readIpv4(text: string): Ipv4Interface | undefined {
  const [, address = "", lengthText = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const length = Number(lengthText);
  if (!isIPv4(address) || length > 32) return undefined;
  const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const network = Math.floor(value / size) * size;
  return { text, address: value, length, network, broadcast: network + size - 1 };
}

/** The text of an address given as a number. */
export function writeIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

const privateRanges: readonly [network: string, length: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
];
const notPublic = new BlockList();
for (const [network, length] of privateRanges) notPublic.addSubnet(network, length);

/** Whether an address of the subnet's ends is private or reserved, and so never announced to the Internet. */
export function isPrivate({ network, broadcast }: Ipv4Interface): boolean {
  return [network, broadcast].some((address) => notPublic.check(writeIpv4(address)));
}
