import type { HttpRequest } from "../edge/http-request";
import type { HeaderPairs } from "../edge/response-headers";
import type { WebServer } from "../edge/web-server";
import type { Admission } from "./admission";
import { type BudgetsLeft, MINUTE } from "./cost-meter";

/**
 * The fields `RateLimit-Policy` (what may be spent: `q` in `w` seconds) and `RateLimit` (what is left: `r`, full
 * again in `t` seconds), with the names of the limits in the config file. None for a caller without a budget.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function rateLimitHeaders({ perMinute, callerPerMinute }: BudgetsLeft): HeaderPairs {
  const policies: string[] = [];
  const limits: string[] = [];
  for (const [name, budget] of [
    ["costPerMinute", perMinute],
    ["callerCostPerMinute", callerPerMinute],
  ] as const) {
    if (budget === undefined) continue;
    policies.push(`"${name}";q=${budget.allowed};w=${MINUTE}`);
    limits.push(`"${name}";r=${budget.left};t=${budget.resetsIn}`);
  }
  if (policies.length === 0) return [];
  return [
    ["ratelimit-policy", policies.join(", ")],
    ["ratelimit", limits.join(", ")],
  ];
}

/** Sends callers who have a budget what is left of it, in every answer of a route, refusals included. */
export function sendRateLimitHeaders(server: WebServer, admission: Admission): void {
  server.onReply(async (request, reply) => {
    const budgets = await leftOf(request, admission);
    if (budgets !== undefined) reply.headers(rateLimitHeaders(budgets));
  });
}

function leftOf(
  { graphql, caller: other }: HttpRequest,
  admission: Admission,
): BudgetsLeft | Promise<BudgetsLeft> | undefined {
  if (graphql?.cost !== undefined) return graphql.cost;
  const caller = graphql?.caller ?? other;
  return caller == null ? undefined : admission.left(caller);
}
