/** An ASN as AWS sends it: in `asn`, in `asnLong`, or in both. */
interface AsnPair {
  asn?: number | null | undefined;
  asnLong?: number | undefined;
}

/**
 * Fills in both members. AWS sends an ASN that `asn` cannot hold as 0 there, and in full in `asnLong`.
 * @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_BGPPeer.html
 */
export function evenOutAsn(pair: AsnPair): void {
  pair.asn = [pair.asnLong, pair.asn].find((asn) => asn != null && asn !== 0) ?? null;
}

/** The largest ASN that AWS accepts in a request's `asn`; a larger one goes into `asnLong`. */
const LARGEST_ASN = 2147483646;

/** The member of a request that holds this ASN. */
export function asnMember(asn: number): "asn" | "asnLong" {
  return asn > LARGEST_ASN ? "asnLong" : "asn";
}
