import type { IncomingHttpHeaders } from "node:http";
import type { Logger } from "pino";
import type { EndedRequest } from "../observability/metrics";
import type { RequestFacts } from "./facts";
import { clientOf } from "./request";

interface LoggedRequest {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly facts: RequestFacts | null;
  readonly ended: EndedRequest;
}

/**
 * The one line of a GraphQL request: what was run, by whom, how long, how it ended. Never variables, never headers:
 * they carry key material and credentials.
 */
export function logGraphQLRequest(logger: Logger, { requestId, headers, facts, ended }: LoggedRequest): void {
  const name = facts?.operationName ?? "(anonymous)";
  const line = {
    requestId,
    ...(facts?.operationName && { operationName: facts.operationName }),
    ...(facts?.operationType && { operationType: facts.operationType }),
    ...(facts?.cost && { cost: facts.cost.requested }),
    ...(facts?.caller && { caller: facts.caller.name }),
    ...clientOf(headers),
    status: ended.status,
    durationMs: Math.round(ended.seconds * 10_000) / 10,
    ...(facts?.errorCodes.length && { errorCodes: facts.errorCodes }),
    ...(facts?.deprecations.length && { deprecations: facts.deprecations }),
    // The caller hung up before the answer was complete.
    ...(ended.outcome === "aborted" && { aborted: true }),
  };
  logger.info(line, facts?.operationType ? `${facts.operationType} ${name}` : "request refused");
}
