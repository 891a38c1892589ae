// The estates that contenders are asked about. An account's number spells its size, so the upstream needs no setting
// up: 9, virtual interfaces on each connection, two digits to distinguish equal estates, and eight of connections.

export const REGION = "us-east-1";
export const REGIONS = [REGION, "us-west-2", "eu-west-1", "ap-southeast-2"] as const;
/** Connections share a LAG ten at a time, so a filter by LAG cuts an estate into pieces of a known size. */
export const LAG_SIZE = 10;
export const LOCATIONS = Array.from({ length: 20 }, (_, number) => `Site${String(number).padStart(2, "0")}`);
export const BANDWIDTHS = ["1Gbps", "10Gbps", "100Gbps", "400Gbps"] as const;

/** The account with so many connections, each with `each` virtual interfaces. */
export function accountOf(connections: number, { each = 0, index = 0 } = {}): string {
  return `9${each}${String(index).padStart(2, "0")}${String(connections).padStart(8, "0")}`;
}

export function sizeOf(account: string): { connections: number; each: number } {
  return { connections: Number(account.slice(4)), each: Number(account[1]) };
}

/** Decimal digits: they have one order, whether read as numbers or as text. */
const digits = (number: number) => String(number).padStart(8, "0");
export const connectionIdOf = (number: number) => `dxcon-${digits(number)}`;
export const lagIdOf = (number: number) => `dxlag-${digits(number)}`;

/** A connection as it goes over the wire: every member, with tags and a MACsec key. */
export function connectionRow(account: string, number: number, generation: number, region = REGION): object {
  const location = LOCATIONS[number % LOCATIONS.length];
  return {
    ownerAccount: account,
    connectionId: connectionIdOf(number),
    connectionName: `connection ${number}, generation ${generation}`,
    connectionState: number % 20 === 19 ? "down" : "available",
    region,
    location,
    bandwidth: BANDWIDTHS[Math.floor(number / LOCATIONS.length) % BANDWIDTHS.length],
    vlan: 100 + (number % 3000),
    partnerName: "A Direct Connect Partner, Inc.",
    loaIssueTime: 1_700_000_000 + number,
    lagId: lagIdOf(Math.floor(number / LAG_SIZE)),
    awsDeviceV2: `${location}-abcdef0123456`,
    awsLogicalDeviceId: `${location}-abcdef0123456`,
    hasLogicalRedundancy: "unknown",
    jumboFrameCapable: true,
    providerName: "A Network Provider, Ltd.",
    macSecCapable: true,
    portEncryptionStatus: "Encryption Up",
    encryptionMode: "must_encrypt",
    tags: [
      { key: "site", value: location },
      { key: "order", value: `PO-${number}` },
    ],
    macSecKeys: [
      {
        secretARN: `arn:aws:secretsmanager:${region}:${account}:secret:directconnect-${number}`,
        ckn: digits(number).repeat(8),
        state: "associated",
        startOn: "2026-01-01T00:00:00Z",
      },
    ],
  };
}

/** A virtual interface as it goes over the wire, with two BGP peers. */
export function virtualInterfaceRow(
  account: string,
  connection: number,
  index: number,
  region = REGION,
): object {
  const number = connection * 10 + index;
  const session = (family: "ipv4" | "ipv6") => ({
    bgpPeerId: `dxpeer-${family.slice(-1)}${digits(number).slice(1)}`,
    asn: 65_000 + (number % 500),
    addressFamily: family,
    amazonAddress: family === "ipv4" ? "169.254.10.1/30" : "2001:db8::1/125",
    customerAddress: family === "ipv4" ? "169.254.10.2/30" : "2001:db8::2/125",
    bgpPeerState: "available",
    bgpStatus: "up",
    awsDeviceV2: "Site00-abcdef0123456",
    awsLogicalDeviceId: "Site00-abcdef0123456",
  });
  return {
    ownerAccount: account,
    virtualInterfaceId: `dxvif-${digits(number)}`,
    location: LOCATIONS[connection % LOCATIONS.length],
    connectionId: connectionIdOf(connection),
    virtualInterfaceType: "private",
    virtualInterfaceName: `virtual interface ${number}`,
    virtualInterfaceState: "available",
    vlan: 100 + index,
    asn: 65_000 + (number % 500),
    amazonSideAsn: 64_512,
    amazonAddress: "169.254.10.1/30",
    customerAddress: "169.254.10.2/30",
    addressFamily: "ipv4",
    mtu: 1500,
    jumboFrameCapable: true,
    directConnectGatewayId: "00000000-0000-4000-8000-000000000000",
    routeFilterPrefixes: [],
    bgpPeers: [session("ipv4"), session("ipv6")],
    region,
    tags: [{ key: "number", value: String(number) }],
  };
}
