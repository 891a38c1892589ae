import type { IncomingHttpHeaders } from "node:http";
import type { Logger } from "pino";
import type { EndedRequest } from "../../observability/metrics";
import type { Exchange } from "./exchange";

interface LoggedRequest {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly exchange: Exchange | null;
  readonly ended: EndedRequest;
}

/** Its members, in their order. */
interface Line {
  requestId: string;
  operationName?: string;
  operationType?: string;
  cost?: number;
  caller?: string;
  /** The client's own name for itself, by the convention of Apollo's clients and of Sandbox. */
  clientName?: string;
  clientVersion?: string;
  status?: number;
  durationMs?: number;
  /** Each code once. */
  errorCodes?: readonly string[];
  /** The count of each code, where one occurred more than once. */
  errorCounts?: Readonly<Record<string, number>>;
  deprecations?: readonly string[];
  /** The client disconnected before the answer was complete. */
  aborted?: true;
}

const LONGEST_CLIENT_NAME = 100;

/**
 * The one log line of a GraphQL request: the operation, the caller, the duration, the outcome. No variables or headers:
 * they carry key material and credentials.
 */
export function logGraphQLRequest(
  logger: Logger,
  { requestId, headers, exchange, ended }: LoggedRequest,
): void {
  const line: Line = { requestId };
  if (exchange?.operationName) line.operationName = exchange.operationName;
  if (exchange?.operationType) line.operationType = exchange.operationType;
  if (exchange?.cost) line.cost = exchange.cost.requested;
  if (exchange?.caller) line.caller = exchange.caller.name;
  const clientName = shortHeader(headers["apollographql-client-name"]);
  const clientVersion = shortHeader(headers["apollographql-client-version"]);
  if (clientName) line.clientName = clientName;
  if (clientVersion) line.clientVersion = clientVersion;
  line.status = ended.status;
  line.durationMs = Math.round(ended.seconds * 10_000) / 10;
  if (exchange?.errorCodes.length) {
    const counts = countsOf(exchange.errorCodes);
    line.errorCodes = [...counts.keys()];
    if (counts.size < exchange.errorCodes.length) line.errorCounts = Object.fromEntries(counts);
  }
  if (exchange?.deprecations.length) line.deprecations = exchange.deprecations;
  if (ended.outcome === "aborted") line.aborted = true;
  const name = exchange?.operationName ?? "(anonymous)";
  logger.info(line, exchange?.operationType ? `${exchange.operationType} ${name}` : "request refused");
}

function countsOf(codes: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function shortHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value.slice(0, LONGEST_CLIENT_NAME) : undefined;
}
