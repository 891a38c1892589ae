#!/usr/bin/env node
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Logger } from "pino";
import { awsAccounts } from "./config/aws-accounts";
import { readCommand } from "./config/command-line";
import { type Config, ConfigError, readConfig, settingsHelp } from "./config/config";
import { regionOfAwsSettings } from "./directconnect/accounts/region";
import { emulatedAccounts } from "./config/emulated-accounts";
import { readVersion } from "./config/version";
import type { Emulator } from "./emulator/wire/server";
import { startGateway } from "./gateway";
import { createLogger } from "./observability/logging";
import { logProcessWarnings } from "./observability/process-warnings";
import { quotableUrl } from "./observability/urls";
import { DataFolderError } from "./store/data-folder-error";
import { Store } from "./store/store";

const HELP = `A GraphQL gateway over the AWS Direct Connect API.

  npm start            with its own emulator; no AWS account needed
  DIRECT_CONNECT=aws npm start
                       with AWS, as the default credential chain or the accounts of CONFIG_FILE

  --help, -h           this text
  --version, -v        the version

Settings, all from the environment:
${settingsHelp()}
`;

/** The folder of the package. */
const ROOT = join(__dirname, "..");

/** What is printed and ended with, instead of serving. */
const TEXTS = { help: () => HELP, version: () => `${readVersion(ROOT)}\n` };

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command !== "serve") {
    process.stdout.write(TEXTS[command]());
    return;
  }
  const config = readConfig({ AWS_REGION: await regionOfAwsSettings(), ...process.env });
  const logger = createLogger({
    level: config.LOG_LEVEL,
    pretty: config.LOG_FORMAT === "pretty" || (config.LOG_FORMAT === "auto" && process.stdout.isTTY),
  });
  logger.info(`directconnect-graphql ${readVersion(ROOT)} on Node ${process.versions.node}`);
  logProcessWarnings(logger);
  const emulator = usesEmulator(config) ? await startOwnEmulator(config, logger) : undefined;
  try {
    await serve(config, logger, emulator);
  } catch (error) {
    await emulator?.close();
    throw error;
  }
}

/** How long closing may take after running requests have ended or were cut, where it may never end, in milliseconds. */
const TIME_TO_CLOSE = 10_000;

async function serve(config: Config, logger: Logger, emulator: Emulator | undefined): Promise<void> {
  const endpoint = emulator?.url ?? config.AWS_ENDPOINT_URL_DIRECT_CONNECT;
  const gateway = await startGateway({
    config,
    logger,
    accounts: emulator === undefined ? await awsAccounts(config) : emulatedAccounts(config.accounts),
    store: storeOf(config, emulator !== undefined, logger),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const upstream =
    emulator === undefined
      ? endpoint === undefined
        ? "AWS"
        : quotableUrl(endpoint)
      : `the embedded emulator at ${emulator.url}`;
  logger.info(`Direct Connect is ${upstream}.`);
  logger.info(
    `Open ${gateway.url}${config.BASE_PATH}/ in a browser, or send GraphQL to ${gateway.url}${config.BASE_PATH}/graphql`,
  );

  if (gateway.metricsUrl !== undefined) logger.info(`Metrics are at ${gateway.metricsUrl}`);

  const end = (exitCode: number, notice = 0) => {
    gateway
      .close(notice)
      .then(() => emulator?.close())
      .then(
        () => process.exit(exitCode),
        (error: unknown) => {
          logger.error({ err: error }, "could not stop cleanly");
          process.exit(1);
        },
      );
  };
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) {
      logger.warn(`${signal}: ending at once; the journal has what was being changed`);
      process.exit(1);
    }
    stopping = true;
    // Gateways with their own emulator are not behind a balancer, and a user who presses Ctrl-C waits for the end.
    const notice = signal === "SIGTERM" && emulator === undefined ? config.SHUTDOWN_NOTICE_MS : 0;
    logger.info(
      `${signal}: ${notice > 0 ? `not ready from now on, ending in ${notice} ms` : "finishing running requests"}`,
    );
    end(0, notice);
  };
  process.on("SIGHUP", gateway.reload);
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  endOnUncaught(logger, () => {
    setTimeout(() => process.exit(1), config.DRAIN_TIMEOUT_MS + TIME_TO_CLOSE).unref();
    end(1);
  });
}

/**
 * Ends the process after an uncaught error, as its state is unknown then. Changes in flight are given
 * the time that stopping gives them; what does not end in it stays in the journal, and is reconciled by the next start.
 * @param end ends the process with an error, once.
 */
function endOnUncaught(logger: Logger, end: () => void): void {
  let isEnding = false;
  const uncaught = (error: unknown) => {
    logger.fatal({ err: error }, "an uncaught error: finishing running requests, and ending");
    if (isEnding) return;
    isEnding = true;
    end();
  };
  process.on("uncaughtException", uncaught);
  process.on("unhandledRejection", uncaught);
}

/** Its code is loaded only here: against AWS the gateway starts without it. */
function startOwnEmulator(config: Config, logger: Logger): Promise<Emulator> {
  const { startEmulator } = createRequire(__filename)(
    "./emulator/wire/server",
  ) as typeof import("./emulator/wire/server");
  return startEmulator({
    clock: { mode: "scaled", scale: config.EMULATOR_TIME_SCALE },
    places: emulatedAccounts(config.accounts).map(({ accountId, regions }) => ({
      account: accountId,
      regions,
    })),
    ...(config.EMULATOR_NETWORK === undefined ? {} : { network: config.EMULATOR_NETWORK, fixtures: false }),
    reportUnknownMembers: (message) => logger.warn(message),
  });
}

/** What the emulator forgets at its end need not be remembered either: with it the store is a temporary one. */
function storeOf(config: Config, forgetful: boolean, logger: Logger): Store {
  const { DATABASE_URL: url, DATABASE_SCHEMA: schema, DATA_FOLDER: folder } = config;
  const { DATABASE_CONNECTIONS: connections } = config;
  return new Store(
    {
      timeoutMilliseconds: config.STORE_TIMEOUT_MS,
      openingMilliseconds: config.CHANGE_DEADLINE_MS,
      ...(url !== undefined && { postgres: { url, schema, connections } }),
      ...(!forgetful && { folder }),
    },
    logger,
  );
}

function usesEmulator(config: Config): boolean {
  return config.DIRECT_CONNECT === "emulator" && config.AWS_ENDPOINT_URL_DIRECT_CONNECT === undefined;
}

void main().catch((error: unknown) => {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof DataFolderError ||
    (error instanceof Error && "code" in error);
  process.stderr.write(`${isExpected ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
