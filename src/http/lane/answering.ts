import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLSchema } from "graphql";
import type { Caller } from "../../auth/caller";
import type { Execute, TextResult } from "../../execution/execution";
import { JsonText } from "../../execution/json-text";
import { noFacts, type RequestFacts } from "../facts";
import { type UnavailableOf, unavailableText } from "../answers/unavailable";
import type { FreshnessOf } from "../freshness";
import type { Serve } from "../front";
import type { Admission } from "../limits/admission";
import type { Budget } from "../limits/cost-meter";
import {
  endOf,
  type Origin,
  type RememberedAnswer,
  type RememberedAnswers,
  type Start,
  startOf,
} from "../remembered-answers";
import { infoOf, type RequestInfo, requestIdOf } from "../request";
import { observe, type Observers } from "../request-end";
import type { AskedByText } from "./asked-in";
import { giveHeadStart, type HeadStart } from "./head-start";
import { type Head, valueIn } from "./heads";
import type { PreparedQuery } from "./prepared-queries";
import { send } from "./send";

export interface AnsweringOptions<C extends object> {
  path: string;
  schema: GraphQLSchema;
  execute: Execute;
  answers: RememberedAnswers;
  admission: Admission;
  observers: Observers;
  context: (request: RequestInfo) => C | Promise<C>;
  originOf: (context: C) => Origin | undefined;
  freshness: FreshnessOf<C>;
  unavailable: UnavailableOf<C>;
}

/** A request that is answered here. */
export interface Taken {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly caller: Caller;
  /** Of an answer that ends well. */
  readonly head: Head;
  /** Answers what does not. */
  readonly serve: Serve;
}

/** What is asked, by a caller who was let in. */
export interface Question {
  readonly query: PreparedQuery;
  readonly asked: AskedByText;
  /** What its answer would be remembered under. */
  readonly key: string;
  readonly cost: number;
  readonly leave: () => void;
}

/** Answers requests as Fastify's route and Apollo's plugins would, where all goes well. */
export class Answering<C extends object> {
  constructor(private readonly options: AnsweringOptions<C>) {}

  /** Gives an answer once more: at once, unless others are asked what the caller has left to spend. */
  again(taken: Taken, answer: RememberedAnswer): void | Promise<void> {
    const begun = this.#begin(taken, answer.operationName);
    const spent = this.#spend(taken.caller, answer.cost);
    if (!(spent instanceof Promise)) return this.#giveAgain(taken, begun, answer, spent);
    return spent.then(
      (budget) => this.#giveAgain(taken, begun, answer, budget),
      () => handOn(taken, { ...begun, spent }),
    );
  }

  #giveAgain(
    taken: Taken,
    { observed, facts, requestId }: Begun,
    { operationName, origin, start, tellsFreshness }: RememberedAnswer,
    budget: Budget,
  ): void | Promise<void> {
    facts.cost = budget;
    observed.trace.operationBegan("query", operationName);
    observed.trace.operationEnded([]);
    const freshness = tellsFreshness ? origin.freshness() : undefined;
    return this.#send(taken, requestId, start, endOf(budget, freshness?.text), freshness?.ageMs);
  }

  /** Executes a query with variables that are new. */
  async anew(taken: Taken, question: Question): Promise<void> {
    const { execute, schema, context: contextOf } = this.options;
    const { caller, request, response } = taken;
    const { query, asked, cost, leave } = question;
    const { document, name } = query;
    const { operationName, variables } = asked;
    const begun = this.#begin(taken, name);
    const { observed, facts } = begun;
    const info = infoOf({ id: begun.requestId, headers: request.headers }, response, caller);
    const spent = this.#spend(caller, cost);
    let context: C | undefined;
    let budget: Budget | undefined;
    let result: TextResult | undefined;
    try {
      const made = contextOf(info);
      context = made instanceof Promise ? await made : made;
      budget = facts.cost = spent instanceof Promise ? await spent : spent;
      observed.trace.operationBegan("query", name);
      const contextValue = context;
      const executed = observed.trace.run(() =>
        execute({ schema, document, contextValue, variableValues: variables, operationName }),
      );
      result = executed instanceof Promise ? await executed : executed;
    } catch {
      // What it was is found out, and worded, where it goes on.
    }
    const data = result?.errors === undefined ? result?.data : undefined;
    if (context === undefined || budget === undefined || !(data instanceof JsonText)) {
      const done = { leave, toldKeys: info.idempotency.told, spent };
      handOn(taken, { ...begun, ...done, ...(context && { context }), ...(result && { result }) });
      return;
    }
    leave();
    observed.trace.operationEnded([]);
    const freshness = this.options.freshness(context);
    const start = startOf(data.parts);
    this.#offer(taken, question, { start, tellsFreshness: freshness !== undefined }, context);
    const end = endOf(budget, freshness?.text(), unavailableText(this.options.unavailable(context)));
    return this.#send(taken, begun.requestId, start, end, freshness?.ageMs);
  }

  /** A refusal waits for whoever asks: where something else goes wrong first, nobody does. */
  #spend(caller: Caller, cost: number): Budget | Promise<Budget> {
    const spent = this.options.admission.spend(caller, cost);
    if (spent instanceof Promise) spent.catch(() => undefined);
    return spent;
  }

  #offer(
    { head }: Taken,
    { key, query: { name: operationName, lasts }, cost }: Question,
    { start, tellsFreshness }: Pick<RememberedAnswer, "start" | "tellsFreshness">,
    context: C,
  ): void {
    const origin = lasts ? this.options.originOf(context) : undefined;
    if (origin === undefined) return;
    const contentType = valueIn(head, "content-type");
    this.options.answers.offer(key, { start, tellsFreshness, contentType, operationName, origin, cost });
  }

  #begin(taken: Taken, operationName: string | undefined): Begun {
    const { request, response, caller } = taken;
    const requestId = requestIdOf(request);
    const observed = observe(this.options.observers, request, response, {
      path: this.options.path,
      requestId,
    });
    const facts = noFacts();
    facts.wellFormed = true;
    facts.caller = caller;
    facts.operationType = "query";
    facts.trace = observed.trace;
    if (operationName !== undefined) facts.operationName = operationName;
    observed.facts = () => facts;
    return { requestId, observed, facts, caller };
  }

  #send({ request, response, head }: Taken, requestId: string, start: Start, end: string, ageMs?: number) {
    return send(response, {
      head,
      requestId,
      start,
      end,
      age: ageMs === undefined ? undefined : Math.floor(ageMs / 1000),
      acceptEncoding: request.headers["accept-encoding"],
    });
  }
}

/** What is known of an answer before it is made. */
interface Begun extends Pick<HeadStart, "observed" | "requestId" | "caller"> {
  readonly facts: RequestFacts;
}

/** Leaves a request to Fastify, with what is done. */
function handOn({ request, response, body, serve }: Taken, headStart: Omit<HeadStart, "body">): void {
  giveHeadStart(request, { ...headStart, body });
  serve(request, response);
}
