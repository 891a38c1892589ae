import ipaddr from "ipaddr.js";
import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";

/** The longest URL, in characters. */
const LONGEST_URL = 2_048;

/** Where clouds hand out credentials to their machines. No setting allows them. */
const METADATA = [
  ...["169.254.169.0/24", "169.254.170.0/24", "fd00:ec2::/32"], // AWS, and others at 169.254.169.254
  ...["fd20:ce::254/128", "100.100.100.200/32", "168.63.129.16/32"], // Google Cloud, Alibaba Cloud, Azure
];

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The networks that webhooks may be sent to, beside all public addresses. */
export class AllowedNetworks {
  readonly #allowed: readonly Network[];
  readonly #never: readonly Network[] = METADATA.map((network) => ipaddr.parseCIDR(network));

  /** @param networks in the form 10.20.0.0/16. @throws Error for one that is none. */
  constructor(networks: readonly string[]) {
    this.#allowed = networks.map((network) => ipaddr.parseCIDR(network));
  }

  /** Whether a webhook may be sent to an address, in any of the forms that an IPv4 or IPv6 address has. */
  allows(address: string): boolean {
    const target = unwrapped(ipaddr.parse(address));
    if (isIn(target, this.#never)) return false;
    return isPublic(target) || isIn(target, this.#allowed);
  }
}

/** Of IPv6 only 2000::/3 is public, and of that what has no other purpose. */
const GLOBAL_UNICAST: readonly Network[] = [ipaddr.parseCIDR("2000::/3")];

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === "unicast" && (address.kind() === "ipv4" || isIn(address, GLOBAL_UNICAST));
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, networks: readonly Network[]): boolean {
  return networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
}

/** The IPv4 address in an IPv6 address that leads to it: mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  switch (address.range()) {
    case "ipv4Mapped":
      return new ipaddr.IPv4(bytes.slice(12));
    case "rfc6052":
      // Other prefixes than 64:ff9b::/96 have the address elsewhere: they stay what they are, and are not public.
      return bytes.slice(4, 12).some((byte) => byte !== 0) ? address : new ipaddr.IPv4(bytes.slice(12));
    case "6to4":
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return address;
  }
}

/**
 * Checks the URL of a webhook as far as it can be checked without its name's addresses.
 * @param argument names it in the error.
 * @throws GatewayError BAD_USER_INPUT
 */
export function checkWebhookUrl(text: string, argument: string, networks: AllowedNetworks): void {
  const problem = problemOfUrl(text, networks);
  if (problem !== undefined) throw badInput([{ argument, sent: quoted(text), allowed: problem }]);
}

/** @returns what is allowed, where the URL is not; undefined where it is. */
export function problemOfUrl(text: string, networks: AllowedNetworks): string | undefined {
  if (text.length > LONGEST_URL) return `a URL of at most ${LONGEST_URL} characters`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:") return "an https URL, such as https://hooks.example.com/direct-connect";
  if (url.username !== "" || url.password !== "") return "a URL without user name and password";
  if (url.hash !== "") return "a URL without a fragment (#)";
  const address = addressIn(url);
  if (address !== undefined && !networks.allows(address))
    return "a URL with a public address; WEBHOOK_ALLOWED_NETWORKS allows networks that are not public";
  return undefined;
}

/** The address that a URL has in place of a name. */
export function addressIn({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(host) ? host : undefined;
}
