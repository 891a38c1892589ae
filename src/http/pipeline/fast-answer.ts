import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { isPromise } from "graphql/jsutils/isPromise";
import type { PromiseOrValue } from "graphql/jsutils/PromiseOrValue";
import type { TextChunk } from "../../execution/completed";
import { JsonText } from "../../execution/json-text";
import {
  endOf,
  type Origin,
  type RememberedAnswer,
  type RememberedAnswers,
  startOf,
} from "../answers/remembered-answers";
import { type UnavailableOf, unavailableText } from "../answers/unavailable";
import type { FreshnessOf } from "../answers/freshness";
import type { Serve } from "../edge/edge-server";
import type { Budget } from "../limits/cost-meter";
import { rateLimitHeaders } from "../limits/rate-limit-headers";
import { infoOf, type RequestInfo, requestIdOf } from "../edge/request";
import { type Exchange, valueOf } from "./exchange";
import { handOff } from "./handoff";
import { type Head, valueIn } from "./heads";
import type { KnownOperation } from "./known-operation";
import { observe, type Observers } from "./observe";
import type { ObservedRequest } from "./observed-request";
import { type AnswerBody, bodyOf } from "./send";
import type { Steps } from "./steps";

export interface FastAnswerOptions<C extends object> {
  readonly path: string;
  readonly steps: Steps;
  readonly answers: RememberedAnswers;
  readonly observers: Observers;
  readonly context: (request: RequestInfo) => C | Promise<C>;
  readonly originOf: (context: C) => Origin | undefined;
  readonly freshness: FreshnessOf<C>;
  readonly unavailable: UnavailableOf<C>;
}

/** A request on the fast path. */
export interface Taken {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly exchange: Exchange;
  /** Of an answer that ends well. */
  readonly head: Head;
  /** Answers what does not. */
  readonly serve: Serve;
}

/** The steps from the budget on, for requests on the fast path. */
export class FastAnswer<C extends object> {
  constructor(private readonly options: FastAnswerOptions<C>) {}

  /** Gives an answer once more: at once, unless others are asked what the caller has left to spend. */
  again(taken: Taken, answer: RememberedAnswer): void | Promise<void> {
    const observed = this.#observe(taken, answer.operationName);
    let budget: PromiseOrValue<Budget>;
    try {
      this.options.steps.enterAgain(taken.exchange, taken.response, answer);
      budget = this.options.steps.spend(taken.exchange, answer.cost);
    } catch {
      this.#handOff(taken, observed);
      return;
    }
    if (!isPromise(budget)) return this.#giveAgain(taken, observed, answer, budget);
    return budget.then(
      (left) => this.#giveAgain(taken, observed, answer, left),
      () => this.#handOff(taken, observed),
    );
  }

  #giveAgain(
    taken: Taken,
    observed: ObservedRequest,
    { operationName, origin, start, hasFreshness: tellsFreshness }: RememberedAnswer,
    budget: Budget,
  ): void | Promise<void> {
    observed.trace.operationBegan("query", operationName);
    observed.trace.operationEnded([]);
    const freshness = tellsFreshness ? origin.freshness() : undefined;
    const chunks = [start, endOf(budget, freshness?.text)];
    return this.#send(taken, observed, chunks, freshness?.ageMs);
  }

  /** Executes an operation that was examined. @param key what its answer would be remembered under. */
  async anew(taken: Taken, operation: KnownOperation, key: string): Promise<void> {
    const { steps, context: contextOf, freshness: freshnessOf } = this.options;
    const { exchange, request, response } = taken;
    const { caller } = exchange;
    const observed = this.#observe(taken, operation.name);
    try {
      if (caller === undefined || exchange.examined === undefined) throw new Error("Nothing was examined.");
      const info = infoOf({ id: observed.requestId, headers: request.headers }, response, caller);
      exchange.reportedKeys = info.idempotency.reported;
      exchange.isGone = info.isGone;
      const spent = steps.spend(exchange, valueOf(exchange.examined));
      const made = contextOf(info);
      const context = isPromise(made) ? await made : made;
      exchange.context = context;
      const budget = isPromise(spent) ? await spent : spent;
      observed.trace.operationBegan("query", operation.name);
      const executed = observed.trace.run(() => steps.execute(exchange, context));
      const { data, errors } = isPromise(executed) ? await executed : executed;
      if (errors !== undefined || !(data instanceof JsonText)) {
        this.#handOff(taken, observed);
        return;
      }
      steps.leave(exchange);
      observed.trace.operationEnded([]);
      const freshness = freshnessOf(context);
      const start = startOf(data.chunks);
      this.#offer(taken, { operation, key, start, hasFreshness: freshness !== undefined }, context);
      const missing = unavailableText(this.options.unavailable(context));
      const chunks = [...start, endOf(budget, freshness?.text(), missing)];
      await this.#send(taken, observed, chunks, freshness?.ageMs);
    } catch (error) {
      // What it was is worded where it goes on: the steps throw it again.
      if (response.headersSent) throw error;
      this.#handOff(taken, observed);
    }
  }

  #offer(
    { head, exchange }: Taken,
    {
      operation: { name: operationName, lasts },
      key,
      start,
      hasFreshness: tellsFreshness,
    }: { operation: KnownOperation; key: string; start: readonly TextChunk[]; hasFreshness: boolean },
    context: C,
  ): void {
    const origin = lasts ? this.options.originOf(context) : undefined;
    if (origin === undefined) return;
    const contentType = valueIn(head, "content-type");
    const cost = exchange.cost?.requested ?? 0;
    this.options.answers.offer(key, start, {
      hasFreshness: tellsFreshness,
      contentType,
      operationName,
      origin,
      cost,
    });
  }

  #observe({ request, response, exchange }: Taken, operationName: string | undefined): ObservedRequest {
    const { path, observers } = this.options;
    const observed = observe(observers, request, response, { path, requestId: requestIdOf(request) });
    exchange.wellFormed = true;
    exchange.operationType = "query";
    exchange.trace = observed.trace;
    if (operationName !== undefined) exchange.operationName = operationName;
    observed.exchange = () => exchange;
    return observed;
  }

  /** Leaves a request to Apollo Server, with what is done. */
  #handOff({ request, response, body, serve, exchange }: Taken, observed: ObservedRequest): void {
    handOff(request, { exchange, body, observed });
    serve(request, response);
  }

  #send(
    { request, response, head, exchange: { cost } }: Taken,
    { requestId }: ObservedRequest,
    chunks: readonly TextChunk[],
    ageMs: number | undefined,
  ): void | Promise<void> {
    const own = [...head, "x-request-id", requestId];
    if (cost !== undefined) for (const pair of rateLimitHeaders(cost)) own.push(...pair);
    if (ageMs !== undefined) own.push("age", String(Math.floor(ageMs / 1000)));
    const body = bodyOf(chunks, request.headers["accept-encoding"]);
    return isPromise(body) ? body.then((made) => send(response, own, made)) : send(response, own, body);
  }
}

function send(response: ServerResponse, head: string[], { headers, body }: AnswerBody): void | Promise<void> {
  for (const [name, value] of headers) head.push(name, value);
  if (typeof body !== "string" && !Buffer.isBuffer(body)) {
    response.writeHead(200, head);
    return pipeline(body, response).catch((error: unknown) => {
      if (!response.destroyed) throw error; // otherwise its caller has hung up
    });
  }
  const length = Buffer.byteLength(body);
  head.push("content-length", String(length));
  // The same bytes, and quicker, where each character is one.
  response.writeHead(200, head).end(body, length === body.length ? "latin1" : "utf8");
}
