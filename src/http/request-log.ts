import type { FastifyReply, FastifyRequest } from "fastify";
import { clientOf } from "./request";

/**
 * The one line of a GraphQL request: what was run, by whom, how long, how it ended. Never variables, never headers:
 * they carry key material and credentials.
 */
export function logGraphQLRequest(request: FastifyRequest, reply: FastifyReply, milliseconds: number): void {
  const facts = request.graphql;
  const name = facts?.operationName ?? "(anonymous)";
  const line = {
    ...(facts?.operationName && { operationName: facts.operationName }),
    ...(facts?.operationType && { operationType: facts.operationType }),
    ...(facts?.cost && { cost: facts.cost.requested }),
    ...(facts?.caller && { caller: facts.caller.name }),
    ...clientOf(request.headers),
    status: reply.statusCode,
    durationMs: Math.round(milliseconds * 10) / 10,
    ...(facts?.errorCodes.length && { errorCodes: facts.errorCodes }),
    ...(facts?.deprecations.length && { deprecations: facts.deprecations }),
    // The caller hung up before the answer was complete.
    ...(!reply.raw.writableFinished && { aborted: true }),
  };
  request.log.info(line, facts?.operationType ? `${facts.operationType} ${name}` : "request refused");
}
