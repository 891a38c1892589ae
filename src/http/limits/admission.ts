import type { ApolloServerPlugin } from "@apollo/server";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { type CallerLimits, limitsOf } from "../../auth/caller-limits";
import type { Caller } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { type Asked, textOf } from "../asked";
import { factsOf } from "../facts";
import type { TrustedDocuments } from "../trusted-documents";
import { checkCost, checkLimit, checkShape } from "./check";
import { Concurrency } from "./concurrency";
import { costOf } from "./cost";
import type { Budget, CostMeter } from "./cost-meter";
import { shapeOf } from "./document-shape";
import { ShapeGate } from "./shape-gate";

/** What an HTTP request brings, before anything is made of it. */
export interface Arrival {
  /** Bytes of its body. */
  readonly bytes: number;
  /** Its GraphQL requests: one, or those of a batch. */
  readonly asked: readonly Asked[];
}

/** Holds requests to the limits of their callers. */
export class Admission {
  readonly #gate = new ShapeGate();
  readonly #concurrency = new Concurrency();
  readonly #keys = new WeakMap<CallerLimits, string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly meter: CostMeter,
    private readonly trusted: TrustedDocuments,
    /** Told of each refusal: which limit it was, as the config file names it. */
    private readonly onRefused: (limit: string) => void,
  ) {}

  /**
   * Lets a request in.
   * @returns lets it out again; call it once.
   * @throws GatewayError LIMIT_EXCEEDED, UNTRUSTED_DOCUMENT or RATE_LIMITED, with the HTTP status.
   */
  enter(caller: Caller, arrival: Arrival): () => void {
    return this.#watching(() => this.#letIn(caller, arrival));
  }

  /** The same, but undefined where `enter` would refuse, which nobody is told of. */
  tryToEnter(caller: Caller, arrival: Arrival): (() => void) | undefined {
    try {
      return this.#letIn(caller, arrival);
    } catch {
      return undefined;
    }
  }

  /** What an operation costs; undefined where it would be refused. */
  costOf(
    caller: Caller,
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): number | undefined {
    const cost = costOf(this.schema, document, operationName, variables);
    if (cost === undefined) return undefined;
    try {
      checkCost(cost, limitsOf(caller));
      return cost.total;
    } catch {
      return undefined;
    }
  }

  #letIn(caller: Caller, { bytes, asked }: Arrival): () => void {
    const limits = limitsOf(caller);
    checkLimit("body", bytes, limits);
    checkLimit("batch", asked.length, limits);
    for (const one of asked) {
      this.trusted.check(one, limits.trustedDocumentsOnly);
      const text = textOf(one);
      if (text !== undefined) this.#gate.check(text, limits);
    }
    return this.#concurrency.enter(caller, limits);
  }

  /**
   * Takes what an operation costs from its caller's budget, which is done for each answer, however it is made.
   * @throws GatewayError RATE_LIMITED
   */
  spend(caller: Caller, cost: number): Budget | Promise<Budget> {
    const spent = this.meter.spend(caller, cost, limitsOf(caller));
    return spent instanceof Promise ? spent.catch((error: unknown) => this.#refuse(error)) : spent;
  }

  /** Equal for callers who are held to the same. */
  limitsKey({ limits }: Caller): string {
    let key = this.#keys.get(limits);
    if (key === undefined) this.#keys.set(limits, (key = JSON.stringify(limits)));
    return key;
  }

  #watching<Result>(check: () => Result): Result {
    try {
      return check();
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #refuse(error: unknown): never {
    if (error instanceof GatewayError) {
      const limit = error.code === "UNTRUSTED_DOCUMENT" ? "trustedDocumentsOnly" : error.limit?.name;
      if (limit !== undefined) this.onRefused(limit);
    }
    throw error;
  }

  /** Holds each operation to what it costs, and tells it in `extensions.cost`. */
  plugin(): ApolloServerPlugin {
    return {
      requestDidStart: ({ request }) => {
        const facts = request.http && factsOf(request.http);
        return Promise.resolve({
          didResolveOperation: async ({ document, operationName, operation }) => {
            const caller = facts?.caller;
            if (facts === undefined || caller === undefined || operation == null) return;
            const limits = limitsOf(caller);
            const cost = this.#watching(() => {
              // once more, for documents that came as a hash
              checkShape({ tokens: document.tokenCount ?? 0, ...shapeOf(document) }, limits);
              const known = costOf(this.schema, document, operationName, request.variables ?? {});
              if (known !== undefined) checkCost(known, limits);
              return known;
            });
            if (cost === undefined) return;
            facts.cost = await (facts.headStart?.spent ?? this.spend(caller, cost.total));
          },
          willSendResponse: ({ response: { body } }) => {
            if (facts?.cost === undefined) return Promise.resolve();
            const result = body.kind === "single" ? body.singleResult : body.initialResult;
            result.extensions = { ...result.extensions, cost: facts.cost };
            return Promise.resolve();
          },
        });
      },
    };
  }
}
