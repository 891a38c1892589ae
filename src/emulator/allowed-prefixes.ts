import { BlockList, isIP } from "node:net";
import type { RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { clientError } from "./errors";

/** DOMAIN C.4: what one association may allow. */
const prefixesPerAssociation = 200;

type Prefixes = readonly RouteFilterPrefix[];

interface Cidr {
  address: string;
  length: number;
  family: "ipv4" | "ipv6";
}

/** A set of allowed prefixes with some added and some removed; removing what is not there changes nothing. */
export function changePrefixes(
  present: Prefixes,
  added: Prefixes = [],
  removed: Prefixes = [],
): RouteFilterPrefix[] {
  const left = present.filter(({ cidr }) => !removed.some((gone) => gone.cidr === cidr));
  const isNew = ({ cidr }: RouteFilterPrefix) => !left.some((kept) => kept.cidr === cidr);
  return [...left, ...added.filter(isNew)];
}

/** @throws DirectConnectClientException for a prefix that is no CIDR block, or too many of them */
export function checkPrefixes(prefixes: Prefixes): void {
  for (const { cidr = "" } of prefixes) readCidr(cidr);
  if (prefixes.length > prefixesPerAssociation) {
    throw clientError(
      `An association can have at most ${prefixesPerAssociation} allowed prefixes; ${prefixes.length} were given.`,
    );
  }
}

/** The first of some prefixes that shares addresses with one of the others. */
export function findOverlap(prefixes: Prefixes, others: Prefixes): string | undefined {
  const taken = others.map(({ cidr = "" }) => readCidr(cidr));
  return prefixes.find(({ cidr = "" }) => taken.some((other) => overlap(readCidr(cidr), other)))?.cidr;
}

function overlap(one: Cidr, other: Cidr): boolean {
  return one.family === other.family && (contains(one, other) || contains(other, one));
}

function contains(outer: Cidr, inner: Cidr): boolean {
  const block = new BlockList();
  block.addSubnet(outer.address, outer.length, outer.family);
  return block.check(inner.address, inner.family);
}

function readCidr(cidr: string): Cidr {
  const [, address = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const version = isIP(address);
  const length = Number(digits);
  if (version === 0 || length > (version === 4 ? 32 : 128)) {
    throw clientError(`Prefix ${cidr} is not a valid CIDR block.`);
  }
  return { address, length, family: version === 4 ? "ipv4" : "ipv6" };
}
