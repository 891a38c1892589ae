import { isStanding } from "./bgp-sessions";
import type { VirtualInterfaceRecord } from "../records/virtual-interfaces";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/**
 * The configuration of a customer's router, as AWS's XML (DOMAIN G.3); IPv6 members have a prefix. It holds the
 * BGP keys: a secret.
 */
export function routerConfigurationXml(virtualInterface: VirtualInterfaceRecord): string {
  const peers = virtualInterface.peers.filter(isStanding);
  const sessions = (["ipv4", "ipv6"] as const).flatMap((family) => {
    const peer = peers.find((candidate) => candidate.addressFamily === family);
    const prefix = family === "ipv6" ? "ipv6_" : "";
    if (!peer) return [];
    return [
      [`${prefix}customer_address`, peer.customerAddress],
      [`${prefix}amazon_address`, peer.amazonAddress],
      [`${prefix}bgp_asn`, peer.wholeAsn],
      [`${prefix}bgp_auth_key`, peer.authKey],
    ] as const;
  });
  const elements: readonly (readonly [name: string, value: string | number])[] = [
    ["vlan", virtualInterface.vlan],
    ...sessions,
    ["amazon_bgp_asn", virtualInterface.amazonSideAsn],
    ["connection_type", virtualInterface.virtualInterfaceType],
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<logical_connection id="${virtualInterface.virtualInterfaceId}">`,
    ...elements.map(([name, value]) => `  <${name}>${escape(String(value))}</${name}>`),
    "</logical_connection>",
    "",
  ].join("\n");
}
