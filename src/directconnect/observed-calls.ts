import type { Logger } from "pino";
import type { Metrics } from "../observability/metrics";
import type { Tracing } from "../observability/tracing";
import type { CallObserver, ThrottleObserver } from "./clients";
import { fromAws } from "./failures";

/** Logs, counts and traces each call of Direct Connect. Never its input or output: they carry key material. */
export function observeCall(logger: Logger, metrics: Metrics, tracing: Tracing): CallObserver {
  return ({ kind, operation, place, milliseconds, requestId, error }) => {
    const where = { operation, account: place.account.accountId, region: place.region };
    const outcome = error === undefined ? "ok" : fromAws(error, kind, where).code;
    metrics.awsCall({ ...where, outcome, seconds: milliseconds / 1_000 });
    tracing.step({
      name: `DirectConnect.${operation}`,
      milliseconds,
      attributes: {
        "rpc.system": "aws-api",
        "rpc.service": "DirectConnect",
        "rpc.method": operation,
        "cloud.account.id": where.account,
        "cloud.region": where.region,
        ...(requestId === undefined ? {} : { "aws.request_id": requestId }),
      },
      ...(error === undefined ? {} : { error: outcome }),
    });
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
