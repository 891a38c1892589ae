// What the gateway does for each request, for the peers that are asked to do the same: `API_KEY_SHA256` is set for those.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type DocumentNode, GraphQLError, type GraphQLSchema } from "graphql";
import { type ComplexityEstimator, getComplexity } from "graphql-query-complexity";
import pino from "pino";

const expected = process.env["API_KEY_SHA256"];
const logger = pino(
  { enabled: expected !== undefined, base: null },
  pino.destination({ dest: 1, sync: true }),
);

/** The most that an operation may cost: more than any question of the benchmark. */
const MAXIMUM_COST = 100_000;

/** Whether this peer checks a key, writes a log line and limits the cost. */
export const hasFeatures = expected !== undefined;

/**
 * Checks the API key of a request and has one line logged when it is answered.
 * @returns false where the key is not right: the request is then answered with 401.
 */
export function admit(request: IncomingMessage, response: ServerResponse): boolean {
  if (expected === undefined) return true;
  const began = performance.now();
  response.once("finish", () => {
    const { method, url } = request;
    logger.info({ method, url, status: response.statusCode, ms: performance.now() - began }, "request");
  });
  const sent = createHash("sha256").update(String(request.headers["x-api-key"])).digest();
  if (timingSafeEqual(sent, Buffer.from(expected, "hex"))) return true;
  response.writeHead(401).end();
  return false;
}

/** Lists count as many times as they may have rows, as the documentation of type-graphql suggests. */
const estimate: ComplexityEstimator = ({ args, childComplexity }) => {
  const { first } = args as { first?: number | null };
  return 1 + (first ?? 1) * childComplexity;
};

/** @throws GraphQLError where an operation costs more than it may; never of a peer that limits nothing. */
export function limitCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
): void {
  if (!hasFeatures) return;
  const cost = getComplexity({ schema, query, variables, estimators: [estimate] });
  if (cost > MAXIMUM_COST) throw new GraphQLError(`The operation costs ${cost} of ${MAXIMUM_COST}.`);
}
