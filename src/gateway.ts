import "reflect-metadata";
import { join } from "node:path";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Config } from "./config/config";
import { openAccess } from "./config/live-access";
import { readVersion } from "./config/version";
import { type Account, openAccounts } from "./directconnect/accounts/accounts";
import { callsPerSecond } from "./directconnect/client/open-clients";
import { openUpstream } from "./directconnect/open-upstream";
import { eventTypesByName } from "./events/event-names";
import { openEvents } from "./events/open-events";
import { LIMIT_NAMES } from "./http/limits/limit-names";
import { serveGateway } from "./http/serve-gateway";
import type { HttpServer } from "./http/server";
import { DeprecatedUses } from "./journal/deprecated-uses";
import { type Instruments, startInstruments } from "./observability/instruments";
import { traceRootFields } from "./observability/traced-schema";
import { NO_TRACING } from "./observability/tracing";
import type { Clocks } from "./scheduling/clocks";
import { endsWithin } from "./scheduling/ends-within";
import { createSchema } from "./schema";
import type { Store } from "./store/store";
import { namesOfOpenEnums } from "./types/graph/open-enum";

/** Receives the function to call with AWS's values that the schema does not have. */
type CreateSchema = (onUnknownEnumValue: (enumName: string, value: string) => void) => GraphQLSchema;

export interface GatewayOptions {
  config: Config;
  logger: Logger;
  /** The accounts that the gateway can act as; the first is the default. */
  accounts: readonly Account[];
  /** Where Direct Connect is, unless at AWS's own address. */
  endpoint?: string;
  /** What outlives this process; closed with the gateway. */
  store: Store;
  /** Where the offline explorer was built; where `npm run build` writes it if left out. */
  explorerDirectory?: string;
  /** The clock by which snapshots age: milliseconds that never go back. The process's own where left out. */
  now?: () => number;
  /** The clocks of leases and of the deadlines of changes. The process's own where left out. */
  clocks?: Clocks;
  /** Finds the addresses of the names in the URLs of webhooks. By DNS where left out. */
  resolveName?: (name: string) => Promise<readonly string[]>;
  /** Makes the executable schema, for this gateway alone. From `schema.ts` where left out. */
  createSchema?: CreateSchema;
}

export interface GatewayServer extends HttpServer {
  /** Where metrics are read; absent where they are off. */
  metricsUrl?: string;
  /** Reads the config file again. */
  reload(): void;
}

const ROOT = join(__dirname, "..");

/**
 * Starts the gateway: it answers from here on.
 * @throws ConfigError where it would be open to callers that no setting allows.
 * @throws Error where it cannot listen, with a message that names the address.
 */
export async function startGateway(options: GatewayOptions): Promise<GatewayServer> {
  const { config, logger, endpoint, store, now, clocks } = options;
  const { explorerDirectory = join(ROOT, "dist", "explorer") } = options;
  if (store.folderExists) store.claim();

  const accounts = openAccounts(options.accounts, config.AWS_REGION, logger);
  const access = openAccess(config, {
    ...(endpoint !== undefined && { endpoint }),
    findAccount: (idOrAlias) => accounts.find(idOrAlias),
    logger,
  });
  const version = readVersion(ROOT);
  const instruments = await startInstruments(config, version, logger);
  const { metrics, tracing, metricsUrl } = instruments;
  const directConnect = openUpstream(config, {
    ...{ accounts, store, endpoint, logger, metrics, tracing, now, clocks },
  });
  const { upstream, notifications } = directConnect;
  const events = openEvents(config, {
    ...{ upstream, store, notifications, logger, metrics, clocks },
    callsPerSecond: callsPerSecond(config, endpoint),
    callerNamed: access.callerNamed,
    resolveName: options.resolveName,
  });
  const deprecatedUses = new DeprecatedUses(
    store,
    { retentionHours: config.JOURNAL_RETENTION_HOURS, grantsOf: access.grantsOf },
    logger,
  );
  metrics.begin({
    places: accounts.all.flatMap(({ accountId: account, regions }) =>
      regions.map((region) => ({ account, region })),
    ),
    limits: LIMIT_NAMES,
    enums: namesOfOpenEnums(),
    eventTypes: Object.values(eventTypesByName),
  });
  metrics.watch({
    snapshots: upstream.snapshots,
    unsettled: (of) => upstream.journal.unsettled(of),
    store,
    webhooks: events.countWebhooks,
    ...(notifications && { notifications }),
  });
  const schema = openSchema(instruments, logger, options.createSchema);
  const server = await serveGateway(config, {
    ...{
      schema,
      upstream,
      isStarting: () => directConnect.isStarting,
      events,
      store,
      access,
      deprecatedUses,
      logger,
      metrics,
      tracing,
      version,
      explorerDirectory,
    },
    examplesDirectory: join(ROOT, "examples"),
  }).catch(async (error: unknown) => {
    access.close();
    await instruments.close();
    await store.close();
    throw error;
  });
  if (opensStoreAtStart(config, store)) store.openInBackground();
  await directConnect.start();
  events.start();

  const closeStore = async () => {
    await events.close();
    await directConnect.close();
    await deprecatedUses.close();
    directConnect.release();
    await store.close();
  };
  return {
    url: server.url,
    ...(metricsUrl !== undefined && { metricsUrl }),
    reload: access.reload,
    close: async (noticeMilliseconds = 0) => {
      const drainEnds = performance.now() + noticeMilliseconds + config.DRAIN_TIMEOUT_MS;
      await server.close(noticeMilliseconds);
      access.close();
      const remaining = Math.max(drainEnds - performance.now(), LEAST_CLOSING);
      if (!(await endsWithin(remaining, closeStore())))
        logger.warn(
          "the store did not close in time; other gateways will reconcile what the journal has open",
        );
      if (!(await endsWithin(LEAST_CLOSING, instruments.close())))
        logger.warn("the last traces and metrics could not be sent in time");
    },
  };
}

/**
 * How long each of the two last steps of closing may take where the drain took all of its time, in milliseconds. Neither a
 * database nor a collector that never answers keeps a process from ending.
 */
const LEAST_CLOSING = 250;

/** The executable schema. Unknown enum values are counted and logged. */
function openSchema({ metrics, tracing }: Instruments, logger: Logger, create: CreateSchema = createSchema) {
  const schema = create((enumName, value) => {
    metrics.unknownEnumValue(enumName);
    logger.warn({ enumName, value }, "AWS sent a value that the schema does not know");
  });
  if (tracing !== NO_TRACING) traceRootFields(schema, tracing);
  return schema;
}

/** Changes are to be expected against AWS, and where an operator has made a place for the store. */
function opensStoreAtStart({ DIRECT_CONNECT }: Config, store: Store): boolean {
  return store.shared || store.folderExists || (DIRECT_CONNECT === "aws" && store.lasts);
}
