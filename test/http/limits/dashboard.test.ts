import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectionRow, virtualInterfaceRow } from "../../../bench/estate";
import { DEFAULT_LIMITS } from "../../../src/auth/caller-limits";
import { readConfig } from "../../../src/config/config";
import { startGateway } from "../../../src/gateway";
import { createLogger } from "../../../src/observability/logging";
import { Store } from "../../../src/store/store";
import { borrowSharedDatabase } from "../../runner/databases";

/** A large estate on one dashboard: what docs/limits.md says of it under the default limits. */
const ACCOUNTS = Array.from({ length: 20 }, (_, index) => `7000000000${String(index).padStart(2, "0")}`);
const REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"];
const CONNECTIONS = 100;
const INTERFACES = 2;
const PAGE = 100;

const NODES = `nodes { id connectionId connectionName connectionState bandwidth location region tags { key value }
  virtualInterfaces(first: 100) { totalCount nodes { id virtualInterfaceId virtualInterfaceName virtualInterfaceState vlan asn
    bgpPeers { bgpPeerId addressFamily bgpPeerState bgpStatus customerAddress } } } }`;
const REST = "totalCount pageInfo { hasNextPage endCursor } unavailable { account region code }";

/** Answers as Direct Connect does, for all accounts and regions. */
const upstream = createServer((request, response) => {
  const { authorization = "", "x-amz-target": target } = request.headers;
  const [, account = "", region = ""] = /Credential=(\d{12})\/\d+\/([^/]+)\//.exec(authorization) ?? [];
  const first = (ACCOUNTS.indexOf(account) * REGIONS.length + REGIONS.indexOf(region)) * CONNECTIONS;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { nextToken = "0" } = JSON.parse(Buffer.concat(chunks).toString()) as { nextToken?: string };
    const from = Number(nextToken);
    const rows = Array.from({ length: PAGE }, (_, offset) => from + offset);
    const isList = String(target).endsWith(".DescribeConnections");
    const body = isList
      ? { connections: rows.map((row) => ({ ...connectionRow(account, first + row, 0), region })) }
      : {
          virtualInterfaces: rows.map((row) => ({
            ...virtualInterfaceRow(account, first + Math.floor(row / INTERFACES), row % INTERFACES),
            region,
          })),
          ...(from + PAGE < CONNECTIONS * INTERFACES && { nextToken: String(from + PAGE) }),
        };
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
  });
});

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const config = readConfig({
    PORT: "0",
    AWS_CALLS_PER_SECOND: "1000",
    READ_DEADLINE_MS: "60000",
    MAX_WAIT_MS: "0",
  });
  const logger = createLogger({ level: "silent", pretty: false });
  gateway = await startGateway({
    config,
    logger,
    accounts: ACCOUNTS.map((accountId) => ({
      accountId,
      alias: `account-${accountId}`,
      regions: REGIONS,
      credentials: { accessKeyId: accountId, secretAccessKey: "secret" },
    })),
    endpoint: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    store: new Store({ timeoutMilliseconds: 30_000, postgres: await borrowSharedDatabase() }, logger),
  });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  upstream.closeAllConnections();
  upstream.close();
});

interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  unavailable: object[];
  nodes: { virtualInterfaces: { nodes: { bgpPeers: object[] }[] } }[];
}

async function execute(query: string, variables: object = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as {
    data: Record<string, Page>;
    errors?: object[];
    extensions: { cost: { requested: number } };
  };
  expect(body.errors).toBeUndefined();
  return { pages: Object.values(body.data), cost: body.extensions.cost.requested };
}

const countsIn = (pages: readonly Page[]) => {
  const connections = pages.flatMap(({ nodes }) => nodes);
  const interfaces = connections.flatMap(({ virtualInterfaces }) => virtualInterfaces.nodes);
  expect(pages.flatMap(({ unavailable }) => unavailable)).toEqual([]);
  return {
    connections: connections.length,
    interfaces: interfaces.length,
    peers: interfaces.flatMap(({ bgpPeers }) => bgpPeers).length,
  };
};
const ALL = ACCOUNTS.length * REGIONS.length * CONNECTIONS;
const WHOLE = { connections: ALL, interfaces: ALL * INTERFACES, peers: ALL * INTERFACES * 2 };
/** Of one connection with its tags, and a page of virtual interfaces, each with its BGP peers. */
const ONE = 1 + 5 + 1 + 60 * (1 + 1);

test("the whole estate, a page of 1,000 after the other", async () => {
  const query = `query ($after: String) { connections(first: 1000, after: $after) { ${REST} ${NODES} } }`;
  const pages: Page[] = [];
  let after: string | null = null;
  do {
    const { pages: next, cost } = await execute(query, { after });
    // the operation, the page, its places, the fields beside its items, and these
    expect(cost).toBe(1 + 1 + 800 + (1 + 3) + 1000 * ONE);
    expect(cost).toBeLessThan(DEFAULT_LIMITS.cost / 10);
    pages.push(...next);
    after = next[0]?.pageInfo.hasNextPage === true ? next[0].pageInfo.endCursor : null;
  } while (after !== null);
  expect(pages).toHaveLength(8);
  expect(countsIn(pages)).toEqual(WHOLE);
}, 120_000);

test("the whole estate at once, a field for each account", async () => {
  const fields = ACCOUNTS.map(
    (account, index) => `a${index}: connections(accounts: "${account}", first: 400) { ${REST} ${NODES} }`,
  );
  const { pages, cost } = await execute(`{ ${fields.join(" ")} }`);
  expect(cost).toBe(1 + 20 * (1 + 40 + (1 + 3) + 400 * ONE));
  expect(cost).toBeLessThan(DEFAULT_LIMITS.cost);
  expect(countsIn(pages)).toEqual(WHOLE);
}, 120_000);
