import type { AddressFamily } from "@aws-sdk/client-direct-connect";
import { clientError } from "../errors";
import { isPrivate, readIpv4, writeIpv4, type Ipv4Interface } from "./ipv4";
import type { VirtualInterfaceType } from "../records/virtual-interfaces";
import type { Ids } from "../state/ids";

/** The two ends of a BGP session as a request may name them. */
export interface RequestedAddresses {
  addressFamily?: AddressFamily | undefined;
  amazonAddress?: string | undefined;
  customerAddress?: string | undefined;
}

/** The two ends of a BGP session, each with its subnet length. */
export interface PeerAddresses {
  readonly addressFamily: AddressFamily;
  readonly amazonAddress: string;
  readonly customerAddress: string;
}

/**
 * The addresses of a new peer: those requested, checked, or those that AWS would assign (DOMAIN C.2).
 * `taken` are the Amazon addresses already in use beside it.
 * @throws DirectConnectClientException
 */
export function resolveAddresses(
  type: VirtualInterfaceType,
  requested: RequestedAddresses,
  ids: Ids,
  taken: ReadonlySet<string>,
): PeerAddresses {
  const { addressFamily = "ipv4", amazonAddress, customerAddress } = requested;
  const sentAddresses = [amazonAddress, customerAddress].filter((address) => address !== undefined);
  if (addressFamily === "ipv6") {
    if (sentAddresses.length > 0)
      throw clientError("Custom IPv6 addresses are not permitted: AWS assigns them.");
    return { addressFamily, ...assignIpv6(ids, taken) };
  }
  // The parser leaves the value of an enum to us.
  if ((addressFamily as string) !== "ipv4") throw clientError("Address family must be ipv4 or ipv6.");
  if (amazonAddress === undefined || customerAddress === undefined) {
    if (sentAddresses.length > 0)
      throw clientError("Amazon Address and Customer Address must be given together.");
    if (type === "public") {
      throw clientError("Amazon Address and Customer Address are required for a public virtual interface.");
    }
    return { addressFamily, ...assignIpv4(ids, taken) };
  }
  checkPair(type, readEnd("Amazon", amazonAddress), readEnd("Customer", customerAddress));
  return { addressFamily, amazonAddress, customerAddress };
}

interface End extends Ipv4Interface {
  readonly name: string;
}

function readEnd(side: "Amazon" | "Customer", text: string): End {
  const read = readIpv4(text);
  if (!read) throw clientError(`${side} Address ${text} is not a valid IPv4 address with a subnet length.`);
  return { ...read, name: `${side} Address` };
}

function checkPair(type: VirtualInterfaceType, amazon: End, customer: End): void {
  for (const end of [amazon, customer]) {
    if (type === "public" && isPrivate(end)) {
      throw clientError(`${end.name} is not allowed to contain a private IP`);
    }
  }
  if (amazon.network !== customer.network || amazon.length !== customer.length) {
    throw clientError("Amazon Address and Customer Address must be in the same CIDR");
  }
  if (amazon.address === customer.address) {
    throw clientError("Amazon Address and Customer Address must be different");
  }
  // A /31 has neither a network nor a broadcast address (RFC 3021).
  if (amazon.length === 31) return;
  for (const end of [amazon, customer]) {
    if (end.address === end.network) throw clientError(`${end.name} is address 0 on its subnet.`);
    if (end.address === end.broadcast) {
      throw clientError(`${end.name} is the broadcast address on its subnet.`);
    }
  }
}

type Assigned = Omit<PeerAddresses, "addressFamily">;

const linkLocal = 169 * 2 ** 24 + 254 * 2 ** 16;
const linkLocalSubnets = 2 ** 14;

/** A free /30 of 169.254.0.0/16; Amazon's end comes first. */
function assignIpv4(ids: Ids, taken: ReadonlySet<string>): Assigned {
  const start = parseInt(ids.uuid().slice(0, 8), 16);
  for (let step = 0; step < linkLocalSubnets; step++) {
    const network = linkLocal + ((start + step) % linkLocalSubnets) * 4;
    const amazonAddress = `${writeIpv4(network + 1)}/30`;
    if (!taken.has(amazonAddress)) return { amazonAddress, customerAddress: `${writeIpv4(network + 2)}/30` };
  }
  throw clientError("There is no free address range left.");
}

/** A /125 of the range that is set aside for documentation. */
function assignIpv6(ids: Ids, taken: ReadonlySet<string>): Assigned {
  const hex = ids.uuid();
  const subnet = `2001:db8:${hex.slice(0, 4)}:${hex.slice(4, 8)}:0:1:${hex.slice(14, 18)}:${hex.slice(24, 27)}`;
  const amazonAddress = `${subnet}1/125`;
  return taken.has(amazonAddress)
    ? assignIpv6(ids, taken)
    : { amazonAddress, customerAddress: `${subnet}6/125` };
}
