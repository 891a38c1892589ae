import type { IncomingHttpHeaders } from "node:http";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { isLoopback } from "../auth/access-config";
import { limitsOf } from "../auth/caller-limits";
import { type Context, createContext } from "../context";
import type { Upstream } from "../directconnect/direct-connect";
import { AnswerOrigin } from "../directconnect/read/answer-origin";
import { freshnessOf } from "../directconnect/read/freshness";
import { expectedOf } from "../directconnect/read/prefetch";
import { countWork, workDone } from "../directconnect/read/work";
import { upstreamReadiness } from "../directconnect/readiness";
import { loaFile } from "../directconnect/relations/loas";
import { errorFormatter } from "../errors";
import type { Events } from "../events/open-events";
import type { DeprecatedUses } from "../journal/deprecated-uses";
import type { Metrics } from "../observability/metrics";
import type { Tracing } from "../observability/tracing";
import type { Sender } from "../scheduling/fair-queue";
import type { Store } from "../store/store";
import { maxAgeOf } from "./answers/freshness";
import type { Authenticate, MakeContext } from "./edge/request";
import { CostMeter } from "./limits/cost-meter";
import { sharedBudgets } from "./limits/shared-budgets";
import { readExamples } from "./pages/examples";
import type { DeprecatedUse } from "./pipeline/deprecations";
import { readManifest } from "./pipeline/trusted-documents";
import { type HttpServer, startHttp } from "./server";

/** The settings that serving depends on, as the configuration has them. */
export interface ServingSettings {
  readonly HOST: string;
  readonly PORT: number;
  readonly BASE_PATH: string;
  readonly CORS_ORIGINS: readonly string[];
  readonly INTROSPECTION: boolean;
  readonly TRUSTED_DOCUMENTS?: string | undefined;
  readonly MAX_CONNECTIONS: number;
  readonly MAX_REQUESTS: number;
  readonly MAX_WAIT_MS: number;
  readonly REQUEST_TIMEOUT_MS: number;
  readonly SEND_TIMEOUT_MS: number;
  readonly READ_DEADLINE_MS: number;
  readonly DRAIN_TIMEOUT_MS: number;
}

/** The access of callers. */
interface CallerAccess {
  readonly authenticate: Authenticate;
  /** The sender of these headers, as far as it is known without checking them again. */
  readonly senderOf: (headers: IncomingHttpHeaders) => Sender | undefined;
  /** Whether all callers may do everything, without credentials. */
  readonly isOpen: () => boolean;
}

/** The services that answer requests. */
export interface GatewayDependencies {
  readonly schema: GraphQLSchema;
  readonly upstream: Upstream;
  /** Whether queries may still lack changes that the journal has. */
  readonly isStarting: () => boolean;
  readonly store: Store;
  readonly access: CallerAccess;
  readonly deprecatedUses: DeprecatedUses;
  readonly events: Events;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** The version of this program. */
  readonly version: string;
  /** The folder of the documents that the explorers offer. */
  readonly examplesDirectory: string;
  /** The folder that `npm run build` wrote the offline explorer to. */
  readonly explorerDirectory: string;
}

/** What one value in the arguments of a field costs, in rows that could be scanned in the same time. */
const WORK_OF_A_VALUE = 20;

/**
 * Serves the graph over HTTP.
 * @throws Error where it cannot listen, with a message that names the address.
 */
export function serveGateway(
  settings: ServingSettings,
  dependencies: GatewayDependencies,
): Promise<HttpServer> {
  const { upstream, store, access, logger, metrics } = dependencies;
  const { TRUSTED_DOCUMENTS: manifest } = settings;
  return startHttp<Context>({
    host: settings.HOST,
    port: settings.PORT,
    basePath: settings.BASE_PATH,
    corsOrigins: settings.CORS_ORIGINS,
    introspection: settings.INTROSPECTION,
    senders: {
      maxConnections: settings.MAX_CONNECTIONS,
      requestTimeout: settings.REQUEST_TIMEOUT_MS,
      sendTimeout: settings.SEND_TIMEOUT_MS,
    },
    overload: { maxRequests: settings.MAX_REQUESTS, maxWait: settings.MAX_WAIT_MS },
    readDeadlineMilliseconds: settings.READ_DEADLINE_MS,
    drainMilliseconds: settings.DRAIN_TIMEOUT_MS,
    ...(manifest !== undefined && { trustedDocuments: readManifest(manifest) }),
    ...(store.shared && { costMeter: new CostMeter(sharedBudgets(store, logger)) }),

    authenticate: access.authenticate,
    senderOf: access.senderOf,
    loopbackOnly: () => access.isOpen() && isLoopback(settings.HOST),

    schema: dependencies.schema,
    context: contextFactory(settings, dependencies),
    fanOutOf: ({ grants }) => upstream.accounts.granted(grants),
    willExecute: (selected, { directConnect: { read } }) => read.expect(expectedOf(selected)),
    work: workDone,
    // Each value is coerced, checked and prepared for comparisons.
    onArguments: (values) => countWork(WORK_OF_A_VALUE * values),
    formatError: errorFormatter(logger),

    originOf: ({ directConnect }) => AnswerOrigin.of(directConnect.read, upstream.snapshots),
    freshness: ({ directConnect }) => freshnessOf(directConnect.read.used, upstream.snapshots.now()),
    unavailable: ({ directConnect }) => directConnect.read.unavailable,
    onDeprecatedUse: recordDeprecatedUse(dependencies),

    ready: () => upstreamReadiness(upstream, settings.READ_DEADLINE_MS),
    starting: dependencies.isStarting,
    journal: async () => {
      const reason = await store.obstacle();
      return reason === undefined ? { ok: true } : { ok: false, reason };
    },
    loa: ({ directConnect }, request) => loaFile(directConnect, request),
    examples: readExamples(dependencies.examplesDirectory),
    explorerDirectory: dependencies.explorerDirectory,
    logger,
    metrics,
    tracing: dependencies.tracing,
    version: dependencies.version,
  });
}

/** Makes the context of one request. What is missing from its answer is logged and counted. */
function contextFactory(
  { READ_DEADLINE_MS, BASE_PATH }: ServingSettings,
  { upstream, deprecatedUses, events, metrics, logger }: GatewayDependencies,
): MakeContext<Context> {
  return ({ caller, headers, hangUp, isGone, idempotency, subscriber }) =>
    createContext(upstream, { deprecatedUses, events, basePath: BASE_PATH }, caller, idempotency, {
      deadlineMilliseconds: limitsOf(caller).deadline ?? READ_DEADLINE_MS,
      hangUp,
      isGone,
      subscriber,
      maxAgeMilliseconds: maxAgeOf(headers),
      onUnavailable: ({ account, region, operation, code, message }) => {
        metrics.unavailable({ account, region, operation, code });
        logger.warn(
          { requestId: idempotency.requestId, account, region, operation, code, reason: message },
          "an answer is not whole",
        );
      },
    });
}

function recordDeprecatedUse({ metrics, deprecatedUses }: GatewayDependencies): (use: DeprecatedUse) => void {
  return ({ deprecation, caller = "unknown", clientName = null }) => {
    const { coordinate: element, reason, replacement = null } = deprecation;
    metrics.deprecatedUse(element, caller);
    deprecatedUses.note({ element, reason, replacement, caller, clientName });
  };
}
