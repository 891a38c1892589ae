import type { HTTPGraphQLRequest } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { Caller } from "../../auth/caller";
import type { TextChunk } from "../../execution/completed";
import type { JsonText } from "../../execution/json-text";
import type { TextResult } from "../../execution/prepared-operation";
import type { CoercedVariables } from "../../execution/variables";
import type { ReportedKey } from "../../journal/idempotency";
import type { RequestTrace } from "../../observability/tracing";
import type { Admitted } from "../limits/admission";
import type { Budget } from "../limits/cost-meter";
import type { KnownOperation } from "./known-operation";

/** The result of a step, or its error. A repeated call of a step has the same outcome. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: unknown };

/**
 * One GraphQL request on its way through the steps (steps.ts): the outcomes of the steps taken so far. A request that
 * Apollo Server answers after all (direct-answers.ts) stays one exchange, so that no step is taken twice.
 */
export interface Exchange {
  /**
   * False for a request that is no GraphQL request at all: no document, wrong member types, refused by CSRF
   * prevention.
   */
  wellFormed: boolean;
  /** Absent until the caller is authenticated. */
  caller?: Caller;
  /** Its admission under its caller's limits. */
  entry?: Outcome<Admitted>;
  operation?: KnownOperation;
  variables?: CoercedVariables;
  /** The cost of the operation. */
  examined?: Outcome<number>;
  spent?: Outcome<Budget | Promise<Budget>>;
  /** The caller's remaining budget, once it was charged. */
  cost?: Budget;
  /** Whether its client has disconnected. */
  isGone?: () => boolean;
  /** The context of resolvers. */
  context?: object;
  /** Whether it is answered with a stream. */
  isStream?: true;
  /** The root value of a subscription: an event. */
  rootValue?: unknown;
  result?: TextResult | Promise<TextResult>;
  /** The `data` of its answer, where that is text. */
  data?: JsonText;
  /** Errors of its fields that Apollo Server does not receive (later-errors.ts). */
  laterErrors?: readonly GraphQLError[];
  /** These errors as JSON, each after a comma. */
  laterErrorTexts?: readonly TextChunk[];
  /** Set where the answer may be cached, with whether it shows its age. */
  repeatable?: { readonly hasFreshness: boolean };
  operationName?: string;
  operationType?: string;
  errorCodes: string[];
  /** Schema coordinates of the deprecated elements that it used. */
  deprecations: string[];
  /** Absent until it reaches the GraphQL route. */
  trace?: RequestTrace;
  /** The idempotency keys of its mutations. */
  reportedKeys: readonly ReportedKey[];
}

/** Before the first step. */
export function newExchange(): Exchange {
  return { wellFormed: false, errorCodes: [], deprecations: [], reportedKeys: [] };
}

/** Takes a step, and returns its outcome. */
export function outcomeOf<Value>(step: () => Value): Outcome<Value> {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}

/** @throws the error of the step. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/**
 * Exchanges by request. The key is the HTTP request object because the route and every plugin
 * share only that: Apollo clones the context value, and a request that fails early never gets one.
 */
const exchanges = new WeakMap<HTTPGraphQLRequest, Exchange>();

/** Lets Apollo's plugins find this exchange by the request. */
export function assignExchange(request: HTTPGraphQLRequest, exchange: Exchange): void {
  exchanges.set(request, exchange);
}

/** The exchange of a request: created at the first call, the same object after that. */
export function exchangeOf(request: HTTPGraphQLRequest): Exchange {
  const cached = exchanges.get(request);
  if (cached) return cached;
  const begun = newExchange();
  exchanges.set(request, begun);
  return begun;
}

const EXCHANGE = Symbol("exchange");

/** A context value that contains its exchange, as Apollo copies the context. */
export function withExchange<C extends object>(context: C, exchange: Exchange): C {
  return { ...context, [EXCHANGE]: exchange };
}

/** The exchange in a context value. */
export function exchangeIn(context: { readonly [EXCHANGE]?: Exchange }): Exchange | undefined {
  return context[EXCHANGE];
}
