import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLSchema } from "graphql";
import type { Caller } from "../../auth/caller";
import type { Execute } from "../../execution/execution";
import { JsonText } from "../../execution/json-text";
import { noFacts } from "../facts";
import type { FreshnessOf } from "../freshness";
import type { Serve } from "../front";
import type { Admission } from "../limits/admission";
import {
  endOf,
  type Origin,
  type RememberedAnswer,
  type RememberedAnswers,
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
export interface Question extends PreparedQuery, AskedByText {
  /** What its answer would be remembered under. */
  readonly key: string;
  readonly cost: number;
  readonly leave: () => void;
}

/** Answers requests as Fastify's route and Apollo's plugins would, where all goes well. */
export class Answering<C extends object> {
  constructor(private readonly options: AnsweringOptions<C>) {}

  /** Gives an answer once more. */
  async again(taken: Taken, { cost, operationName, origin, start, tellsFreshness }: RememberedAnswer) {
    const begun = this.#begin(taken, operationName);
    const { facts, observed } = begun;
    const spent = this.options.admission.spend(taken.caller, cost);
    try {
      facts.cost = spent instanceof Promise ? await spent : spent;
    } catch {
      handOn(taken, { ...begun, spent });
      return;
    }
    observed.trace.operationBegan("query", operationName);
    observed.trace.operationEnded([]);
    const freshness = tellsFreshness ? origin.freshness() : undefined;
    await this.#send(taken, begun.requestId, start, endOf(facts.cost, freshness), freshness?.ageMs);
  }

  /** Executes a query with variables that are new. */
  async anew(taken: Taken, question: Question): Promise<void> {
    const { admission, execute, schema, answers, originOf, context: contextOf } = this.options;
    const { caller, request, response } = taken;
    const { document, operationName, variables, key, cost, lasts, leave, name } = question;
    const begun = this.#begin(taken, name);
    const { observed, facts } = begun;
    const info = infoOf({ id: begun.requestId, headers: request.headers }, response, caller);
    const spent = admission.spend(caller, cost);
    let known: Partial<Omit<HeadStart, "spent">> = { leave, toldKeys: info.idempotency.told };
    try {
      const made = contextOf(info);
      const context = made instanceof Promise ? await made : made;
      known = { ...known, context };
      facts.cost = spent instanceof Promise ? await spent : spent;
      observed.trace.operationBegan("query", name);
      const executed = observed.trace.run(() =>
        execute({ schema, document, contextValue: context, variableValues: variables, operationName }),
      );
      const result = executed instanceof Promise ? await executed : executed;
      known = { ...known, result };
      if (result.errors === undefined && result.data instanceof JsonText) {
        leave();
        observed.trace.operationEnded([]);
        const freshness = this.options.freshness(context);
        const start = startOf(result.data.text);
        const end = endOf(facts.cost, freshness);
        const origin = lasts ? originOf(context) : undefined;
        if (origin !== undefined) {
          const tellsFreshness = freshness !== undefined;
          const contentType = valueIn(taken.head, "content-type");
          answers.offer(key, { start, tellsFreshness, contentType, operationName: name, origin, cost });
        }
        await this.#send(taken, begun.requestId, start, end, freshness?.ageMs);
        return;
      }
    } catch {
      // What it was is found out, and worded, where it goes on.
    }
    handOn(taken, { ...begun, ...known, spent });
  }

  #begin(taken: Taken, operationName: string | undefined) {
    const { request, response, caller } = taken;
    const requestId = requestIdOf(request);
    const observed = observe(this.options.observers, request, response, {
      path: this.options.path,
      requestId,
    });
    const facts = {
      ...noFacts(),
      wellFormed: true,
      caller,
      operationType: "query",
      trace: observed.trace,
      ...(operationName !== undefined && { operationName }),
    };
    observed.facts = () => facts;
    return { requestId, observed, facts, caller };
  }

  #send({ request, response, head }: Taken, requestId: string, start: Buffer, end: string, ageMs?: number) {
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

/** Leaves a request to Fastify, with what is done. */
function handOn({ request, response, body, serve }: Taken, headStart: Omit<HeadStart, "body">): void {
  giveHeadStart(request, { ...headStart, body });
  serve(request, response);
}
