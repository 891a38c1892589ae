import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestFacts } from "./facts";
import { refuse } from "./failures";
import { execute, type GraphQLRoute, toPart } from "./part";
import { infoOf } from "./request";

/**
 * Answers several GraphQL requests that come as one list, each on its own, in their order. The caller is let in once;
 * what each of them costs is counted each time.
 */
export async function answerBatch<C extends object>(
  route: GraphQLRoute<C>,
  request: FastifyRequest,
  reply: FastifyReply,
  bodies: readonly unknown[],
): Promise<FastifyReply> {
  if (bodies.length === 0) return refuse(request, reply, 400, "The batch is empty.");
  const parts = bodies.map((body) => toPart(route, request, body));
  const facts = parts.map((part) => part.facts);
  const caller = await route.authenticate(request.headers);
  for (const one of facts) one.caller = caller;
  request.graphql = allOf(facts);
  const arrival = { bytes: Buffer.byteLength(request.bodyText), asked: parts.map(({ asked }) => asked) };
  const leave = route.admission.enter(caller, arrival);
  try {
    const answers = await Promise.all(
      parts.map((part) =>
        execute(route, request, part, async () => {
          const info = infoOf(request, reply.raw, caller, bodies.length);
          part.facts.toldKeys = info.idempotency.told;
          return route.context(info);
        }),
      ),
    );
    request.graphql = allOf(facts);
    const texts = answers.map(({ body }) => (body.kind === "complete" ? body.string : "null"));
    return await reply.type("application/json; charset=utf-8").send(`[${texts.join(",")}]`);
  } finally {
    leave();
  }
}

/** The requests of a batch as one. */
function allOf(facts: readonly RequestFacts[]): RequestFacts {
  const [first] = facts;
  return {
    wellFormed: facts.every(({ wellFormed }) => wellFormed),
    operationName: "(batch)",
    ...(first?.caller && { caller: first.caller }),
    ...(first?.operationType && { operationType: first.operationType }),
    ...(first?.trace && { trace: first.trace }),
    errorCodes: facts.flatMap(({ errorCodes }) => errorCodes),
    deprecations: facts.flatMap(({ deprecations }) => deprecations),
    toldKeys: facts.flatMap(({ toldKeys }) => toldKeys),
  };
}
