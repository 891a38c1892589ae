import type { DocumentNode, GraphQLError } from "graphql";
import { type CallerLimits, type Limits, limitsOf } from "../../auth/caller-limits";
import type { Caller } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { type RequestMembers, textOf, variablesOf } from "../pipeline/graphql-request";
import type { TrustedDocuments } from "../pipeline/trusted-documents";
import { checkCost, checkLimit, checkShape, checkVariables, type SizedShape } from "./check";
import { Concurrency, type Entry } from "./concurrency";
import type { Cost } from "./cost";
import type { Budget, BudgetsLeft, CostMeter } from "./cost-meter";
import { type RequestBytes, UnsentBytes } from "./unsent-bytes";
import { holdsMutation, keyedMutationsOf } from "./keyed-mutations";

/** The content of an HTTP request, before it is processed. */
export interface Arrival {
  /** Bytes of its body. */
  readonly bytes: number;
  /** Its GraphQL requests: one, or those of a batch. */
  readonly members: readonly RequestMembers[];
  /** The header `Idempotency-Key`. */
  readonly idempotencyKey?: string | undefined;
}

/** A parsed document, and its size. */
export interface MeasuredDocument {
  readonly ast: DocumentNode;
  readonly shape: SizedShape;
  /** Whether it was validated before. */
  readonly isValid: boolean;
}

/** A text that is no valid document. */
export interface Unparsed {
  readonly syntaxError: GraphQLError;
  /** The number of tokens that were parsed before the error. */
  readonly tokens: number;
}

/** An admitted request. */
export interface Admitted extends Entry {
  /** The bytes that its answers hold, until it leaves. */
  readonly unsent: RequestBytes;
  /** The texts that are no valid documents. */
  readonly unparsed: readonly Unparsed[];
  /** Whether it has a document that must be validated, or a text that is none. */
  readonly isToValidate: boolean;
}

export interface AdmissionOptions {
  readonly meter: CostMeter;
  readonly trusted: TrustedDocuments;
  /** Parses a document and measures it. Throws LIMIT_EXCEEDED where it is nested too deeply. */
  readonly measure: (members: RequestMembers, text: string, limits: Limits) => MeasuredDocument | Unparsed;
  /** The document that a request names by its hash, where it was sent before. */
  readonly named: (members: RequestMembers) => DocumentNode | undefined;
  /** Counts what answers hold; by default with a bound from the process's heap. */
  readonly unsent?: UnsentBytes | undefined;
  /** Called for each refusal, with the name of the limit in the config file. */
  readonly onRefused: (limit: string) => void;
}

/** Checks requests against the limits of their callers. */
export class Admission {
  readonly #concurrency = new Concurrency();
  readonly #unsent: UnsentBytes;
  readonly #keys = new WeakMap<CallerLimits, string>();

  constructor(private readonly options: AdmissionOptions) {
    this.#unsent = options.unsent ?? new UnsentBytes();
  }

  /**
   * Checks the size of an HTTP request, before it is processed.
   * @param bytes of its body.
   * @param count of its GraphQL requests.
   * @throws GatewayError LIMIT_EXCEEDED, with the HTTP status.
   */
  checkSize(caller: Caller, bytes: number, count: number): void {
    const limits = limitsOf(caller);
    this.#watching(() => {
      checkLimit("body", bytes, limits);
      checkLimit("batch", count, limits);
    });
  }

  /**
   * Admits a request.
   * @throws GatewayError LIMIT_EXCEEDED, UNTRUSTED_DOCUMENT or RATE_LIMITED, with the HTTP status.
   */
  enter(caller: Caller, { bytes, members, idempotencyKey }: Arrival): Admitted {
    const { trusted, measure, named } = this.options;
    const limits = limitsOf(caller);
    this.checkSize(caller, bytes, members.length);
    return this.#watching(() => {
      let isToValidate = false;
      const unparsed: Unparsed[] = [];
      const requests = members.map((one) => {
        trusted.check(one, limits.trustedDocumentsOnly);
        checkVariables(variablesOf(one), limits);
        const text = textOf(one);
        if (text === undefined) return { members: one, document: named(one) };
        const measured = measure(one, text, limits);
        if ("syntaxError" in measured) {
          unparsed.push(measured);
          isToValidate = true;
          return { members: one, document: undefined };
        }
        checkShape(measured.shape, limits);
        isToValidate ||= !measured.isValid;
        return { members: one, document: measured.ast };
      });
      const entry = this.#concurrency.enter(caller, limits, {
        isChange: holdsMutation(requests),
        change: keyedMutationsOf(requests, idempotencyKey),
      });
      return { ...this.#counted(caller, entry), isToValidate, unparsed };
    });
  }

  /**
   * Admits a request whose answer is cached.
   * @param bytes that are held while it is sent.
   * @throws GatewayError RATE_LIMITED, with the HTTP status.
   */
  enterAgain(caller: Caller, bytes: number): Admitted {
    const entry = this.#watching(() =>
      this.#concurrency.enter(caller, limitsOf(caller), { isChange: false, change: undefined }),
    );
    const admitted = { ...this.#counted(caller, entry), isToValidate: false, unparsed: [] };
    try {
      this.#watching(() => admitted.unsent.hold(bytes));
    } catch (error) {
      admitted.leave();
      throw error;
    }
    return admitted;
  }

  /**
   * Counts what the answer to one event of a stream holds, until the returned entry leaves; a stream is no running
   * request.
   */
  enterEvent(caller: Caller): Admitted {
    const noRequest = { joins: false, leave: () => undefined };
    return { ...this.#counted(caller, noRequest), isToValidate: false, unparsed: [] };
  }

  /**
   * Checks an operation against the limits of its shape and cost.
   * @throws GatewayError LIMIT_EXCEEDED
   */
  check(caller: Caller, shape: SizedShape, cost: Cost): void {
    const limits = limitsOf(caller);
    this.#watching(() => {
      checkShape(shape, limits); // once more, for documents that were named by a hash
      checkCost(cost, limits);
    });
  }

  /**
   * Takes the cost of an operation from its caller's budget, for each answer, however it is made.
   * @throws GatewayError RATE_LIMITED
   */
  spend(caller: Caller, cost: number): Budget | Promise<Budget> {
    const spent = this.options.meter.spend(caller, cost, limitsOf(caller));
    return spent instanceof Promise ? spent.catch((error: unknown) => this.#refuse(error)) : spent;
  }

  /**
   * Refuses a caller whose budget is used up, whatever the request.
   * @throws GatewayError RATE_LIMITED
   */
  requireBudget(caller: Caller): Promise<void> {
    return this.options.meter
      .requireAny(caller, limitsOf(caller))
      .catch((error: unknown) => this.#refuse(error));
  }

  /** Charges a caller for a document that was validated and is not valid: 1 for each token and each comparison. */
  chargeValidation(caller: Caller, { tokens, comparisons }: SizedShape): Promise<void> {
    return this.#charge(caller, tokens + comparisons);
  }

  /** Charges a caller for a text that is no valid document: 1 for each token that was parsed. */
  chargeParsing(caller: Caller, unparsed: readonly Unparsed[]): Promise<void> {
    return this.#charge(
      caller,
      unparsed.reduce((sum, { tokens }) => sum + tokens, 0),
    );
  }

  #charge(caller: Caller, cost: number): Promise<void> {
    // Where it cannot be counted, the answer is the same.
    return this.options.meter.charge(caller, cost, limitsOf(caller)).catch(() => undefined);
  }

  /** What a caller has left to spend, without spending anything; an empty object where it has no budget. */
  left(caller: Caller): BudgetsLeft | Promise<BudgetsLeft> {
    return this.options.meter.left(caller, limitsOf(caller));
  }

  /** Equal for callers with equal limits. */
  limitsKey({ limits }: Caller): string {
    let key = this.#keys.get(limits);
    if (key === undefined) this.#keys.set(limits, (key = JSON.stringify(limits)));
    return key;
  }

  /** Counts the limits that errors of an answer name. */
  noteErrors(errors: readonly GraphQLError[]): void {
    for (const error of errors)
      if (error instanceof GatewayError && error.limit !== undefined)
        this.options.onRefused(error.limit.name);
  }

  #counted(caller: Caller, entry: Entry): Entry & Pick<Admitted, "unsent"> {
    const unsent = this.#unsent.of(caller);
    const leave = () => {
      unsent.end();
      entry.leave();
    };
    return { ...entry, unsent, leave };
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
      if (limit !== undefined) this.options.onRefused(limit);
    }
    throw error;
  }
}
