import type { ApolloServerPlugin, HTTPGraphQLRequest } from "@apollo/server";
import type { Caller } from "../auth/caller";
import type { Part } from "../execution/completed";
import type { RequestTrace } from "../observability/tracing";
import type { Budget } from "./limits/cost-meter";
import type { ToldKey } from "../journal/idempotency";
import type { HeadStart } from "./lane/head-start";

/** What one HTTP request turned out to be, gathered while Apollo works on it; read by the route and its log line. */
export interface RequestFacts {
  /** False for what is no GraphQL request at all: no document, wrong member types, refused by CSRF prevention. */
  wellFormed: boolean;
  /** Absent until it is known, and for ever where nobody was let in. */
  caller?: Caller;
  /** What the operation costs, where it came so far. */
  cost?: Budget;
  operationName?: string;
  operationType?: string;
  errorCodes: string[];
  /** Schema coordinates of the deprecated elements that it used. */
  deprecations: string[];
  /** The parts of its `data` as JSON, where the same question could be answered with it again. */
  answer?: { readonly data: readonly Part[]; readonly tellsFreshness: boolean };
  /** Absent until it reaches the GraphQL route. */
  trace?: RequestTrace;
  /** The idempotency keys of its mutations. */
  toldKeys: readonly ToldKey[];
  /** What the lane has done already. */
  headStart?: HeadStart;
}

/** Before anything is known. */
export function noFacts(): RequestFacts {
  return { wellFormed: false, errorCodes: [], deprecations: [], toldKeys: [] };
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the request reaches the GraphQL route, and for ever on other routes. */
    graphql: RequestFacts | null;
    /** Null on other routes than GraphQL's. */
    trace: RequestTrace | null;
  }
}

/**
 * Facts by request. Keyed by the HTTP request object because that is the one thing that the route and every plugin
 * hold in common: Apollo clones the context value, and a request that fails early never gets one.
 */
const factsByRequest = new WeakMap<HTTPGraphQLRequest, RequestFacts>();

/** The facts of a request: begun at the first call, the same object after that. */
export function factsOf(request: HTTPGraphQLRequest): RequestFacts {
  const known = factsByRequest.get(request);
  if (known) return known;
  const begun = noFacts();
  factsByRequest.set(request, begun);
  return begun;
}

/** Notes what the operation is and how it ended. Never its variables. */
export function factsPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: ({ request }) => {
      if (!request.http) return Promise.resolve();
      const facts = factsOf(request.http);
      return Promise.resolve({
        didResolveSource: () => {
          facts.wellFormed = true;
          return Promise.resolve();
        },
        didResolveOperation: ({ operation }) => {
          if (operation) facts.operationType = operation.operation;
          if (operation?.name) facts.operationName = operation.name.value;
          // the lane has begun it where it has executed it
          if (operation && !facts.headStart?.result)
            facts.trace?.operationBegan(operation.operation, operation.name?.value);
          return Promise.resolve();
        },
        willSendResponse: ({ response: { body } }) => {
          const errors = body.kind === "single" ? body.singleResult.errors : body.initialResult.errors;
          if (errors) facts.errorCodes = errors.map((error) => String(error.extensions?.["code"]));
          facts.trace?.operationEnded(facts.errorCodes);
          return Promise.resolve();
        },
      });
    },
  };
}
