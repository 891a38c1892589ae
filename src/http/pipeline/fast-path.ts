import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { isPromise } from "graphql/jsutils/isPromise";
import type { Logger } from "pino";
import { answerKey, queryTextOf } from "../answers/answer-key";
import type { RememberedAnswers } from "../answers/remembered-answers";
import { maxAgeOf } from "../answers/freshness";
import type { Serve } from "../edge/edge-server";
import type { Admission } from "../limits/admission";
import { bodyOf } from "./body";
import { membersIn } from "./body-members";
import { newExchange } from "./exchange";
import type { FastAnswer, Taken } from "./fast-answer";
import { handOff } from "./handoff";
import type { Heads } from "./heads";
import type { KnownDocuments } from "./known-documents";
import type { Steps } from "./steps";

export interface FastPathOptions {
  /** The path that GraphQL is served at. */
  readonly path: string;
  readonly steps: Steps;
  readonly heads: Heads;
  readonly documents: KnownDocuments;
  readonly answers: RememberedAnswers;
  readonly admission: Pick<Admission, "limitsKey">;
  readonly logger: Logger;
  /** Whether a request for the host that it names may be answered. */
  readonly allowsHost: (headers: IncomingHttpHeaders) => boolean;
  readonly draining: () => boolean;
}

const TYPES: ReadonlySet<string> = new Set(["application/json", "application/json; charset=utf-8"]);

/**
 * Takes requests whose documents were answered before along the steps (steps.ts), without the way through Fastify and
 * Apollo Server, which takes several times as long as the answer itself. It has no rule of its own, and words nothing:
 * whatever is out of the ordinary, an error in the answer included, goes on to Apollo Server with the exchange.
 */
export class FastPath {
  constructor(
    private readonly options: FastPathOptions,
    private readonly answer: Pick<FastAnswer<never>, "again" | "anew">,
  ) {}

  /**
   * @param serve answers what cannot be answered here; may be called later, too.
   * @returns whether the request is taken; where it is not, `serve` is still to be called.
   */
  take(request: IncomingMessage, response: ServerResponse, serve: Serve): boolean {
    const { path, heads, allowsHost, draining } = this.options;
    const { method, url, headers } = request;
    if (method !== "POST" || url !== path || headers["content-encoding"] !== undefined) return false;
    if (!TYPES.has(headers["content-type"] ?? "") || draining() || !allowsHost(headers)) return false;
    const head = heads.of(headers);
    const exchange = newExchange();
    if (head === undefined || !this.#isCachedCaller(exchange, headers)) return false;
    const body = bodyOf(request);
    if (body === undefined) return false;
    const taken: Taken = { request, response, serve, body, exchange, head };
    try {
      if (this.#begin(taken)) return true;
    } catch (error) {
      this.options.logger.error({ err: error }, "the fast path failed");
    }
    handOff(request, { exchange, body });
    return false;
  }

  /** Whether it is known at once who asks. */
  #isCachedCaller(exchange: Taken["exchange"], headers: IncomingHttpHeaders): boolean {
    try {
      const caller = this.options.steps.authenticate(exchange, headers);
      if (!isPromise(caller)) return true;
      caller.catch(() => undefined); // it is asked for again, and rejects again
    } catch {
      // as well
    }
    return false;
  }

  #begin(taken: Taken): boolean {
    const { path, answers, admission, steps, documents } = this.options;
    const { exchange, request, body } = taken;
    const { caller } = exchange;
    const { headers } = request;
    const bodyText = body.toString();
    const queryText = queryTextOf({ method: "POST", url: path, headers, bodyText });
    if (caller === undefined || queryText === undefined) return false;
    const key = answerKey(caller, admission.limitsKey(caller), queryText);
    const remembered = answers.get(key, maxAgeOf(headers));
    if (remembered !== undefined) {
      this.#watch(taken, () => this.answer.again(taken, remembered));
      return true;
    }
    const members = membersIn(bodyText);
    const operation = members && documents.find(members.query)?.operation(members.operationName);
    if (members === undefined || operation?.isProven !== true) return false;
    try {
      const { query, variables } = members;
      steps.enter(exchange, taken.response, () => ({ bytes: body.length, members: [{ query, variables }] }));
      steps.examine(exchange, operation, variables);
    } catch {
      return false; // what it was is worded where it goes on
    }
    this.#watch(taken, () => this.answer.anew(taken, operation, key));
    return true;
  }

  /** What fails without having been answered ends this request alone. */
  #watch({ response }: Taken, answer: () => void | Promise<void>): void {
    const failed = (error: unknown) => {
      this.options.logger.error({ err: error }, "an answer could not be sent");
      response.destroy();
    };
    try {
      answer()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
