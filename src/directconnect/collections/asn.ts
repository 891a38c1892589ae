/** An ASN as AWS carries it: in `asn`, in `asnLong`, or in both. */
interface AsnPair {
  asn?: number | null | undefined;
  asnLong?: number | undefined;
}

/**
 * Makes the pair one. AWS shows an ASN that `asn` cannot hold as 0 there, and whole in `asnLong`.
 * @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_BGPPeer.html
 */
export function evenOutAsn(pair: AsnPair): void {
  pair.asn = [pair.asnLong, pair.asn].find((asn) => asn != null && asn !== 0) ?? null;
}

/** The most that AWS takes in a request's `asn`; what is larger goes into `asnLong`. */
const LARGEST_ASN = 2147483646;

/** The member of a request that holds this ASN. */
export function asnMember(asn: number): "asn" | "asnLong" {
  return asn > LARGEST_ASN ? "asnLong" : "asn";
}
