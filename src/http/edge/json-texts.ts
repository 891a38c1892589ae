import { checkDepth, isJson, parseJson } from "./body";
import type { RefusalObserver } from "./http-request";

/** Members of a request that may be JSON texts. */
const JSON_TEXTS = ["variables", "extensions"] as const;
/** Texts that could name an object's prototype, or have an escape that could hide it. */
const MAY_NAME_PROTOTYPE = /__proto__|constructor|\\u/;

/**
 * Checks JSON inside a text, as in the parameters of a GET, by the rules of bodies: it is not nested too deeply, and no
 * member names an object's prototype. Invalid JSON is refused where it is read.
 * @param body the parsed body.
 * @param query the parameters of the target.
 * @throws GatewayError BAD_REQUEST or LIMIT_EXCEEDED
 */
export function checkJsonTexts(body: unknown, query: object, observer: RefusalObserver): void {
  for (const brought of [query, ...[body].flat()]) {
    if (typeof brought !== "object" || brought === null) continue;
    for (const member of JSON_TEXTS) {
      const texts = [(brought as Readonly<Record<string, unknown>>)[member]].flat();
      for (const text of texts) {
        if (typeof text !== "string") continue;
        checkDepth(text, `\`${member}\``, observer);
        if (MAY_NAME_PROTOTYPE.test(text) && isJson(text)) parseJson(text, `\`${member}\``, observer);
      }
    }
  }
}
