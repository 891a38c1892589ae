import { refuse } from "../edge/failures";
import { checkJsonTexts } from "../edge/json-texts";
import { arrivalOf } from "../edge/request";
import type { GraphQLCall } from "../pipeline/direct-answers";
import { type Exchange, newExchange } from "../pipeline/exchange";
import { sendChunks } from "../pipeline/send";
import { execute, type GraphQLRoute, partsOf, toOperation } from "./operation";

/**
 * Answers several GraphQL requests that arrive as one list, each separately, in their order. The caller is admitted
 * once; the cost of each request is counted.
 */
export async function answerBatch<C extends object>(
  route: GraphQLRoute<C>,
  { request, reply, exchange: whole }: GraphQLCall,
  bodies: readonly unknown[],
): Promise<void> {
  if (bodies.length === 0) return refuse(request, reply, 400, "The batch is empty.");
  const { steps, admission } = route;
  const caller = await steps.authenticate(whole, request.headers);
  request.graphql = allOf([whole]);
  admission.checkSize(caller, Buffer.byteLength(request.bodyText), bodies.length);
  checkJsonTexts(bodies, request.query, request.observer);
  const operations = bodies.map((body) => toOperation(route, request, body, { ...newExchange(), caller }));
  const exchanges = operations.map(({ exchange }) => exchange);
  request.graphql = allOf(exchanges);
  const members = operations.map((operation) => operation.members);
  steps.enter(whole, reply.raw, () => arrivalOf(request, members));
  for (const exchange of exchanges) exchange.entry = whole.entry;
  await steps.requireBudget(whole);
  const answers = await Promise.all(
    operations.map(async (operation) => {
      const entered = () => Promise.resolve(); // the batch entered as one request
      return partsOf(
        await execute(route, request, reply, operation, entered, bodies.length),
        operation.exchange,
      );
    }),
  );
  request.graphql = allOf(exchanges);
  reply.type("application/json; charset=utf-8");
  await sendChunks(request, reply, [
    "[",
    ...answers.flatMap((chunks, index) => (index === 0 ? chunks : [",", ...chunks])),
    "]",
  ]);
}

/** The requests of a batch as one. */
function allOf(exchanges: readonly Exchange[]): Exchange {
  const [first] = exchanges;
  return {
    wellFormed: exchanges.every(({ wellFormed }) => wellFormed),
    operationName: "(batch)",
    ...(first?.caller && { caller: first.caller }),
    ...(first?.operationType && { operationType: first.operationType }),
    ...(first?.trace && { trace: first.trace }),
    errorCodes: exchanges.flatMap(({ errorCodes }) => errorCodes),
    deprecations: exchanges.flatMap(({ deprecations }) => deprecations),
    reportedKeys: exchanges.flatMap(({ reportedKeys }) => reportedKeys),
  };
}
