import { isJson, parseJson } from "./body";

/** Members of a request that may be JSON texts. */
const JSON_TEXTS = ["variables", "extensions"] as const;
/** Texts that could name an object's prototype, or have an escape that could hide it. */
const MAY_NAME_PROTOTYPE = /__proto__|constructor|\\u/;

/**
 * Checks JSON inside a text, as in the parameters of a GET, by the rule of bodies: no member names an object's
 * prototype.
 * @param body the parsed body.
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

/** Whether it is JSON that may hold such a member. Invalid JSON is refused where it is read. */
function isSuspect(text: unknown): text is string {
  return typeof text === "string" && MAY_NAME_PROTOTYPE.test(text) && isJson(text);
}
