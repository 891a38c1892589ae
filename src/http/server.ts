import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { GraphQLObjectType } from "graphql";
import type { IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { Executor } from "../execution/executor";
import type { RootSelections } from "../execution/root-selections";
import { type Metrics, NO_METRICS } from "../observability/metrics";
import { NO_TRACING, type Tracing } from "../observability/tracing";
import { RememberedAnswers } from "./answers/remembered-answers";
import type { GraphQLRoute } from "./apollo/operation";
import { serveGraphQL } from "./apollo/route";
import { type ApolloOptions, createApollo } from "./apollo/server";
import { DEPRECATIONS_PATH, serveDeprecations } from "./pages/deprecations-page";
import type { Example } from "./pages/examples";
import { serveExplorer } from "./pages/explorer";
import { EarlyRefusals } from "./edge/early-refusals";
import { answerOptions, stateHeaders } from "./edge/edge-hooks";
import { OverloadLog } from "./edge/overload-log";
import { GRAPHQL_PATH, ResponseHeaders } from "./edge/response-headers";
import type { Refused } from "./answers/refusal";
import { answerFailure, answerFailures } from "./edge/failures";
import { EdgeServer } from "./edge/edge-server";
import { type HealthOptions, serveHealth } from "./pages/health";
import { isThisMachine } from "./edge/this-machine";
import { checkHost } from "./edge/host-check";
import { landingPage, serveLanding } from "./pages/landing";
import { closeInOrder, listenFailure } from "./edge/lifecycle";
import { Admission } from "./limits/admission";
import { checkArgumentSizes } from "./limits/argument-bounds";
import { CostMeter } from "./limits/cost-meter";
import { isProbablyChange } from "./limits/change-detection";
import { type FanOutOf, NO_FAN_OUT } from "./limits/fan-out";
import type { OverloadOptions } from "./limits/overload";
import { sendRateLimitHeaders } from "./limits/rate-limit-headers";
import { UnsentBytes } from "./limits/unsent-bytes";
import { type LoaOptions, serveLoas } from "./pages/loa";
import { servePageAssets } from "./pages/page";
import { FastAnswer } from "./pipeline/fast-answer";
import { FastPath } from "./pipeline/fast-path";
import { handoffOf } from "./pipeline/handoff";
import { Heads } from "./pipeline/heads";
import { KnownDocuments } from "./pipeline/known-documents";
import { observeRequests } from "./pipeline/observe";
import { SchemaAnswers } from "./pipeline/schema-answers";
import { Steps } from "./pipeline/steps";
import { NO_TRUSTED_DOCUMENTS, persistedHashOf, type TrustedDocuments } from "./pipeline/trusted-documents";
import { type Authenticate, requestIdOf, type RequestInfo } from "./edge/request";
import { DEFAULT_SENDER_LIMITS, type SenderLimits, senderOptions, takeJsonOnly } from "./edge/sender-limits";
import { StalledReaders } from "./edge/stalled-readers";

export interface HttpOptions<C extends object> extends Pick<
  ApolloOptions<C>,
  "schema" | "introspection" | "formatError" | "onDeprecatedUse" | "freshness" | "unavailable"
> {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Who asks; what it rejects with is the answer. */
  authenticate: Authenticate;
  /** Whether only requests for this machine's own names are answered; they all are where left out. */
  loopbackOnly?: () => boolean;
  /** How far a caller's fields fan out, for their cost; nowhere where left out. */
  fanOutOf?: FanOutOf;
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
  journal?: HealthOptions["journal"];
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
  /** The clock by which clients that do not read are noticed: milliseconds that never go back. The process's own unless told. */
  now?: () => number;
  /** Bytes that answers may take in memory until they were sent; by the process's heap unless told. */
  unsentBytes?: number;
  /** What the machine can do. */
  overload?: Pick<OverloadOptions, "maxRequests" | "maxWait">;
  /** Who sends these headers, as far as that is known at once; undefined, as for everybody unless told, where nobody has to say. */
  senderOf?: OverloadOptions["senderOf"];
  /** Told what a query selects before its first resolver is called. */
  willExecute?: (selected: RootSelections, context: C) => void;
  /** The synchronous work that resolvers have done so far, in rows gone through. */
  work?: () => number;
  /** Told how many values the arguments of a field have, once for each field of an execution. */
  onArguments?: (values: number) => void;
  /** How long the reads of one request may take, where its caller's limits do not say; 15 seconds unless told. */
  readDeadlineMilliseconds?: number;
  /** How long running requests may take to finish once closing has begun. */
  drainMilliseconds: number;
}

export interface HttpServer {
  /** The gateway's address without a path, such as `http://127.0.0.1:4000`. */
  url: string;
  /**
   * Stops accepting, lets running requests finish within the stated time, closes everything. Safe to call twice.
   * @param noticeMilliseconds how long before that `/readyz` says that it will, while everything is still served.
   */
  close(noticeMilliseconds?: number): Promise<void>;
}

/**
 * Serves GraphQL, the explorers, letters of authorization and the health checks.
 * Rejects when the port cannot be taken, with an error that names host and port and needs no stack to understand.
 */
export async function startHttp<C extends object>(options: HttpOptions<C>): Promise<HttpServer> {
  const { host, port, logger, schema, corsOrigins } = options;
  const { metrics = NO_METRICS, tracing = NO_TRACING } = options;
  const onRefused = (limit: string) => metrics.limitHit(limit);
  const senders = { ...DEFAULT_SENDER_LIMITS, ...options.senders };
  const headers = new ResponseHeaders(corsOrigins);
  /** Of what never becomes a GraphQL request: observe.ts tells of all others. */
  const noteRefusal = ({ requestId, status, code, reason }: Refused) => {
    metrics.requestRefused(status, code);
    logger.info({ requestId, status, errorCodes: [code], ...(reason && { reason }) }, "request refused");
  };
  const refusals = new EarlyRefusals(headers, noteRefusal);
  const trusted = options.trustedDocuments ?? NO_TRUSTED_DOCUMENTS();
  const overloadLog = new OverloadLog(logger);
  const edgeServer = new EdgeServer({
    refusals,
    overload: options.overload && {
      ...options.overload,
      refusals,
      senderOf: options.senderOf ?? (() => undefined),
      isProbablyChange: (request) => isProbablyChange(request, trusted),
      onRefused: (setting) => {
        metrics.requestRefused(503, "OVERLOADED");
        onRefused(setting);
        overloadLog.note(setting);
      },
    },
    maxConnections: senders.maxConnections,
    onDropped: () => onRefused("MAX_CONNECTIONS"),
    stalledReaders: new StalledReaders({
      timeout: senders.sendTimeout,
      now: options.now ?? (() => performance.now()),
      onEnded: () => {
        onRefused("SEND_TIMEOUT_MS");
        logger.info({ milliseconds: senders.sendTimeout }, "a connection was ended: its client did not read");
      },
    }),
    onFailure: (error) => logger.error({ err: error }, "a request could not be begun"),
  });
  const fastify = createFastify(logger, senders, { edgeServer, refusals, headers });
  const { willExecute, authenticate } = options;
  const executor = new Executor(schema, {
    isImmutable: isRowOrPage,
    work: options.work,
    checkArguments: (args, parentType) => {
      options.onArguments?.(checkArgumentSizes(args, parentType));
    },
    // what it is executed with is this context
    willExecute: willExecute && ((selected, value) => willExecute(selected, value as C)),
  });
  const documents = new KnownDocuments(schema, executor);
  const admission = new Admission({
    meter: options.costMeter ?? new CostMeter(),
    trusted,
    measure: (text, limits) => documents.measure(text, limits),
    named: (members) => {
      const hash = persistedHashOf(members);
      return typeof hash === "string" ? documents.named(hash) : undefined;
    },
    unsent: new UnsentBytes(options.unsentBytes),
    onRefused,
  });
  const steps = new Steps({
    admission,
    authenticate,
    schemaAnswers: new SchemaAnswers(),
    fanOutOf: options.fanOutOf ?? (() => NO_FAN_OUT),
    introspection: options.introspection,
    readDeadline: options.readDeadlineMilliseconds ?? 15_000,
  });
  const observers = { metrics, tracing, logger };
  observeRequests(fastify, GRAPHQL_PATH, observers);
  const closed = closeInOrder(fastify, options.drainMilliseconds);
  // They show fields of the schema to everybody.
  const examples = options.introspection ? options.examples : [];
  const landing = landingPage(examples, options.introspection);
  const apollo = createApollo<C>({
    ...options,
    steps,
    documents,
    deprecationDocs: DEPRECATIONS_PATH,
    landing,
    drainPlugin: closed.plugin,
  });

  fastify.decorateRequest("graphql", null);
  fastify.decorateRequest("trace", null);
  if (options.loopbackOnly !== undefined) checkHost(fastify, options.loopbackOnly);
  answerOptions(fastify, headers);
  sendRateLimitHeaders(fastify, admission);
  answerFailures(fastify, noteRefusal, onRefused);
  serveHealth(fastify, { ready: options.ready, journal: options.journal, leaving: closed.leaving });
  servePageAssets(fastify);
  serveLanding(fastify, landing);
  await serveExplorer(fastify, examples, options.explorerDirectory);
  serveDeprecations(fastify, { schema, authenticate, introspection: options.introspection });
  const { loa, context, originOf = () => undefined } = options;
  if (loa !== undefined) serveLoas(fastify, { loa, authenticate, context, admission });
  await apollo.start();
  const answers = new RememberedAnswers();
  const heads = new Heads();
  serveGraphQL(fastify, {
    apollo,
    steps,
    admission,
    trusted,
    context,
    landing,
    originOf,
    answers,
    heads,
  });
  const { freshness = () => undefined, unavailable = () => [], loopbackOnly = () => false } = options;
  const shared = { path: GRAPHQL_PATH, steps, answers };
  const fastPath = new FastPath(
    {
      ...shared,
      admission,
      heads,
      documents,
      logger,
      allowsHost: (headers) => !loopbackOnly() || isThisMachine(headers),
      draining: closed.draining,
    },
    new FastAnswer<C>({ ...shared, observers, context, originOf, freshness, unavailable }),
  );
  edgeServer.fastPath = (request, response, serve) => fastPath.take(request, response, serve);

  let closing: Promise<void> | undefined;
  const close = (noticeMilliseconds = 0) => {
    closing ??= (async () => {
      closed.leave();
      if (noticeMilliseconds > 0) await wait(noticeMilliseconds);
      closed.drain();
      await apollo.stop();
      overloadLog.flush();
    })();
    return closing;
  };
  try {
    return { url: await fastify.listen({ host, port }), close };
  } catch (error) {
    await close();
    throw listenFailure(error, host, port);
  }
}

function noSchemas(): never {
  throw new Error("No route of this gateway states a schema.");
}

/** What has an ARN is a row of a snapshot, and pages are cut of rows. */
function isRowOrPage(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === "Node") || "pageInfo" in type.getFields();
}

interface EdgeDependencies {
  readonly edgeServer: EdgeServer;
  readonly refusals: EarlyRefusals;
  readonly headers: ResponseHeaders;
}

function createFastify(
  logger: FastifyBaseLogger,
  limits: SenderLimits,
  { edgeServer: edgeServer, refusals, headers }: EdgeDependencies,
): FastifyInstance {
  const fastify = Fastify({
    serverFactory: edgeServer.createServer,
    // No route states a schema, so the compilers for them are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    loggerInstance: logger,
    // request-log.ts writes one line per request instead of Fastify's two.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: (raw: IncomingMessage) => handoffOf(raw)?.observed?.requestId ?? requestIdOf(raw),
    forceCloseConnections: "idle",
    // lifecycle.ts decides what a request may still do while draining.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => refusals.refuseUnparsed(error, socket),
    // Of addresses that cannot be read; Fastify runs no hooks for them.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id);
      for (const [name, value] of headers.of(request.raw)) reply.header(name, value);
      void answerFailure(error, request, reply);
    },
    ...senderOptions(limits),
  });
  stateHeaders(fastify, headers);
  takeJsonOnly(fastify);
  return fastify;
}
