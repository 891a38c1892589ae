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

/** What a step gave, or threw. A step that is asked for again gives, or throws, the same. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: unknown };

/**
 * One GraphQL request on its way through the steps (steps.ts): what the steps taken so far have found out. A request that
 * Apollo Server answers after all (direct-answers.ts) stays one exchange, so that no step is taken twice.
 */
export interface Exchange {
  /** False for what is no GraphQL request at all: no document, wrong member types, refused by CSRF prevention. */
  wellFormed: boolean;
  /** Absent until it is known, and for ever where nobody was let in. */
  caller?: Caller;
  /** That it was let in to its caller's limits. */
  entry?: Outcome<Admitted>;
  operation?: KnownOperation;
  variables?: CoercedVariables;
  /** What the operation costs its caller. */
  examined?: Outcome<number>;
  spent?: Outcome<Budget | Promise<Budget>>;
  /** What is left of the caller's budget, where it came so far. */
  cost?: Budget;
  /** Whether its caller has hung up. */
  isGone?: () => boolean;
  /** What resolvers get. */
  context?: object;
  /** Whether it is answered with a stream. */
  isStream?: true;
  /** What the fields of a subscription are resolved from: an event. */
  rootValue?: unknown;
  result?: TextResult | Promise<TextResult>;
  /** The `data` of its answer, where that is text. */
  data?: JsonText;
  /** Errors of its fields that Apollo Server is not given (later-errors.ts). */
  laterErrors?: readonly GraphQLError[];
  /** The same, written as JSON, each after a comma. */
  laterErrorTexts?: readonly TextChunk[];
  /** Whether the same question could be answered with this again, and whether that tells how old it is. */
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

/** Takes a step, and notes what came of it. */
export function outcomeOf<Value>(step: () => Value): Outcome<Value> {
  try {
    return { value: step() };
  } catch (error) {
    return { error };
  }
}

/** @throws whatever the step threw. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/**
 * Exchanges by request. Keyed by the HTTP request object because that is the one thing that the route and every plugin
 * hold in common: Apollo clones the context value, and a request that fails early never gets one.
 */
const exchanges = new WeakMap<HTTPGraphQLRequest, Exchange>();

/** Has Apollo's plugins find this exchange by the request. */
export function assignExchange(request: HTTPGraphQLRequest, exchange: Exchange): void {
  exchanges.set(request, exchange);
}

/** The exchange of a request: begun at the first call, the same object after that. */
export function exchangeOf(request: HTTPGraphQLRequest): Exchange {
  const cached = exchanges.get(request);
  if (cached) return cached;
  const begun = newExchange();
  exchanges.set(request, begun);
  return begun;
}

const EXCHANGE = Symbol("exchange");

/** A context value that carries its exchange past Apollo, which copies it and whatever else it is given. */
export function withExchange<C extends object>(context: C, exchange: Exchange): C {
  return { ...context, [EXCHANGE]: exchange };
}

/** The exchange that a context value carries. */
export function exchangeIn(context: { readonly [EXCHANGE]?: Exchange }): Exchange | undefined {
  return context[EXCHANGE];
}
