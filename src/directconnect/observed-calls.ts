import type { Logger } from "pino";
import type { Metrics } from "../observability/metrics";
import type { CallObserver, ThrottleObserver } from "./clients";
import { fromAws } from "./failures";

/** Logs and counts each call of Direct Connect. Never its input or output: they carry key material. */
export function observeCall(logger: Logger, metrics: Metrics): CallObserver {
  return ({ kind, operation, place, milliseconds, error }) => {
    const where = { operation, account: place.account.accountId, region: place.region };
    const outcome = error === undefined ? "ok" : fromAws(error, kind, where).code;
    metrics.awsCall({ ...where, outcome, seconds: milliseconds / 1_000 });
    logger.debug(
      {
        ...where,
        milliseconds: Math.round(milliseconds),
        ...(error === undefined ? {} : { error: error instanceof Error ? error.name : "unknown" }),
      },
      "asked Direct Connect",
    );
  };
}

/** Counts each attempt that AWS refused for its rate. */
export function observeThrottle(metrics: Metrics): ThrottleObserver {
  return (operation, { account, region }) =>
    metrics.awsThrottle({ operation, account: account.accountId, region });
}
