import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { OperationTypeNode } from "graphql";
import { isPromise, type PromiseOrValue } from "../../libraries/graphql";
import type { Caller } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { limitsOf } from "../../auth/caller-limits";
import type { TextResult } from "../../execution/prepared-operation";
import type { RawVariables } from "../../execution/variables";
import type { Admission, Arrival } from "../limits/admission";
import type { SizedShape } from "../limits/check";
import type { Budget } from "../limits/cost-meter";
import type { FanOutOf } from "../limits/fan-out";
import type { Authenticate } from "../edge/request";
import { whenSent } from "../edge/when-sent";
import { bytesOfSending, type RememberedAnswer } from "../answers/remembered-answers";
import { type Exchange, outcomeOf, valueOf } from "./exchange";
import {
  type BoundedExecution,
  boundsOf,
  withinMemory,
  withinOwnLimit,
  withWordedBound,
} from "./execution-bounds";
import { withCodes } from "./execution-errors";
import type { KnownOperation } from "./known-operation";
import { checkRootFields } from "./root-fields";
import { quotedVariable, refusedSyntax } from "./reported-errors";
import type { SchemaAnswers } from "./schema-answers";

/**
 * The steps of a GraphQL request. Each is taken once for each exchange, in this order, and has one home:
 *
 * | Step            | What it decides                                           | Home                                           |
 * | --------------- | --------------------------------------------------------- | ---------------------------------------------- |
 * | 1. admit        | whether the machine has capacity, and the host is valid   | edge-server.ts, overload.ts, host-check.ts     |
 * | 2. authenticate | who the caller is                                         | `authenticate`, src/auth                       |
 * | 3. document     | the document: parsed and validated, or found in the cache | known-documents.ts                             |
 * | 4. limits       | whether the request may be so large, and run now; for a document that is not cached, whether the caller has any budget left | `enter`, `requireBudget`, limits/admission.ts |
 * | 5. cost         | whether the caller may execute it, and its cost           | `examine`, limits/cost.ts                      |
 * | 6. spend        | whether the caller's budget suffices                      | `spend`, limits/cost-meter.ts                  |
 * | 7. execute      | the answer                                                | `execute`, src/execution                       |
 * | 8. send         | its bytes and their head                                  | send.ts, edge/reply.ts, limits/unsent-bytes.ts |
 * | 9. observe      | one log line, one count, one trace                        | observe.ts                                     |
 *
 * Two carriers take requests along these steps. Apollo Server (../apollo) takes all: it parses, validates and writes
 * error messages, and its hooks call the steps. Direct answers (direct-answers.ts) serve requests whose document is
 * cached and was answered before without errors; where a step refuses, or anything else is unusual, the exchange goes
 * on to Apollo Server with the steps that were taken.
 *
 * A cached result skips the steps that are proven for it, and no others:
 * - a cached document: parsing and validation, which depend on its text alone (3);
 * - a cached answer (../answers): 3, 4 except the number of running requests, 5 except its cost, and 7. Its key is
 *   the request, the grants and the limits of its caller, so all of these would decide the same again;
 * - a query for the schema alone that was answered before: 7.
 *
 * Authentication (2) and the budget (6) are never skipped.
 */
export interface StepOptions {
  readonly admission: Admission;
  readonly authenticate: Authenticate;
  readonly schemaAnswers: SchemaAnswers;
  readonly fanOutOf: FanOutOf;
  /** Whether every caller may read the schema. */
  readonly introspection: boolean;
  /** The time limit of the reads of one request, where its caller's limits do not set it, in milliseconds. */
  readonly readDeadline: number;
}

/** The steps that depend on the content and the caller of a request. */
export class Steps {
  constructor(private readonly options: StepOptions) {}

  /** Whether a request's caller may see parts of the schema that the request does not name. */
  seesSchema({ caller }: Pick<Exchange, "caller">): boolean {
    return this.options.introspection && caller?.permissions.has("introspect") === true;
  }

  /** @throws (or rejects with) GatewayError where the credentials are missing or invalid. */
  authenticate(exchange: Exchange, headers: IncomingHttpHeaders): PromiseOrValue<Caller> {
    if (exchange.caller !== undefined) return exchange.caller;
    const caller = this.options.authenticate(headers);
    if (isPromise(caller)) return caller.then((found) => (exchange.caller = found));
    return (exchange.caller = caller);
  }

  /**
   * Counts a request against the limits of its caller, until it has left and its answer was sent or dropped.
   * @throws GatewayError LIMIT_EXCEEDED, UNTRUSTED_DOCUMENT or RATE_LIMITED
   */
  enter(exchange: Exchange, response: ServerResponse, arrival: () => Arrival): void {
    exchange.entry ??= outcomeOf(() => {
      const admitted = this.options.admission.enter(callerOf(exchange), arrival());
      return { ...admitted, leave: onceSent(response, admitted.leave) };
    });
    valueOf(exchange.entry);
  }

  /**
   * The same for a cached answer, which only has to be sent. Its request was checked against the other limits when it
   * was first answered. As long as its bytes are cached for all, it takes no more memory than the slice that is being
   * sent.
   * @throws GatewayError RATE_LIMITED
   */
  enterAgain(exchange: Exchange, response: ServerResponse, { start, senders }: RememberedAnswer): void {
    exchange.entry ??= outcomeOf(() => {
      const admitted = this.options.admission.enterAgain(callerOf(exchange), bytesOfSending(start));
      const endSending = senders.begin(admitted.unsent);
      const leave = () => {
        endSending();
        admitted.leave();
      };
      return { ...admitted, leave: onceSent(response, leave) };
    });
    valueOf(exchange.entry).leave();
  }

  /**
   * Refuses a caller whose budget is used up, before a document is validated for it. An invalid document
   * is charged for the time that this took.
   * @throws (rejects with) GatewayError RATE_LIMITED
   */
  async requireBudget(exchange: Exchange): Promise<void> {
    if (exchange.entry === undefined) return;
    const { isToValidate, unparsed } = valueOf(exchange.entry);
    if (!isToValidate) return;
    const { admission } = this.options;
    const caller = callerOf(exchange);
    await admission.requireBudget(caller);
    if (unparsed.length > 0) await admission.chargeParsing(caller, unparsed);
  }

  /**
   * Ends a request whose document cannot be parsed, so that it is not parsed once more. Each request of a batch has
   * its own answer, for which Apollo Server parses it again.
   * @throws GraphQLError GRAPHQL_PARSE_FAILED
   */
  requireDocument(exchange: Exchange): void {
    const [none] = exchange.entry === undefined ? [] : valueOf(exchange.entry).unparsed;
    if (none === undefined) return;
    exchange.wellFormed = true;
    exchange.errorCodes = ["GRAPHQL_PARSE_FAILED"];
    throw refusedSyntax(none.syntaxError);
  }

  /**
   * Ends the count of a request against its caller's limits, if it was admitted, once its answer was sent or dropped.
   */
  leave({ entry }: Exchange): void {
    if (entry !== undefined && "value" in entry) entry.value.leave();
  }

  /**
   * Determines the cost of an operation with these variables, and whether its caller may execute it. A request that
   * only waits for an equal change pays for its answer, and not for the change.
   * @throws GatewayError FORBIDDEN, UNAUTHENTICATED or LIMIT_EXCEEDED
   */
  examine(exchange: Exchange, operation: KnownOperation, rawVariables: RawVariables): number {
    exchange.examined ??= outcomeOf(() => {
      const caller = callerOf(exchange);
      if (operation.type === OperationTypeNode.SUBSCRIPTION && exchange.isStream !== true) throw noStream();
      checkRootFields(caller, operation.rootFields);
      exchange.operation = operation;
      // Values that have not been coerced are never used for lookups, counts or caches.
      exchange.variables = operation.prepared.coerce(rawVariables, {
        quote: quotedVariable,
        suggests: this.seesSchema(exchange),
      });
      const fanOut = this.options.fanOutOf(caller);
      const cost = operation.costOf(exchange.variables, fanOut, caller.visibility);
      this.options.admission.check(caller, operation.document.shape, cost);
      const { entry } = exchange;
      const joins = entry !== undefined && "value" in entry && entry.value.joins;
      return joins ? cost.total - cost.ofChanges : cost.total;
    });
    return valueOf(exchange.examined);
  }

  /** Charges a caller for the validation of an invalid document. */
  async chargeValidation({ caller }: Exchange, shape: SizedShape): Promise<void> {
    if (caller !== undefined) await this.options.admission.chargeValidation(caller, shape);
  }

  /** @throws (or rejects with) GatewayError RATE_LIMITED */
  spend(exchange: Exchange, cost: number): PromiseOrValue<Budget> {
    exchange.spent ??= outcomeOf(() => {
      const spent = this.options.admission.spend(callerOf(exchange), cost);
      if (!isPromise(spent)) return (exchange.cost = spent);
      const noted = spent.then((budget) => (exchange.cost = budget));
      noted.catch(() => undefined); // where another error occurs first, this one is not awaited
      return noted;
    });
    return valueOf(exchange.spent);
  }

  /** Executes the operation that was examined. */
  execute(exchange: Exchange, contextValue: object): PromiseOrValue<TextResult> {
    const { operation, variables } = exchange;
    if (operation === undefined || variables === undefined) throw new Error("Nothing was examined.");
    if (variables.errors !== undefined) return { errors: variables.errors };
    const { values } = variables;
    const bounded = this.#boundedExecution(exchange, operation);
    const worded = (result: TextResult) => {
      const reported = withCodes(
        withWordedBound(withinMemory(withinOwnLimit(result, bounded), bounded), bounded),
      );
      if (reported !== result && !bounded.isGone()) this.options.admission.noteErrors(reported.errors ?? []);
      return reported;
    };
    return (exchange.result ??= mapMaybe(
      this.options.schemaAnswers.answer(operation, values, () => {
        const bounds = boundsOf(bounded);
        const { rootValue } = exchange;
        return operation.prepared.execute({ variableValues: values, contextValue, rootValue, bounds });
      }),
      worded,
    ));
  }

  #boundedExecution(exchange: Exchange, { type, isConstant }: KnownOperation): BoundedExecution {
    const limits = limitsOf(callerOf(exchange));
    const { entry } = exchange;
    if (entry === undefined) throw new Error("The request was not admitted.");
    const isChange = type === OperationTypeNode.MUTATION;
    return {
      cost: exchange.examined === undefined ? 0 : valueOf(exchange.examined),
      limits,
      readDeadline: limits.deadline ?? this.options.readDeadline,
      isGone: exchange.isGone ?? (() => false),
      isChange,
      isShared: isConstant,
      answer: valueOf(entry).unsent.begin(isChange),
    };
  }
}

function noStream(): GatewayError {
  return new GatewayError(
    "BAD_REQUEST",
    "A subscription is answered with a stream: send it by POST with `Accept: text/event-stream` or `Accept: multipart/mixed;subscriptionSpec=1.0`, or over a WebSocket. Nothing was executed.",
    { http: { status: 406 } },
  );
}

function mapMaybe<Value, Result>(
  value: PromiseOrValue<Value>,
  map: (value: Value) => Result,
): PromiseOrValue<Result> {
  return isPromise(value) ? value.then(map) : map(value);
}

/** Until it is read, an answer holds memory like one that is being made. */
function onceSent(response: ServerResponse, leave: () => void): () => void {
  let isIn = true;
  return () => {
    if (isIn) whenSent(response, leave);
    isIn = false;
  };
}

function callerOf({ caller }: Exchange): Caller {
  if (caller === undefined) throw new Error("The caller is not authenticated.");
  return caller;
}
