import { isIPv6 } from "node:net";
import { type Sender, UNKNOWN_SENDER } from "../../scheduling/fair-queue";

/** The groups of an IPv6 address that name its network: one client can have every address of a /64. */
export const GROUPS_OF_A_NETWORK = 4;
const GROUPS = 8;

/**
 * The sender of a request with its address. Senders that are not known share what one caller may have, and each
 * address is a person among them: one that opens connections without end leaves some for the others. Behind a proxy,
 * all have the address of the proxy.
 * @param sender undefined where callers need no credentials; it stays so.
 */
export function senderAt<Known extends Sender | undefined>(
  sender: Known,
  address: string | undefined,
): Known | Sender {
  if (sender?.caller !== UNKNOWN_SENDER.caller || sender.person !== UNKNOWN_SENDER.person) return sender;
  return { ...UNKNOWN_SENDER, person: networkOf(address ?? "") };
}

/** An IPv4 address as it is, also where it is written as an IPv6 address; of other IPv6 addresses the /64. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [start = [], end] = (address.split("%")[0] ?? "").split("::").map(groupsOf);
  if (end === undefined) return start.slice(0, GROUPS_OF_A_NETWORK).join(":");
  const zeros = Array<string>(GROUPS - start.length - end.length).fill("0");
  return [...start, ...zeros, ...end].slice(0, GROUPS_OF_A_NETWORK).join(":");
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
