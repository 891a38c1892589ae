import type { FastifyRequest } from "fastify";
import { GatewayError } from "../../errors";

/** Members of a request that may come as JSON in a text of their own. */
const JSON_TEXTS = ["variables", "extensions"] as const;
/** Whether a JSON text could name an object's prototype, or has an escape that could hide it. */
export function mayNamePrototype(text: string): boolean {
  return /__proto__|constructor|\\u/.test(text);
}

/**
 * Holds JSON that comes inside a text, as in the parameters of a GET, to the rule of bodies: no member names an object's
 * prototype.
 * @throws GatewayError BAD_REQUEST
 */
export function refusePrototypes(request: FastifyRequest): void {
  const { query, body } = request;
  for (const brought of [query, ...[body].flat()]) {
    if (typeof brought !== "object" || brought === null) continue;
    for (const member of JSON_TEXTS) {
      const texts = [(brought as Readonly<Record<string, unknown>>)[member]].flat();
      for (const text of texts) if (isSuspect(text) && !isTaken(request, text)) throw refusalOf(member);
    }
  }
}

/** Whether it is JSON that may hold such a member. What is no JSON is refused where it is read. */
function isSuspect(text: unknown): text is string {
  if (typeof text !== "string" || !mayNamePrototype(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether Fastify's parser of bodies takes it. */
function isTaken(request: FastifyRequest, text: string): boolean {
  let isAccepted = true;
  void request.server.getDefaultJsonParser("error", "error")(request, text, (error) => {
    isAccepted = error === null;
  });
  return isAccepted;
}

function refusalOf(member: string): GatewayError {
  const message = `A member of \`${member}\` names an object's prototype. Nothing was executed.`;
  return new GatewayError("BAD_REQUEST", message, { http: { status: 400 } });
}
