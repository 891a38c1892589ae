import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clocks } from "../src/scheduling/clocks";
import { type Config, readConfig } from "../src/config/config";
import type { Account } from "../src/directconnect/accounts/accounts";
import { emulatedAccounts } from "../src/config/emulated-accounts";
import type { EmulatorOptions } from "../src/emulator/options";
import { type Emulator, startEmulator } from "../src/emulator/wire/server";
import { startGateway } from "../src/gateway";
import { createLogger } from "../src/observability/logging";
import { Store, type StoreOptions } from "../src/store/store";
import { tracesUrl } from "../src/observability/otlp";
import { borrowDatabase, returnDatabase } from "./runner/databases";
import { borrowSchema } from "./runner/schemas";

export interface TestOptions {
  /** The manual clock, a fixed seed and the fixtures are the defaults. */
  emulator?: EmulatorOptions;
  /** Settings by name, as the environment would give them. By default, nothing that was read outlives its request. */
  settings?: Readonly<Record<string, string>>;
  /** Whom the gateway acts as: the accounts of the fixtures, or those made for the emulator's address. */
  accounts?: readonly Account[] | ((endpoint: string) => Promise<readonly Account[]>);
  /** Another gateway's emulator, to be a second gateway over; it stays that one's. */
  upstream?: Emulator;
  /** Where the store is: by default a schema of its own on the test run's PostgreSQL server. */
  store?: Omit<StoreOptions, "timeoutMilliseconds">;
  /** Only tests with a browser need one. */
  explorerDirectory?: string;
  /** The clock that what was read grows old by. */
  now?: () => number;
  /** The clocks of leases, of the deadlines of changes, and of the deliveries to webhooks. */
  clocks?: Clocks;
  /** Finds the addresses of webhooks. */
  resolveName?: (name: string) => Promise<readonly string[]>;
  /** The members of the config file that say who may call; without them every caller may do everything. */
  access?: object;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests know the shape of their own queries; a type for each document would only repeat it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions: Record<string, unknown>;
}

/**
 * A busy test machine is no overload, and no database that does not answer. What waits for a database that is gone ends
 * before its test file has to have ended.
 */
const NEVER_OVERLOADED = { MAX_WAIT_MS: "0", STORE_TIMEOUT_MS: "20000" };

/** Tests count the AWS requests of their documents: those that watch say so. */
const NOTHING_WATCHED = { WATCH_CHANGES: "false" };

/** Tests change the emulator behind the gateway's back, and expect to see it. */
const NOTHING_KEPT = { SNAPSHOT_FRESH_MS: "0", SNAPSHOT_FRESH_MS_BY_OPERATION: "DescribeLocations=0" };

/** What the embedded store copies, as it copies what the build has made. */
const PREPARED = [process.env["TEST_EMPTY_DATABASE"] ?? ""];

/** Copying a database to a disk and opening it takes seconds on a busy machine. */
const SLOW_TO_OPEN = { CHANGE_DEADLINE_MS: "50000", DRAIN_TIMEOUT_MS: "50000" };

/** The real gateway over the real wire and SDK, on free ports, over an emulator of its own. */
export async function startGatewayUnderTest({
  emulator: emulated,
  settings,
  accounts,
  upstream,
  store,
  explorerDirectory,
  now,
  clocks,
  resolveName,
  access,
}: TestOptions = {}) {
  const emulator =
    upstream ?? (await startEmulator({ clock: { mode: "manual" }, seed: "test", strict: true, ...emulated }));
  const logged: Record<string, unknown>[] = [];
  const folder = access === undefined ? undefined : mkdtempSync(join(tmpdir(), "gateway-"));
  const configFile = join(folder ?? "", "config.json");
  /** Writes a new config file, which the gateway then reads. */
  const configure = (content: object | string) => {
    writeFileSync(configFile, typeof content === "string" ? content : JSON.stringify(content));
  };
  if (access !== undefined) configure(access);
  const config: Config = readConfig({
    PORT: "0",
    ...NOTHING_KEPT,
    ...NEVER_OVERLOADED,
    ...NOTHING_WATCHED,
    SETTLE_MS: "50",
    CONSISTENCY_WINDOW_MS: "50",
    ...(store !== undefined && store.postgres === undefined ? SLOW_TO_OPEN : {}),
    ...(access === undefined ? {} : { CONFIG_FILE: configFile }),
    ...settings,
  });
  const logger = createLogger({
    level: "trace",
    pretty: false,
    destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });
  // Tracing wraps the resolvers of its schema.
  const schema = tracesUrl(config) === undefined ? borrowSchema() : undefined;
  let borrowed = store === undefined ? await borrowDatabase() : undefined;
  const gateway = await startGateway({
    config,
    logger,
    accounts:
      typeof accounts === "function" ? await accounts(emulator.url) : (accounts ?? emulatedAccounts()),
    endpoint: emulator.url,
    store: new Store(
      {
        timeoutMilliseconds: config.STORE_TIMEOUT_MS,
        openingMilliseconds: config.CHANGE_DEADLINE_MS,
        prepared: PREPARED,
        ...(store ?? (borrowed && { postgres: borrowed })),
      },
      logger,
    ),
    ...(explorerDirectory === undefined ? {} : { explorerDirectory }),
    ...(now === undefined ? {} : { now }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(resolveName === undefined ? {} : { resolveName }),
    ...(schema === undefined ? {} : { createSchema: schema.create }),
  }).catch(async (error: unknown) => {
    if (upstream === undefined) await emulator.close(); // or the test process would wait for it for ever
    throw error;
  });

  /** Sends one document. The emulator's list of requests is cleared first. */
  async function execute(
    query: string,
    variables?: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    emulator.requests.clear();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Partial<Answer>;
    const { data = null, errors = [], extensions = {} } = body;
    return { status: response.status, headers: response.headers, data: data as unknown, errors, extensions };
  }

  /** The AWS requests that the last document made, as `account region Operation`, sorted. */
  function calls(): string[] {
    return emulator.requests
      .list()
      .map(({ account, region, operation }) => `${account} ${region} ${operation}`)
      .sort();
  }

  async function stop(): Promise<void> {
    await gateway.close();
    schema?.giveBack();
    const database = borrowed;
    borrowed = undefined;
    if (database !== undefined) await returnDatabase(database);
    if (upstream === undefined) await emulator.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
  /** Ends the gateway alone; its emulator goes on. */
  const stopGateway = () => gateway.close();
  return {
    stopGateway,
    url: gateway.url,
    metricsUrl: gateway.metricsUrl,
    emulator,
    logged,
    ask: execute,
    calls,
    configFile,
    configure,
    reload: gateway.reload,
    stop,
  };
}

export type GatewayUnderTest = Awaited<ReturnType<typeof startGatewayUnderTest>>;
