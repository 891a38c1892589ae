import type { Logger } from "pino";
import type { Metrics } from "../../observability/metrics";
import type { Tracing } from "../../observability/tracing";
import type { Account } from "../accounts/accounts";
import { CallLimits } from "./call-limits";
import { Clients, mostClients } from "./clients";
import { observeCall, observeThrottle } from "./observed-calls";

/** The settings that calls depend on, as the configuration has them. */
export interface ClientSettings {
  readonly AWS_TIMEOUT_MS: number;
  readonly AWS_CALLS_PER_SECOND?: number | undefined;
  readonly READ_ATTEMPTS: number;
  readonly READ_CONCURRENCY: number;
  readonly READ_MAX_MB: number;
}

/** The accounts of the clients, and where their calls are logged, counted and traced. */
export interface ClientDependencies {
  readonly accounts: readonly Account[];
  /** Another endpoint than AWS's, such as the emulator's. */
  readonly endpoint?: string | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

const MEGABYTE = 1024 * 1024;

/** The SDK clients for all accounts and regions. Each is made when it is first used. */
export function openClients(
  settings: ClientSettings,
  { accounts, endpoint, logger, metrics, tracing }: ClientDependencies,
): Clients {
  return new Clients(
    {
      ...(endpoint !== undefined && { endpoint }),
      timeoutMilliseconds: settings.AWS_TIMEOUT_MS,
      readAttempts: settings.READ_ATTEMPTS,
      maxAnswerBytes: settings.READ_MAX_MB * MEGABYTE,
      mostClients: mostClients(accounts),
      limits: new CallLimits(callsPerSecond(settings, endpoint), settings.READ_CONCURRENCY),
    },
    observeCall(logger, metrics, tracing),
    observeThrottle(metrics),
  );
}

/** Direct Connect publishes no rates; this is below the rates of other services' read calls. */
const CALLS_PER_SECOND = 20;

/** The limit of calls per second to one account and region. @returns undefined for no limit, as against an emulator. */
export function callsPerSecond(
  { AWS_CALLS_PER_SECOND: stated }: Pick<ClientSettings, "AWS_CALLS_PER_SECOND">,
  endpoint: string | undefined,
): number | undefined {
  const perSecond = stated ?? (endpoint === undefined ? CALLS_PER_SECOND : 0);
  return perSecond === 0 ? undefined : perSecond;
}
