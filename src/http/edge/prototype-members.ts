import { parseJson } from "./body";

/** Members of a request that may come as JSON in a text of their own. */
const JSON_TEXTS = ["variables", "extensions"] as const;
/** Whether a JSON text could name an object's prototype, or has an escape that could hide it. */
export function mayNamePrototype(text: string): boolean {
  return /__proto__|constructor|\\u/.test(text);
}

/**
 * Holds JSON that comes inside a text, as in the parameters of a GET, to the rule of bodies: no member names an object's
 * prototype.
 * @param body what a body was parsed to.
 * @param query the parameters of the target.
 * @throws GatewayError BAD_REQUEST
 */
export function refusePrototypes(body: unknown, query: object): void {
  for (const brought of [query, ...[body].flat()]) {
    if (typeof brought !== "object" || brought === null) continue;
    for (const member of JSON_TEXTS) {
      const texts = [(brought as Readonly<Record<string, unknown>>)[member]].flat();
      for (const text of texts) if (isSuspect(text)) parseJson(text, `\`${member}\``);
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
