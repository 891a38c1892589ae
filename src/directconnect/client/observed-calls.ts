import type { Logger } from "pino";
import type { ErrorCode } from "../../errors";
import type { Metrics } from "../../observability/metrics";
import { redactText } from "../../observability/secrets";
import type { Tracing } from "../../observability/tracing";
import type { CallObserver, ThrottleObserver } from "./clients";
import { fromAws, NeverSentError } from "./failures";
import { WithheldReasons } from "./withheld-reasons";

/** Refusals that concern the gateway's own permissions and credentials instead of the caller's input. */
const FOR_OPERATORS: ReadonlySet<ErrorCode> = new Set(["FORBIDDEN", "UPSTREAM_CREDENTIALS"]);

/**
 * Logs, counts and traces each call of Direct Connect, but never its whole input or output: they contain key material.
 * Callers do not receive all of AWS's messages (`wordsForCallers`, `stateTextForCallers`), so these are logged here,
 * redacted, with AWS's request ID.
 */
export function observeCall(logger: Logger, metrics: Metrics, tracing: Tracing): CallObserver {
  const withheldReasons = new WithheldReasons();
  return ({ kind, operation, place, milliseconds, requestId, unfit, output, error }) => {
    const where = { operation, account: place.account.accountId, region: place.region };
    const failure = error === undefined ? undefined : fromAws(error, kind, where);
    const outcome = failure?.code ?? "ok";
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
    if (unfit !== undefined && unfit.members.size > 0) {
      for (const [member, count] of unfit.members) metrics.unfitValue(member, count);
      const members = Object.fromEntries(unfit.members);
      logger.warn(
        { ...where, members },
        "AWS sent values of another type than its model says; they count as absent",
      );
    }
    for (const withheld of output === undefined ? [] : withheldReasons.in(output, where.account))
      logger.info(
        { ...where, ...withheld, ...(requestId !== undefined && { awsRequestId: requestId }) },
        "AWS gives a reason for a state that callers do not receive",
      );
    logger.debug(
      {
        ...where,
        milliseconds: Math.round(milliseconds),
        ...(error === undefined ? {} : { error: error instanceof Error ? error.name : "unknown" }),
      },
      "asked Direct Connect",
    );
    if (failure === undefined || failure.code === "THROTTLED") return; // counted by observeThrottle
    const { code, aws } = failure;
    const forOperators = FOR_OPERATORS.has(code);
    if (!forOperators && aws?.error === undefined) return;
    const cause = error instanceof NeverSentError ? error.cause : error;
    logger[forOperators ? "warn" : "info"](
      {
        ...{ ...where, code },
        ...(cause instanceof Error && { error: cause.name, reason: redactText(cause.message) }),
        ...(aws?.requestId !== undefined && { awsRequestId: aws.requestId }),
      },
      "a call of Direct Connect failed",
    );
  };
}

/** Counts each attempt that AWS refused for its rate. */
export function observeThrottle(metrics: Metrics): ThrottleObserver {
  return (operation, { account, region }) =>
    metrics.awsThrottle({ operation, account: account.accountId, region });
}
