import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { RootSelections } from "../execution/root-selections";
import { type Metrics, NO_METRICS } from "../observability/metrics";
import { NO_TRACING, type Tracing } from "../observability/tracing";
import { RememberedAnswers } from "./answers/remembered-answers";
import { serveGraphQL } from "./apollo/route";
import { type ApolloOptions, createApollo } from "./apollo/server";
import { DEPRECATIONS_PATH, serveDeprecations } from "./pages/deprecations-page";
import type { Example } from "./pages/examples";
import { serveExplorer } from "./pages/explorer";
import { EarlyRefusals } from "./edge/early-refusals";
import { checkCoding } from "./edge/body";
import { answerOptions } from "./edge/options-requests";
import { PacedAnswers } from "./edge/paced-answers";
import { OverloadLog } from "./edge/overload-log";
import { GRAPHQL_PATH, ResponseHeaders } from "./edge/response-headers";
import type { Refused } from "./answers/refusal";
import { EdgeServer } from "./edge/edge-server";
import { type HealthOptions, serveHealth } from "./pages/health";
import { checkHost } from "./edge/host-check";
import { landingPage, serveLanding } from "./pages/landing";
import { closeInOrder, listenFailure } from "./edge/lifecycle";
import { Admission } from "./limits/admission";
import { checkArgumentSizes } from "./limits/argument-bounds";
import { CostMeter } from "./limits/cost-meter";
import { isProbablyChange } from "./limits/change-detection";
import { type FanOutOf, NO_FAN_OUT } from "./limits/fan-out";
import { Overload, type OverloadOptions } from "./limits/overload";
import { sendRateLimitHeaders } from "./limits/rate-limit-headers";
import { StreamPlaces } from "./limits/stream-places";
import { UnsentBytes } from "./limits/unsent-bytes";
import { type LoaOptions, serveLoas } from "./pages/loa";
import { servePageAssets } from "./pages/page";
import { DirectAnswers, type DirectAnswersOptions } from "./pipeline/direct-answers";
import { KnownDocuments } from "./pipeline/known-documents";
import { observeRequests } from "./pipeline/observe";
import { RunningStreams } from "./pipeline/running-streams";
import { SchemaAnswers } from "./pipeline/schema-answers";
import { Steps } from "./pipeline/steps";
import { Subscriptions } from "./pipeline/subscription";
import { HEARTBEAT_MS } from "./pipeline/stream-reply";
import { MessageBudgets } from "./limits/message-rate";
import { FIRST_MESSAGE_MS, WebSockets } from "./pipeline/web-sockets";
import { NO_TRUSTED_DOCUMENTS, persistedHashOf, type TrustedDocuments } from "./pipeline/trusted-documents";
import type { Authenticate, MakeContext } from "./edge/request";
import { DEFAULT_SENDER_LIMITS, type SenderLimits } from "./edge/sender-limits";
import { StalledReaders } from "./edge/stalled-readers";
import { WebServer } from "./edge/web-server";

export interface HttpOptions<C extends object> extends Pick<
  ApolloOptions<C>,
  "schema" | "introspection" | "formatError" | "onDeprecatedUse" | "freshness" | "unavailable"
> {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The path that all is served under, without a slash at its end; by default none. */
  basePath?: string;
  /** Identifies the caller; a rejection is the answer. */
  authenticate: Authenticate;
  /** Whether only requests for this machine's own names are answered; by default all are. */
  loopbackOnly?: () => boolean;
  /** How far a caller's fields fan out, for their cost; by default they do not. */
  fanOutOf?: FanOutOf;
  /** Makes the context of resolvers. */
  context: MakeContext<C>;
  /** The origin of the answer that was made with a context; without this function, answers are not cached. */
  originOf?: DirectAnswersOptions<C>["originOf"];
  logger: Logger;
  /** Where requests are counted; by default they are not. */
  metrics?: Metrics;
  /** Where requests are traced; by default they are not. */
  tracing?: Tracing;
  /** Origins whose pages may call the gateway. */
  corsOrigins: readonly string[];
  /** Shown in both explorers; the first is opened. */
  examples: readonly Example[];
  version?: HealthOptions["version"];
  ready: HealthOptions["ready"];
  journal?: HealthOptions["journal"];
  starting?: HealthOptions["starting"];
  /** Reads letters of authorization; without it none are served. */
  loa?: LoaOptions<C>["loa"];
  /** The folder of the built explorer; without it, the page says how to build it. */
  explorerDirectory?: string;
  /** The registered documents; by default none. */
  trustedDocuments?: TrustedDocuments;
  /** Counts what callers spend; by default in this process. */
  costMeter?: CostMeter;
  /** The limits of connections and time for clients. */
  senders?: Partial<SenderLimits>;
  /**
   * The clock by which clients that do not read are detected: milliseconds of a monotonic clock; by default the
   * process's own.
   */
  now?: () => number;
  /** Bytes that answers may take in memory until they are sent; by default derived from the process's heap. */
  unsentBytes?: number;
  /** The limits against overload. */
  overload?: Pick<OverloadOptions, "maxRequests" | "maxWait">;
  /**
   * The sender of these headers, as far as it is known at once; undefined, which is the default, where callers need
   * no credentials.
   */
  senderOf?: OverloadOptions["senderOf"];
  /** Called with a query's selections before its first resolver is called. */
  willExecute?: (selected: RootSelections, context: C) => void;
  /** The synchronous work that resolvers have done so far, in scanned rows. */
  work?: () => number;
  /** Called with the number of values in the arguments of a field, once for each field of an execution. */
  onArguments?: (values: number) => void;
  /** How long the reads of one request may take, where its caller's limits do not set it; by default 15 seconds. */
  readDeadlineMilliseconds?: number;
  /** The interval at which the caller's right to a stream is checked; by default two seconds. */
  recheckMilliseconds?: number;
  /** How often something is sent over a stream while nothing happens; by default twelve seconds. */
  heartbeatMilliseconds?: number;
  /** How long the client of a WebSocket may take to its first message; by default three seconds. */
  firstMessageMilliseconds?: number;
  /** How long running requests may take to finish once closing has begun. */
  drainMilliseconds: number;
}

export interface HttpServer {
  /** The gateway's address without a path, such as `http://127.0.0.1:4000`. */
  url: string;
  /**
   * Stops accepting, lets running requests finish within the stated time, closes everything. Safe to call twice.
   * @param noticeMilliseconds how long before that `/readyz` announces it, while everything is still served.
   */
  close(noticeMilliseconds?: number): Promise<void>;
}

/**
 * Serves GraphQL, the explorers, letters of authorization and the health checks.
 * Rejects when the port cannot be taken, with an error that names host and port and needs no stack to understand.
 */
export async function startHttp<C extends object>(options: HttpOptions<C>): Promise<HttpServer> {
  const { host, port, basePath = "", logger, schema, corsOrigins } = options;
  const { metrics = NO_METRICS, tracing = NO_TRACING } = options;
  const onRefused = (limit: string) => metrics.limitHit(limit);
  const senders = { ...DEFAULT_SENDER_LIMITS, ...options.senders };
  const headers = new ResponseHeaders(corsOrigins);
  /** For requests that never become GraphQL requests: observe.ts reports all others. */
  const noteRefusal = ({ requestId, status, code, reason }: Refused) => {
    metrics.requestRefused(status, code);
    logger.info({ requestId, status, errorCodes: [code], ...(reason && { reason }) }, "request refused");
  };
  const onFailure = (error: unknown) => logger.error({ err: error }, "a request could not be begun");
  const paced = new PacedAnswers({ onFailure });
  const refusals = new EarlyRefusals(headers, paced, noteRefusal);
  const trusted = options.trustedDocuments ?? NO_TRUSTED_DOCUMENTS();
  const overloadLog = new OverloadLog(logger);
  const senderOf = options.senderOf ?? (() => undefined);
  const now = options.now ?? (() => performance.now());
  const overload = new Overload(
    options.overload && {
      ...options.overload,
      refusals,
      senderOf,
      isProbablyChange: (request) => isProbablyChange(request, trusted),
      onRefused: (setting) => {
        metrics.requestRefused(503, "OVERLOADED");
        onRefused(setting);
        overloadLog.note(setting);
      },
      onOperationRefused: onRefused,
    },
  );
  const edgeServer = new EdgeServer({
    refusals,
    paced,
    overload,
    senders,
    basePath,
    onDropped: () => onRefused("MAX_CONNECTIONS"),
    stalledReaders: new StalledReaders({
      timeout: senders.sendTimeout,
      now,
      onEnded: () => {
        onRefused("SEND_TIMEOUT_MS");
        logger.info({ milliseconds: senders.sendTimeout }, "a connection was ended: its client did not read");
      },
    }),
    onFailure,
  });
  const observer = { onRefused: noteRefusal, onLimit: onRefused };
  const server = new WebServer({ edgeServer, headers, logger, observer, basePath });
  server.onRequest(checkCoding);
  const { willExecute, authenticate } = options;
  const documents = new KnownDocuments(schema, {
    work: options.work,
    checkArguments: (args, parentType) => {
      options.onArguments?.(checkArgumentSizes(args, parentType));
    },
    // the context value of the execution has this type
    willExecute: willExecute && ((selected, value) => willExecute(selected, value as C)),
  });
  const admission = new Admission({
    meter: options.costMeter ?? new CostMeter(),
    trusted,
    measure: (members, text, limits) => documents.measure(members, text, limits),
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
  observeRequests(server, GRAPHQL_PATH, observers);
  const closed = closeInOrder(server, edgeServer, options.drainMilliseconds);
  // They show fields of the schema to all callers.
  const examples = options.introspection ? options.examples : [];
  const landing = landingPage(examples, options.introspection);
  const apollo = createApollo<C>({
    ...options,
    steps,
    documents,
    deprecationDocs: `${basePath}${DEPRECATIONS_PATH}`,
    landing,
    drainPlugin: closed.plugin,
  });

  if (options.loopbackOnly !== undefined) checkHost(server, options.loopbackOnly);
  answerOptions(server, headers);
  sendRateLimitHeaders(server, admission);
  const { version, ready, journal, starting } = options;
  serveHealth(server, { version, ready, journal, starting, leaving: closed.leaving });
  servePageAssets(server);
  serveLanding(server, landing, basePath);
  serveExplorer(server, examples, options.explorerDirectory);
  serveDeprecations(server, { schema, authenticate, introspection: options.introspection });
  const { loa, context, originOf = () => undefined } = options;
  if (loa !== undefined) serveLoas(server, { loa, authenticate, context, admission });
  await apollo.start();
  const { freshness = () => undefined, unavailable = () => [] } = options;
  const answers = new RememberedAnswers();
  const direct = new DirectAnswers<C>({
    steps,
    documents,
    answers,
    context,
    originOf,
    freshness,
    unavailable,
  });
  const running = new RunningStreams(options.recheckMilliseconds);
  const places = new StreamPlaces(senders.maxConnections);
  const subscriptions = new Subscriptions<C>({
    ...{ schema, steps, admission, documents, context, unavailable },
    places,
    formatError: options.formatError ?? ((error) => error),
    onDeprecatedUse: options.onDeprecatedUse,
  });
  const { heartbeatMilliseconds = HEARTBEAT_MS, firstMessageMilliseconds = FIRST_MESSAGE_MS } = options;
  const streams = { steps, subscriptions, running, places, heartbeatMilliseconds };
  serveGraphQL(server, { ...streams, apollo, admission, trusted, context, direct, landing });

  const webSockets = new WebSockets<C>(schema, {
    ...{ ...streams, trusted, observers, overload, senderOf, firstMessageMilliseconds },
    messages: new MessageBudgets(now),
  });
  server.upgrade({
    path: GRAPHQL_PATH,
    handler: (request, head) => webSockets.accept(request, head),
  });

  let closing: Promise<void> | undefined;
  const close = (noticeMilliseconds = 0) => {
    closing ??= (async () => {
      closed.leave();
      if (noticeMilliseconds > 0) await wait(noticeMilliseconds);
      closed.drain();
      running.cut();
      await apollo.stop();
      overloadLog.flush();
    })();
    return closing;
  };
  try {
    return { url: await server.listen(host, port), close };
  } catch (error) {
    await close();
    throw listenFailure(error, host, port);
  }
}
