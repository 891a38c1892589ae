import { isIPv6 } from "node:net";
import type { RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { clientError } from "./errors";
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
    const ipv4 = readIpv4(cidr);
    if (ipv4?.address !== ipv4?.network || (!ipv4 && !isIpv6Prefix(cidr))) {
      throw clientError(`Route filter prefix ${cidr} is not a valid CIDR.`);
    }
    if (ipv4 && isPrivate(ipv4)) {
      throw clientError(`Route filter prefix ${cidr} is not allowed to contain a private IP`);
    }
  }
}

function isIpv6Prefix(cidr: string): boolean {
  const [, address = "", length = ""] = /^([\da-f:]+)\/(\d{1,3})$/i.exec(cidr) ?? [];
  if (!isIPv6(address)) return false;
  if (Number(length) > 64) throw clientError(`Route filter prefix ${cidr} must be /64 or shorter.`);
  return true;
}
