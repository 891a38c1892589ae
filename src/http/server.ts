import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import { type Metrics, NO_METRICS } from "../observability/metrics";
import { NO_TRACING, type Tracing } from "../observability/tracing";
import { type ApolloOptions, createApollo } from "./apollo";
import { DEPRECATIONS_PATH, serveDeprecations } from "./deprecations-page";
import type { Example } from "./examples";
import { serveExplorer } from "./explorer";
import { answerFailures } from "./failures";
import { GRAPHQL_PATH, serveGraphQL } from "./graphql-route";
import type { GraphQLRoute } from "./part";
import { type HealthOptions, serveHealth } from "./health";
import { checkHost } from "./host-check";
import { landingPage, serveLanding } from "./landing";
import { drain, listenFailure } from "./lifecycle";
import { Admission } from "./limits/admission";
import { CostMeter } from "./limits/cost-meter";
import { type OverloadOptions, refuseOverload } from "./limits/overload";
import { type LoaOptions, serveLoas } from "./loa";
import { servePageAssets } from "./page";
import { protect } from "./protection";
import { type Authenticate, requestIdOf, type RequestInfo } from "./request";
import { DEFAULT_SENDER_LIMITS, type SenderLimits, senderOptions, takeJsonOnly } from "./sender-limits";
import { NO_TRUSTED_DOCUMENTS, type TrustedDocuments } from "./trusted-documents";
import { observeRequests } from "./request-end";

export interface HttpOptions<C extends object> extends Pick<
  ApolloOptions<C>,
  "schema" | "introspection" | "formatError" | "onDeprecatedUse" | "freshness" | "willExecute"
> {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Who asks; what it rejects with is the answer. */
  authenticate: Authenticate;
  /** Whether only requests for this machine's own names are answered; they all are where left out. */
  loopbackOnly?: () => boolean;
  /** What resolvers get for one request; may reject with a GraphQLError. */
  context: (request: RequestInfo) => C | Promise<C>;
  /** What the answer that was made with a context was made from; answers are not remembered without it. */
  originOf?: GraphQLRoute<C>["originOf"];
  logger: Logger;
  /** Where requests are counted; nowhere unless told. */
  metrics?: Metrics;
  /** Where requests are traced; nowhere unless told. */
  tracing?: Tracing;
  /** Origins whose pages may call the gateway. */
  corsOrigins: readonly string[];
  /** Offered in both explorers; the first is opened. */
  examples: readonly Example[];
  ready: HealthOptions["ready"];
  /** Where letters of authorization come from; without it none are served. */
  loa?: LoaOptions<C>["loa"];
  /** Where the built explorer lies; left out, its page says how to build it. */
  explorerDirectory?: string;
  /** What was registered; nothing where left out. */
  trustedDocuments?: TrustedDocuments;
  /** Counts what callers spend; in this process unless told. */
  costMeter?: CostMeter;
  /** What clients may take of connections and time. */
  senders?: Partial<SenderLimits>;
  /** What the machine can do. */
  overload?: Omit<OverloadOptions, "onRefused">;
  /** How long running requests may take to finish once closing has begun. */
  drainMilliseconds: number;
}

export interface HttpServer {
  /** The gateway's address without a path, such as `http://127.0.0.1:4000`. */
  url: string;
  /** Stops accepting, lets running requests finish within the stated time, closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Serves GraphQL, the explorers, letters of authorization and the health checks.
 * Rejects when the port cannot be taken, with an error that names host and port and needs no stack to understand.
 */
export async function startHttp<C extends object>(options: HttpOptions<C>): Promise<HttpServer> {
  const { host, port, logger } = options;
  const fastify = createFastify(logger, { ...DEFAULT_SENDER_LIMITS, ...options.senders });
  const { metrics = NO_METRICS, tracing = NO_TRACING } = options;
  const onRefused = (limit: string) => metrics.limitHit(limit);
  fastify.server.on("drop", () => onRefused("MAX_CONNECTIONS"));
  if (options.overload !== undefined) {
    const overloaded = (setting: string) => {
      metrics.requestOverloaded();
      onRefused(setting);
    };
    refuseOverload(fastify, { ...options.overload, onRefused: overloaded });
  }
  const trusted = options.trustedDocuments ?? NO_TRUSTED_DOCUMENTS();
  const admission = new Admission(options.schema, options.costMeter ?? new CostMeter(), trusted, onRefused);
  observeRequests(fastify, GRAPHQL_PATH, metrics, tracing);
  const drained = drain(fastify, options.drainMilliseconds);
  const landing = landingPage(options.examples);
  const apollo = createApollo<C>({
    ...options,
    deprecationDocs: DEPRECATIONS_PATH,
    landing,
    admission,
    drainPlugin: drained.plugin,
  });

  fastify.decorateRequest("graphql", null);
  fastify.decorateRequest("trace", null);
  fastify.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  if (options.loopbackOnly !== undefined) checkHost(fastify, options.loopbackOnly);
  await protect(fastify, options.corsOrigins);
  answerFailures(fastify);
  serveHealth(fastify, { ready: options.ready, draining: drained.draining });
  servePageAssets(fastify);
  serveLanding(fastify, landing);
  await serveExplorer(fastify, options.examples, options.explorerDirectory);
  serveDeprecations(fastify, options.schema);
  const { loa, authenticate, context, originOf } = options;
  if (loa !== undefined) serveLoas(fastify, { loa, authenticate, context, admission, logger });
  await apollo.start();
  serveGraphQL(fastify, {
    apollo,
    admission,
    trusted,
    authenticate,
    context,
    landing,
    logger,
    ...(originOf === undefined ? {} : { originOf }),
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    drained.begin();
    return (closing ??= apollo.stop());
  };
  try {
    return { url: await fastify.listen({ host, port }), close };
  } catch (error) {
    await close();
    throw listenFailure(error, host, port);
  }
}

function createFastify(logger: FastifyBaseLogger, limits: SenderLimits): FastifyInstance {
  const fastify = Fastify({
    loggerInstance: logger,
    // request-log.ts writes one line per request instead of Fastify's two.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    forceCloseConnections: "idle",
    // lifecycle.ts decides what a request may still do while draining.
    return503OnClosing: false,
    ...senderOptions(limits),
  });
  takeJsonOnly(fastify, limits);
  return fastify;
}
