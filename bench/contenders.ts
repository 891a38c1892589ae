import { createHash } from "node:crypto";
import { hashOf } from "./answers";
import { Line } from "./load";
import { type Running, startListening } from "./processes";
import { graphqlRequest, httpRequest, type BenchQuery, restRequest } from "./queries";

/** Whether rows are asked of the upstream for each request, or may be answered from what is held. */
export type From = "upstream" | "memory";

/** One who answers questions over HTTP. */
export interface Contender {
  readonly name: string;
  /** What it does for each request beside answering it. */
  readonly features: string;
  readonly process: Running;
  /** What its caller sends with each request. */
  readonly headers: Readonly<Record<string, string>>;
  request(query: BenchQuery): Buffer;
  /** Has it read the estate of these questions anew, where it holds any. */
  reload(query: BenchQuery): Promise<void>;
}

export function peerEnvironment(upstream: Running): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DIRECT_CONNECT: upstream.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    NODE_ENV: "production",
  };
}

const PEERS = {
  plain: { title: "Apollo + Fastify + type-graphql", request: graphqlRequest, env: {} },
  yoga: { title: "yoga", request: graphqlRequest, env: { SIMPLE_RESOLVERS: "true" } },
  mercurius: { title: "mercurius + jit", request: graphqlRequest, env: { SIMPLE_RESOLVERS: "true" } },
  rest: { title: "REST", request: restRequest, env: {} },
} as const;

/** How a peer is set up. */
export interface Setup {
  /** It checks an API key, logs a line for each request, and limits what an operation costs, as this gateway does. */
  full?: boolean;
  /** It has a response cache. */
  cached?: boolean;
}

/** For how long response caches hold an answer, in seconds. */
const CACHE_SECONDS = "60";

const PEER_KEY = "the key of the peers' only caller";

/**
 * The environment, the headers and the names of a setup.
 * @param hasOperations whether the peer answers GraphQL: there is no cost of an operation to limit in REST.
 */
export function setupOf({ full = false, cached = false }: Setup, hasOperations = true) {
  const added = hasOperations ? "API key, log line, cost limit" : "API key, log line";
  const headers: Record<string, string> = full ? { "x-api-key": PEER_KEY } : {};
  return {
    env: {
      ...(full && { API_KEY_SHA256: createHash("sha256").update(PEER_KEY).digest("hex") }),
      ...(cached && { CACHE_SECONDS }),
    },
    headers,
    suffix: (cached ? ", response cache" : "") + (full ? `, with ${added}` : ""),
    features: [...(cached ? ["response cache"] : []), ...(full ? [added] : [])],
  };
}

/** One of the programs in `peers/`. */
export async function startPeer(
  name: keyof typeof PEERS,
  upstream: Running,
  from: From,
  setup: Setup = {},
): Promise<Contender> {
  const { title, request, env } = PEERS[name];
  const { env: added, headers, suffix, features } = setupOf(setup, name !== "rest");
  const settings = { ...peerEnvironment(upstream), ...env, ...added, SOURCE: from };
  const process = await startListening(`bench/peers/${name}.js`, settings);
  const sources = { upstream: " on the stock SDK", memory: " from memory" };
  return {
    name: title + sources[from] + suffix,
    features: features.join(", ") || "none",
    process,
    headers,
    request: (query) => request(query, headers),
    reload: () => once(process, httpRequest("POST", "/reload")).then(() => undefined),
  };
}

/** Ready bytes over node:http: what another contender answers to this question. */
export async function startReady(like: Contender, query: BenchQuery): Promise<Contender> {
  const process = await startListening("bench/peers/ready.js");
  const body = await once(like.process, like.request(query));
  await once(process, httpRequest("PUT", "/", {}, body));
  return {
    name: "ready bytes over node:http",
    features: "none",
    process,
    headers: {},
    request: () => httpRequest("GET", "/"),
    reload: () => Promise.resolve(),
  };
}

/** One request on a connection of its own; gives the body. */
export async function once({ port }: Running, request: Buffer): Promise<string> {
  const line = await Line.open(port);
  try {
    return (await line.execute(request, { keep: true })).body ?? "";
  } finally {
    line.close();
  }
}

/** @throws Error where two of them answer one question with different rows. */
export async function compareAnswers(
  contenders: readonly Contender[],
  queries: readonly BenchQuery[],
  existing?: (query: BenchQuery) => Promise<unknown>,
): Promise<void> {
  for (const query of queries) {
    const hashes = new Map<string, string>();
    for (const { name, process, request } of contenders) {
      hashes.set(name, hashOf(JSON.parse(await once(process, request(query)))));
    }
    if (existing !== undefined) hashes.set("the SDK", hashOf(await existing(query)));
    if (new Set(hashes.values()).size > 1) {
      throw new Error(`Different answers to ${JSON.stringify(query)}: ${JSON.stringify([...hashes])}`);
    }
  }
}

/** How often an upstream was asked so far, or how many changes it has made. */
export async function requestedFrom(
  upstream: Running,
  what: "requests" | "allocations" = "requests",
): Promise<number> {
  return Number(await once(upstream, httpRequest("GET", `/${what}`)));
}
