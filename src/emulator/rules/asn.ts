import { clientError } from "../errors";

/** An ASN as requests and answers carry it: in `asn`, in `asnLong`, or in both. */
export interface AsnPair {
  asn?: number | undefined;
  asnLong?: number | undefined;
}

const largestShown = 2147483647;

/**
 * The one ASN that a request means; asnLong wins over asn (DOMAIN C.1).
 * @throws DirectConnectClientException when there is none or it is out of the range of its member
 */
export function readAsn({ asn, asnLong }: AsnPair): number {
  const value = asnLong ?? (asn === undefined ? undefined : wrapped(asn));
  if (value === undefined) throw clientError("BGP ASN must be specified.");
  const largest = asnLong === undefined ? 2147483646 : 4294967294;
  if (value < 1) throw clientError(`BGP ASN ${value} must have value greater than or equal to 1`);
  if (value > largest) {
    throw clientError(`BGP ASN ${value} must have value less than or equal to ${largest}`);
  }
  return value;
}

/** AWS reads `asn` as 32 bits with a sign: a larger one becomes negative, and its error names that number (DOMAIN D.2). */
function wrapped(asn: number): number {
  return asn > 2147483647 && asn < 2 ** 32 ? asn - 2 ** 32 : asn;
}

/** Both members for an answer: an ASN that `asn` cannot hold leaves a 0 there (DOMAIN C.1). */
export function writeAsn(wholeAsn: number): Required<AsnPair> {
  return { asn: wholeAsn > largestShown ? 0 : wholeAsn, asnLong: wholeAsn };
}
