import { unwatchFile, watchFile } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import type { Logger } from "pino";
import { Access, AccessError } from "../auth/access";
import { isLoopback } from "../auth/access-config";
import { type Caller, OPEN_CALLER } from "../auth/caller";
import type { FindAccount } from "../auth/callers";
import type { Grants } from "../auth/grants";
import { type Config, ConfigError } from "./config";
import { type FileConfig, readConfigFile } from "./config-file";
import type { Sender } from "../scheduling/fair-queue";
import type { Authenticate } from "../http/edge/request";

/** How often the config file is checked for changes, in milliseconds. */
const WATCH_INTERVAL = 1_000;

/** Who may call now. */
export interface LiveAccess {
  readonly authenticate: Authenticate;
  /**
   * The sender of these headers, as far as it is known without another check; undefined where callers need no
   * credentials.
   */
  readonly senderOf: (headers: IncomingHttpHeaders) => Sender | undefined;
  /** What a caller of this name is granted now; undefined where there is none. */
  readonly grantsOf: (callerName: string) => Grants | undefined;
  /** The caller of this name as it is now, or the one that a person of this name is behind. */
  readonly callerNamed: (name: string) => Caller | undefined;
  /** Whether all callers may do everything, without credentials. */
  readonly isOpen: () => boolean;
  /** Reads the config file again. Where it is bad the last good version stays, and the log says what is wrong. */
  reload(): void;
  close(): void;
}

/**
 * Opens the gateway to its callers: those of the config file, which is read again whenever it changes. Without any,
 * it is open to all callers on this machine where its upstream is an emulator on this machine, and otherwise does not start.
 * @param endpoint where Direct Connect is, unless at AWS.
 * @throws ConfigError
 */
export function openAccess(
  config: Config,
  { endpoint, findAccount, logger }: { endpoint?: string; findAccount: FindAccount; logger: Logger },
): LiveAccess {
  const path = config.CONFIG_FILE;
  const accessOf = ({ access }: Pick<FileConfig, "access">) =>
    access.callers.length === 0 ? null : new Access(access, findAccount, config.ANONYMOUS_INTROSPECTION);

  const openCallerOf = ({ access: { limits } }: Pick<FileConfig, "access">): Caller => ({
    ...OPEN_CALLER,
    limits: { ...OPEN_CALLER.limits, ...limits },
  });

  let openCaller = openCallerOf(config);
  let access: Access | null;
  try {
    access = accessOf(config);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `CONFIG_FILE: ${path ?? ""}: ${problem}`));
  }
  if (access === null) allowOpen(config, endpoint, logger);
  let accountsText = JSON.stringify(config.accounts);

  const reload = () => {
    if (path === undefined) return;
    const problems: string[] = [];
    const file = readConfigFile(path, problems);
    try {
      const next = problems.length === 0 ? accessOf(file) : null;
      if (problems.length === 0 && next === null && access !== null) {
        problems.push("callers: there are none left, which would open the gateway to every client");
      }
      if (problems.length === 0) {
        access = next;
        openCaller = openCallerOf(file);
      }
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      problems.push(...error.problems);
    }
    if (problems.length > 0) {
      logger.error({ problems }, "the new version of the config file is refused; the last good one stays");
      return;
    }
    logger.info({ callers: file.access.callers.length }, "the config file was read again");
    if (JSON.stringify(file.accounts) === accountsText) return;
    accountsText = JSON.stringify(file.accounts);
    logger.warn("the accounts of the config file have changed, which takes effect at the next start");
  };

  // Checks the file by its name at an interval: it sees files that are moved into place and links that are set
  // anew, as Kubernetes does it, where watching the file itself would go on looking at the old one.
  const changed = () => reload();
  if (path !== undefined) watchFile(path, { interval: WATCH_INTERVAL, persistent: false }, changed);
  return {
    authenticate: (headers) => (access === null ? openCaller : access.callerOf(headers)),
    senderOf: (headers) => access?.senderOf(headers),
    grantsOf: (name) => (access === null ? openCaller.grants : access.grantsOf(name)),
    callerNamed: (name) => {
      if (access !== null) return access.callerNamed(name);
      return name === openCaller.configuredName ? openCaller : undefined;
    },
    isOpen: () => access === null,
    reload,
    close: () => {
      if (path !== undefined) unwatchFile(path, changed);
    },
  };
}

/** @throws ConfigError where no setting allows an open gateway. */
function allowOpen(config: Config, endpoint: string | undefined, logger: Logger): void {
  const whyNot = [
    ...(endpoint !== undefined && isLoopback(new URL(endpoint).hostname)
      ? []
      : ["Direct Connect is no emulator on this machine"]),
    ...(isLoopback(config.HOST) ? [] : [`others can reach HOST "${config.HOST}"`]),
  ].join(", and ");
  if (whyNot === "") {
    logger.warn(
      "Open: every client that can reach this machine's own address may do everything. No callers are configured.",
    );
  } else if (config.ALLOW_UNAUTHENTICATED_ACCESS) {
    logger.warn(`Open to every client by ALLOW_UNAUTHENTICATED_ACCESS, although ${whyNot}.`);
  } else {
    throw new ConfigError([
      `callers: there are none, but ${whyNot}. Name callers in CONFIG_FILE, or set ALLOW_UNAUTHENTICATED_ACCESS=true`,
    ]);
  }
}
