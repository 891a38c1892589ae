import type { ValidationOptions } from "class-validator";
import { UUID } from "./id-rules";
import { isAbsent, memberRule } from "./member-rules";
import { isBetween, pattern, rule } from "./rules";
import { readCidr } from "./cidr";

/** Rules for Direct Connect gateways, what is associated with them, and what they announce (DOMAIN C.1, C.3). */

/** Whether it may be absent is decided elsewhere: an association can be named in another way. */
export const AssociationId = () =>
  rule(
    "associationId",
    "an association's id: a UUID in lower case",
    (value) => isAbsent(value) || (typeof value === "string" && UUID.test(value)),
  );

export const ProposalId = () => pattern("proposalId", "a proposal's id: a UUID in lower case", UUID);

export const VIRTUAL_GATEWAY_ID = /^vgw-[0-9a-f]{8,17}$/;

export const VirtualGatewayId = () =>
  pattern("virtualGatewayId", "an id such as vgw-0a1b2c3d4e5f60718", VIRTUAL_GATEWAY_ID);

/** The id of a gateway that Direct Connect itself can associate; core networks are associated by Cloud WAN. */
export const VirtualOrTransitGatewayId = () =>
  pattern(
    "virtualOrTransitGatewayId",
    "an id such as vgw-0a1b2c3d4e5f60718 or tgw-0a1b2c3d4e5f60718",
    /^[vt]gw-[0-9a-f]{8,17}$/,
  );

/** The private ranges of two-byte and four-byte AS numbers. */
export const AmazonSideAsn = () =>
  rule(
    "amazonSideAsn",
    "an ASN from 64512 to 65534 or from 4200000000 to 4294967294",
    (value) => isBetween(value, 64512, 65534) || isBetween(value, 4200000000, 4294967294),
  );

export const Cidr = (options?: ValidationOptions) =>
  rule(
    "cidr",
    "a block of addresses such as 10.0.0.0/16 or 2001:db8::/56, without bits beyond its length",
    (value) => readCidr(value)?.hasHostBits === false,
    options,
  );

/** Unlike a virtual private gateway, a transit gateway has no VPC whose addresses could be allowed. */
export const TransitWithPrefixes = () =>
  memberRule(
    "transitWithPrefixes",
    "a transit gateway only with addAllowedPrefixesToDirectConnectGateway",
    (value, members) =>
      typeof value !== "string" ||
      !value.startsWith("tgw-") ||
      !isAbsent(members["addAllowedPrefixesToDirectConnectGateway"]),
  );
