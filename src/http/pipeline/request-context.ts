import type { ServerResponse } from "node:http";
import { isPromise, type PromiseOrValue } from "../../libraries/graphql";
import type { HttpRequest } from "../edge/http-request";
import { infoOf, type MakeContext } from "../edge/request";
import type { Exchange } from "./exchange";

/**
 * The context of an exchange, which is made once, by the first carrier of the steps that needs it.
 * @param documents the number of documents in the request.
 */
export function contextFor<C extends object>(
  exchange: Exchange,
  make: MakeContext<C>,
  request: HttpRequest,
  response: ServerResponse,
  documents = 1,
): PromiseOrValue<C> {
  if (exchange.context !== undefined) return exchange.context as C; // it was made here
  if (exchange.caller === undefined) throw new Error("The caller is not authenticated.");
  const info = infoOf(request, response, exchange.caller, documents);
  exchange.reportedKeys = info.idempotency.reported;
  exchange.isGone = info.isGone;
  const note = (context: C) => (exchange.context = context);
  const made = make(info);
  return isPromise(made) ? made.then(note) : note(made);
}
