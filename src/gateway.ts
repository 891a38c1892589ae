import "reflect-metadata";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { type Clocks, SYSTEM_CLOCKS } from "./scheduling/clocks";
import type { Config } from "./config/config";
import { isLoopback } from "./auth/access-config";
import { OPEN_CALLER } from "./auth/caller";
import { limitsOf } from "./auth/caller-limits";
import { type Context, createContext } from "./context";
import { countWork, workDone } from "./directconnect/read/work";
import { type Account, Accounts } from "./directconnect/accounts/accounts";
import { isKnownRegion } from "./directconnect/accounts/regions";
import { AnswerOrigin } from "./directconnect/read/answer-origin";
import { CallLimits } from "./directconnect/client/call-limits";
import { ChangeKeeper } from "./directconnect/write/change-keeper";
import { Changes } from "./directconnect/write/changes";
import { Clients, mostClients } from "./directconnect/client/clients";
import { DirectConnect, type Upstream } from "./directconnect/direct-connect";
import { freshnessOf } from "./directconnect/read/freshness";
import { expectedOf } from "./directconnect/read/look-ahead";
import { loaFile } from "./directconnect/relations/loas";
import { observeCall, observeThrottle } from "./directconnect/client/observed-calls";
import { Snapshots } from "./directconnect/read/snapshots";
import { InvalidationChannel } from "./directconnect/write/invalidation-channel";
import { changeTimesOf } from "./directconnect/write/change-times";
import { errorFormatter, GatewayError } from "./errors";
import type { Example } from "./http/pages/examples";
import type { Readiness } from "./http/pages/health";
import { maxAgeOf } from "./http/answers/freshness";
import { CostMeter } from "./http/limits/cost-meter";
import { sharedBudgets } from "./http/limits/shared-budgets";
import { type HttpServer, startHttp } from "./http/server";
import { readManifest } from "./http/pipeline/trusted-documents";
import { startInstruments } from "./observability/instruments";
import { DeprecatedUses } from "./journal/deprecated-uses";
import { Idempotency } from "./journal/idempotency";
import { Journal } from "./journal/journal";
import { traceStatements } from "./journal/traced-statements";
import { traceScopes } from "./observability/trace-scope";
import { traceRootFields } from "./observability/traced-schema";
import { NO_TRACING } from "./observability/tracing";
import { openAccess } from "./config/live-access";
import { endsWithin } from "./scheduling/ends-within";
import { createSchema } from "./schema";
import type { Store } from "./store/store";

/** What a value in the arguments of a field takes, in rows that could be gone through meanwhile. */
const WORK_OF_A_VALUE = 20;

export interface GatewayOptions {
  config: Config;
  logger: Logger;
  /** Whom the gateway can act as; the first is the default. */
  accounts: readonly Account[];
  /** Where Direct Connect is, unless at AWS's own address. */
  endpoint?: string;
  /** What is kept beyond this process; closed with the gateway. */
  store: Store;
  /** Where the offline explorer was built, unless by `npm run build`. */
  explorerDirectory?: string;
  /** The clock that the age of what was read is told by: milliseconds that never go back. The process's own unless told. */
  now?: () => number;
  /** The clocks that leases and the deadlines of changes are told by. The process's own unless told. */
  clocks?: Clocks;
}

export interface GatewayServer extends HttpServer {
  /** Where metrics are read; absent where they are off. */
  metricsUrl?: string;
  /** Reads the config file again. */
  reload(): void;
}

/**
 * Starts the gateway: from here on it answers.
 * @throws ConfigError where it would be open to those who were not let in.
 * @throws Error where it cannot listen, with a message that names the address.
 */
export async function startGateway({
  config,
  logger,
  accounts,
  endpoint,
  store,
  explorerDirectory = join(__dirname, "..", "dist", "explorer"),
  now,
  clocks = SYSTEM_CLOCKS,
}: GatewayOptions): Promise<GatewayServer> {
  if (store.folderExists) store.claim();
  const known = new Accounts(accounts, config.AWS_REGION);
  warnOfNewRegions(accounts, logger);
  const access = openAccess(config, {
    ...(endpoint === undefined ? {} : { endpoint }),
    findAccount: (idOrAlias) => known.find(idOrAlias),
    logger,
  });
  const { TRUSTED_DOCUMENTS: manifest } = config;
  const trustedDocuments = manifest === undefined ? undefined : readManifest(manifest);
  const instruments = await startInstruments(config, logger);
  const { metrics, tracing } = instruments;
  const clients = new Clients(
    {
      ...(endpoint === undefined ? {} : { endpoint }),
      timeoutMilliseconds: config.AWS_TIMEOUT_MS,
      readAttempts: config.READ_ATTEMPTS,
      maxAnswerBytes: config.READ_MAX_MB * MEGABYTE,
      mostClients: mostClients(accounts),
      limits: new CallLimits(callsPerSecond(config, endpoint), config.READ_CONCURRENCY),
    },
    observeCall(logger, metrics, tracing),
    observeThrottle(metrics),
  );
  const retentionHours = config.JOURNAL_RETENTION_HOURS;
  const times = changeTimesOf(config);
  const journal = new Journal(store, { ...times, retentionHours }, traceStatements(tracing), clocks);
  const notifications = store.notifications({
    onMessage: (text) => invalidations.receive(text),
    onListening: () => snapshots.forgetAll(),
  });
  const snapshots = new Snapshots(
    clients,
    {
      freshFor: config.SNAPSHOT_FRESH_MS,
      freshForByOperation: config.SNAPSHOT_FRESH_MS_BY_OPERATION,
      staleFor: config.SNAPSHOT_STALE_MS,
      refreshInterval: config.REFRESH_INTERVAL_MS,
      bytes: config.SNAPSHOT_MEMORY_MB * MEGABYTE,
      bounds: {
        pages: config.READ_MAX_PAGES,
        bytes: config.READ_MAX_MB * MEGABYTE,
        milliseconds: config.READ_MAX_MS,
      },
    },
    now,
    () => notifications?.isListening ?? true,
  );
  const changes = new Changes(
    known,
    clients,
    journal,
    times,
    // What it does from now on belongs to no request.
    () => traceScopes.exit(() => keeper.start()),
    snapshots,
    clocks,
    (outcome) => invalidations.learned(outcome),
  );
  const keeper = new ChangeKeeper(changes, journal, times, logger);
  const deprecatedUses = new DeprecatedUses(store, { retentionHours, grantsOf: access.grantsOf }, logger);
  const invalidations = new InvalidationChannel(
    { accounts: known, snapshots, ...(notifications && { sender: notifications }) },
    config.CONSISTENCY_WINDOW_MS,
    logger,
  );
  const upstream: Upstream = {
    accounts: known,
    changes,
    journal,
    clients,
    snapshots,
    writes: { attempts: config.WRITE_ATTEMPTS, backoffMilliseconds: 200 },
  };
  metrics.watch({
    ...{ snapshots: upstream.snapshots, unsettled: () => journal.unsettled(), store },
    ...(notifications && { notifications }),
  });
  const schema = createSchema((enumName, value) => {
    metrics.unknownEnumValue(enumName);
    logger.warn({ enumName, value }, "AWS sent a value that the schema does not know");
  });
  if (tracing !== NO_TRACING) traceRootFields(schema, tracing);
  const server = await startHttp<Context>({
    host: config.HOST,
    port: config.PORT,
    schema,
    metrics,
    tracing,
    onDeprecatedUse: ({ deprecation, caller = "unknown", clientName = null }) => {
      const { coordinate: element, reason, replacement = null } = deprecation;
      metrics.deprecatedUse(element, caller);
      deprecatedUses.note({ element, reason, replacement, caller, clientName });
    },
    authenticate: access.authenticate,
    senderOf: access.senderOf,
    fanOutOf: ({ grants }) => known.granted(grants),
    loopbackOnly: () => access.isOpen() && isLoopback(config.HOST),
    originOf: ({ directConnect }) => AnswerOrigin.of(directConnect.read, upstream.snapshots),
    context: ({ caller, headers, hangUp, idempotency }) => {
      const { deadline } = limitsOf(caller);
      return createContext(upstream, deprecatedUses, caller, idempotency, {
        deadlineMilliseconds: deadline ?? config.READ_DEADLINE_MS,
        hangUp,
        maxAgeMilliseconds: maxAgeOf(headers),
        onUnavailable: ({ account, region, operation, code, message }) => {
          metrics.unavailable({ account, region, operation, code });
          const { requestId } = idempotency;
          logger.warn(
            { requestId, account, region, operation, code, reason: message },
            "an answer is not whole",
          );
        },
      });
    },
    ...(trustedDocuments && { trustedDocuments }),
    ...(store.shared && { costMeter: new CostMeter(sharedBudgets(store, logger)) }),
    senders: { maxConnections: config.MAX_CONNECTIONS, requestTimeout: config.REQUEST_TIMEOUT_MS },
    overload: { maxRequests: config.MAX_REQUESTS, maxWait: config.MAX_WAIT_MS },
    logger,
    corsOrigins: config.CORS_ORIGINS,
    examples: readExamples(join(__dirname, "..", "examples")),
    ready: () => checkUpstream(upstream, config.READ_DEADLINE_MS),
    journal: async () => {
      const reason = await store.obstacle();
      return reason === undefined ? { ok: true } : { ok: false, reason };
    },
    loa: ({ directConnect }, asked) => loaFile(directConnect, asked),
    work: workDone,
    // each is coerced, checked and made ready to be compared with
    onArguments: (values) => countWork(WORK_OF_A_VALUE * values),
    readDeadlineMilliseconds: config.READ_DEADLINE_MS,
    drainMilliseconds: config.DRAIN_TIMEOUT_MS,
    introspection: config.INTROSPECTION,
    formatError: errorFormatter(logger),
    willExecute: (selected, { directConnect: { read } }) => read.expect(expectedOf(selected)),
    freshness: ({ directConnect }) => freshnessOf(directConnect.read.used, upstream.snapshots.now()),
    unavailable: ({ directConnect }) => directConnect.read.unavailable,
    explorerDirectory,
  }).catch(async (error: unknown) => {
    access.close();
    await instruments.close();
    await store.close();
    throw error;
  });
  if (opensStoreAtStart(config, store)) store.openInBackground();
  if (journal.mayHoldEntries()) keeper.start();
  // From the start, as what others change concerns queries too; a server that does not answer is not waited for.
  if (notifications !== undefined) await Promise.race([notifications.start(), wait(FIRST_LISTENING)]);
  const { metricsUrl } = instruments;
  return {
    url: server.url,
    ...(metricsUrl === undefined ? {} : { metricsUrl }),
    reload: access.reload,
    close: async (noticeMilliseconds = 0) => {
      const drainEnds = performance.now() + noticeMilliseconds + config.DRAIN_TIMEOUT_MS;
      await server.close(noticeMilliseconds);
      access.close();
      const closeStore = async () => {
        await keeper.close();
        await notifications?.close();
        await deprecatedUses.close();
        upstream.snapshots.close();
        clients.close();
        await store.close();
      };
      const remaining = Math.max(drainEnds - performance.now(), LEAST_CLOSING);
      if (!(await endsWithin(remaining, closeStore())))
        logger.warn("the store did not close in time; the journal has what other gateways are to find out");
      if (!(await endsWithin(LEAST_CLOSING, instruments.close())))
        logger.warn("the last traces and metrics could not be sent in time");
    },
  };
}

/** The configuration may be ahead of the SDK's data, or mistaken. */
function warnOfNewRegions(accounts: readonly Account[], logger: Logger): void {
  for (const { accountId, regions } of accounts) {
    const unknown = regions.filter((region) => !isKnownRegion(region));
    if (unknown.length === 0) continue;
    logger.warn({ accountId, regions: unknown }, "the AWS SDK does not know these regions of an account");
  }
}

/** Changes are to be expected against AWS, and where somebody has made a place for them. */
function opensStoreAtStart({ DIRECT_CONNECT }: Config, store: Store): boolean {
  return store.shared || store.folderExists || (DIRECT_CONNECT === "aws" && store.lasts);
}

/**
 * How long each of the two last steps of closing may take where the drain took all of its time, in milliseconds. Neither a
 * database nor a collector that swallows everything keeps a process from ending.
 */
const LEAST_CLOSING = 250;

/** How long the start waits until it is told what other gateways change, in milliseconds. */
const FIRST_LISTENING = 1_000;

/** The documents of `examples/`, in the order of their file names; a number in front of a name only orders it. */
function readExamples(directory: string): Example[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".graphql"))
    .sort()
    .map((file) => ({
      name: file.replace(/^\d+-|\.graphql$/g, ""),
      document: readFileSync(join(directory, file), "utf8"),
    }));
}

/** What AWS decides, it decides reachable: that the account may not ask this is no reason to take no requests. */
async function checkUpstream(upstream: Upstream, deadlineMilliseconds: number): Promise<Readiness> {
  const { accounts, read } = new DirectConnect(upstream, OPEN_CALLER, new Idempotency("readiness"), {
    deadlineMilliseconds,
    maxAgeMilliseconds: 0,
  });
  try {
    await read.ask("DescribeCustomerMetadata", accounts.place(), {});
    return { ok: true };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.code.startsWith("UPSTREAM_") ? { ok: false, reason: error.message } : { ok: true };
  }
}

const MEGABYTE = 1024 * 1024;

/** Direct Connect publishes no rates; this is below those that other services' read calls have. */
const CALLS_PER_SECOND = 20;

function callsPerSecond(
  { AWS_CALLS_PER_SECOND: stated }: Config,
  endpoint: string | undefined,
): number | undefined {
  const perSecond = stated ?? (endpoint === undefined ? CALLS_PER_SECOND : 0);
  return perSecond === 0 ? undefined : perSecond;
}
