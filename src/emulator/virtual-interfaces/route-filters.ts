import type { RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { hasHostBits, readCidr } from "../rules/cidr";
import { clientError } from "../errors";
import { isPrivate, readIpv4 } from "./ipv4";

const mostPrefixes = 1000;

/**
 * The prefixes that a public virtual interface announces (DOMAIN C.2).
 * @throws DirectConnectClientException unless there are 1 to 1000, each a public prefix, IPv6 /64 or shorter
 */
export function checkRouteFilters(prefixes: readonly RouteFilterPrefix[]): void {
  if (prefixes.length < 1 || prefixes.length > mostPrefixes) {
    throw clientError(`A public virtual interface needs 1 to ${mostPrefixes} route filter prefixes.`);
  }
  for (const { cidr = "" } of prefixes) {
    const block = readCidr(cidr);
    if (block === undefined || hasHostBits(block)) {
      throw clientError(`Route filter prefix ${cidr} is not a valid CIDR.`);
    }
    const ipv4 = readIpv4(cidr);
    if (ipv4 && isPrivate(ipv4)) {
      throw clientError(`Route filter prefix ${cidr} is not allowed to contain a private IP`);
    }
    if (block.family === "ipv6" && block.length > 64) {
      throw clientError(`Route filter prefix ${cidr} must be /64 or shorter.`);
    }
  }
}
