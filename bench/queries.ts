// The same question in the two languages of the contenders: a GraphQL document with variables, and a path of REST.

/** Which connections of an account, and whether with their virtual interfaces. */
export interface BenchQuery {
  account: string;
  /** Further accounts: only the gateway reads several at once. */
  others?: readonly string[];
  nested?: boolean;
  first: number;
  filter?: Partial<Record<"connectionId" | "lagId" | "location" | "bandwidth", readonly string[]>>;
  /** A cursor: only the gateway has them. */
  after?: string;
}

/** A connection's new name. */
export interface Change {
  account: string;
  connectionId: string;
  connectionName: string;
  /** Left out, the gateway makes one. */
  idempotencyKey?: string;
}

const FLAT = `ownerAccount connectionId connectionName connectionState region location bandwidth vlan partnerName
  loaIssueTime lagId awsDeviceV2 awsLogicalDeviceId hasLogicalRedundancy jumboFrameCapable providerName macSecCapable
  portEncryptionStatus encryptionMode tags { key value } macSecKeys { secretARN ckn state startOn }`;

const NESTED = `${FLAT} virtualInterfaces(first: 10) { nodes {
  ownerAccount virtualInterfaceId virtualInterfaceName virtualInterfaceType virtualInterfaceState vlan asn amazonSideAsn
  amazonAddress customerAddress addressFamily mtu jumboFrameCapable directConnectGatewayId region location connectionId
  routeFilterPrefixes { cidr } tags { key value } bgpPeers { bgpPeerId asn addressFamily amazonAddress customerAddress
    bgpPeerState bgpStatus awsDeviceV2 awsLogicalDeviceId } } }`;

const documentOf = (selection: string) =>
  `query Connections($accounts: [ID!], $first: Int, $filter: ConnectionFilter) {
  connections(accounts: $accounts, first: $first, filter: $filter) { nodes { ${selection} } } }`;

const DOCUMENTS = { flat: documentOf(FLAT), nested: documentOf(NESTED) };

/** For walking through a whole list, page after page. */
const WALK = `query Walk($accounts: [ID!], $first: Int, $after: String) {
  connections(accounts: $accounts, first: $first, after: $after) { nodes { ${FLAT} } pageInfo { endCursor } } }`;

export function documentRequest(
  query: string,
  variables: object,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const body = JSON.stringify({ query, variables });
  return httpRequest("POST", "/graphql", { "content-type": "application/json", ...headers }, body);
}

export function graphqlRequest(
  { account, others = [], nested = false, first, filter, after }: BenchQuery,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const isWalk = after !== undefined;
  const body = JSON.stringify({
    query: isWalk ? WALK : DOCUMENTS[nested ? "nested" : "flat"],
    variables: {
      accounts: [account, ...others],
      first,
      ...(isWalk ? { after: after || null } : { filter: filter ?? null }),
    },
  });
  return httpRequest("POST", "/graphql", { "content-type": "application/json", ...headers }, body);
}

const RENAME = `mutation Rename($account: ID, $input: UpdateConnectionInput!, $idempotencyKey: String) {
  updateConnection(account: $account, input: $input, idempotencyKey: $idempotencyKey) {
    connectionId connectionName connectionState } }`;

export function renameRequest(
  { account, connectionId, connectionName, idempotencyKey }: Change,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const variables = { account, input: { connectionId, connectionName }, idempotencyKey };
  const body = JSON.stringify({ query: RENAME, variables });
  return httpRequest("POST", "/graphql", { "content-type": "application/json", ...headers }, body);
}

export function restRequest(
  { account, nested = false, first, filter = {} }: BenchQuery,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const lists = Object.entries(filter).map(([name, values]) => `&${name}=${values.join(",")}`);
  const path = `/connections?account=${account}&first=${first}${nested ? "&nested=true" : ""}${lists.join("")}`;
  return httpRequest("GET", path, headers);
}

export function httpRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): Buffer {
  const all = { host: "127.0.0.1", ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}
