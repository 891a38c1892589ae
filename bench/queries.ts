// The same question in the two languages of the contenders: a GraphQL document with variables, and a path of REST.

/** Which connections of an account, and whether with their virtual interfaces. */
export interface BenchQuery {
  account: string;
  /** Further accounts: only the gateway reads several at once. */
  others?: readonly string[];
  /** For the SDK, which needs them; the gateway reads all that are configured. */
  regions?: readonly string[];
  nested?: boolean;
  first: number;
  filter?: Partial<Record<"connectionId" | "lagId" | "location" | "bandwidth", readonly string[]>>;
  /** A cursor: only the gateway has them. */
  after?: string;
  /** An order: only the gateway has them. */
  orderBy?: { field: string; direction: "ASC" | "DESC" };
  /** Makes the text of the document another one for each number. */
  text?: number;
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

/** For lists in another order. */
const ORDERED = documentOf(FLAT)
  .replace("$filter: ConnectionFilter", "$filter: ConnectionFilter, $orderBy: ConnectionOrder")
  .replace("filter: $filter", "filter: $filter, orderBy: $orderBy");

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

export function graphqlRequest(query: BenchQuery, headers: Readonly<Record<string, string>> = {}): Buffer {
  const { account, others = [], first, filter = null, after, orderBy } = query;
  const variables = {
    accounts: [account, ...others],
    first,
    ...(after === undefined ? { filter } : { after: after || null }),
    ...(orderBy !== undefined && { orderBy }),
  };
  return documentRequest(documentFor(query), variables, headers);
}

function documentFor({ nested = false, after, orderBy, text }: BenchQuery): string {
  if (after !== undefined) return WALK;
  if (orderBy !== undefined) return ORDERED;
  // An alias: the name of an operation could be left out of what a document is known by.
  if (text !== undefined) return documentOf(`text${text}: connectionId ${FLAT}`);
  return DOCUMENTS[nested ? "nested" : "flat"];
}

const RENAME = `mutation Rename($account: ID, $input: UpdateConnectionInput!, $idempotencyKey: String) {
  updateConnection(account: $account, input: $input, idempotencyKey: $idempotencyKey) {
    connectionId connectionName connectionState } }`;

export function renameRequest(
  { account, connectionId, connectionName, idempotencyKey }: Change,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const variables = { account, input: { connectionId, connectionName }, idempotencyKey };
  return documentRequest(RENAME, variables, headers);
}

/** A hosted connection that is ordered on a port. */
export interface Allocation {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly ownerAccount: string;
  readonly bandwidth: string;
  readonly vlan: number;
}

const ALLOCATE = `mutation Allocate($account: ID, $input: AllocateHostedConnectionInput!) {
  allocateHostedConnection(account: $account, input: $input) {
    connectionId connectionName connectionState ownerAccount bandwidth vlan } }`;

/** Its key is sent as a header, which those without a journal ignore. */
export function allocationRequest(
  account: string,
  input: Allocation,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const key = `"${input.connectionName}"`;
  return documentRequest(ALLOCATE, { account, input }, { ...headers, "idempotency-key": key });
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
