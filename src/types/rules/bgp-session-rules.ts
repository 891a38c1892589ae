import { BlockList, isIP, isIPv4 } from "node:net";
import { allOf, isAbsent, memberRule } from "./member-rules";
import { readCidr } from "./cidr";

/** Rules for the two ends of a BGP session and for what is announced over it (DOMAIN C.2). */

/**
 * One end of an IPv4 session. Both ends are left out (AWS assigns them) or given together, in one subnet.
 * @param other the member that holds the other end.
 */
export function PeerAddress(other: "amazonAddress" | "customerAddress"): PropertyDecorator {
  return allOf(
    memberRule(
      "peerAddress",
      "an IPv4 address with the length of its subnet, such as 169.254.10.1/30, neither the first nor the last one there",
      (value) => isAbsent(value) || isHost(readIpv4(value)),
    ),
    memberRule(
      "peerSubnet",
      `another address in the same subnet as ${other}, where one of them is given`,
      (value, members) => fitsBeside(value, members[other]),
    ),
    memberRule(
      "peerOfIpv6",
      "nothing with addressFamily IPV6: AWS assigns those addresses",
      (value, { addressFamily }) => isAbsent(value) || addressFamily !== "ipv6",
    ),
  );
}

/** One end of the session of a public virtual interface: for IPv4 it must be given, and be public. */
export function PublicPeerAddress(other: "amazonAddress" | "customerAddress"): PropertyDecorator {
  return allOf(
    PeerAddress(other),
    memberRule(
      "publicPeerAddress",
      "a public IPv4 address on a public virtual interface; left out only with addressFamily IPV6",
      (value, { addressFamily }) => {
        if (isAbsent(value)) return addressFamily === "ipv6";
        const read = readIpv4(value);
        return read === undefined || isPublic(read);
      },
    ),
  );
}

/** A prefix that a public virtual interface announces. */
export const RouteFilterCidr = () =>
  memberRule(
    "routeFilterCidr",
    "a public prefix, such as 198.51.100.0/24, or an IPv6 one of /64 or shorter; without bits beyond its length",
    (value) => {
      const cidr = readCidr(value);
      if (cidr === undefined || cidr.hasHostBits) return false;
      const ipv4 = readIpv4(value);
      return ipv4 === undefined ? cidr.length <= 64 : isPublic(ipv4);
    },
  );

/** The address of an existing session, as AWS shows it: with the length of its subnet, or without. */
export const PeerAddressText = () =>
  memberRule(
    "peerAddressText",
    "an IPv4 or IPv6 address, with the length of its subnet or without, such as 169.254.10.2/30",
    (value) =>
      isAbsent(value) ||
      (typeof value === "string" &&
        (isIP(value) !== 0 || readCidr(value) !== undefined) &&
        !value.includes("%")),
  );

/** An IPv4 address in its subnet, whose first and last addresses are `network` and `broadcast`. */
interface Ipv4 {
  address: number;
  length: number;
  network: number;
  broadcast: number;
}

function readIpv4(value: unknown): Ipv4 | undefined {
  const [, address = "", lengthText = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(String(value)) ?? [];
  const length = Number(lengthText);
  if (!isIPv4(address) || length > 32) return undefined;
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const network = number - (number % size);
  return { address: number, length, network, broadcast: network + size - 1 };
}

/** In a /31 both addresses are hosts: https://www.rfc-editor.org/rfc/rfc3021 */
function isHost(read: Ipv4 | undefined): boolean {
  if (read === undefined || read.length === 32) return false;
  return read.length === 31 || (read.address !== read.network && read.address !== read.broadcast);
}

/** A text that is no address is left to the rule that reports it. */
function fitsBeside(value: unknown, other: unknown): boolean {
  if (isAbsent(value) || isAbsent(other)) return isAbsent(value) === isAbsent(other);
  const [here, there] = [readIpv4(value), readIpv4(other)];
  if (here === undefined || there === undefined) return true;
  const inOneSubnet = here.network === there.network && here.length === there.length;
  return inOneSubnet && here.address !== there.address;
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry: private, shared, loopback, link-local, multicast. */
const notPublic = new BlockList();
for (const [network, length] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const) {
  notPublic.addSubnet(network, length);
}

function isPublic({ network, broadcast }: Ipv4): boolean {
  return ![network, broadcast].some((address) => notPublic.check(dotted(address)));
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
