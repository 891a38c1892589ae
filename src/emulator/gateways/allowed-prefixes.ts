import type { RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { type Cidr, hasHostBits, overlap, readCidr, writeCidr } from "../rules/cidr";
import { clientError } from "../errors";

/** DOMAIN C.4: what one association may allow. */
const prefixesPerAssociation = 200;

type Prefixes = readonly RouteFilterPrefix[];

/**
 * A set of allowed prefixes with some added and some removed, each in AWS's own spelling; removing what is not there
 * changes nothing, and two spellings of one prefix are one.
 * @throws DirectConnectClientException for a prefix that is no CIDR block
 */
export function changePrefixes(
  present: Prefixes,
  added: Prefixes = [],
  removed: Prefixes = [],
): RouteFilterPrefix[] {
  const gone = new Set(removed.map(spelled));
  const left = present.map(spelled).filter((cidr) => !gone.has(cidr));
  return [...new Set([...left, ...added.map(spelled)])].map((cidr) => ({ cidr }));
}

/** @throws DirectConnectClientException for a prefix that is no CIDR block, or too many of them */
export function checkPrefixes(prefixes: Prefixes): void {
  for (const { cidr = "" } of prefixes) readPrefix(cidr);
  if (prefixes.length > prefixesPerAssociation) {
    throw clientError(
      `An association can have at most ${prefixesPerAssociation} allowed prefixes; ${prefixes.length} were given.`,
    );
  }
}

/** The first of some prefixes that shares addresses with one of the others. */
export function findOverlap(prefixes: Prefixes, others: Prefixes): string | undefined {
  const taken = others.map(({ cidr = "" }) => readPrefix(cidr));
  return prefixes.find(({ cidr = "" }) => taken.some((other) => overlap(readPrefix(cidr), other)))?.cidr;
}

function spelled({ cidr = "" }: RouteFilterPrefix): string {
  return writeCidr(readPrefix(cidr));
}

function readPrefix(text: string): Cidr {
  const cidr = readCidr(text);
  if (cidr === undefined) throw clientError(`Prefix ${text} is not a valid CIDR block.`);
  if (hasHostBits(cidr)) {
    throw clientError(`Prefix ${text} is not a valid CIDR block: it has bits beyond its length.`);
  }
  return cidr;
}
