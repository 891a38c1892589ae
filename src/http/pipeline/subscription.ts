import { createHash } from "node:crypto";
import {
  createSourceEventStream,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { Caller } from "../../auth/caller";
import { CEILINGS } from "../../auth/caller-limits";
import { requirePermission } from "../../auth/refusals";
import { GatewayError } from "../../errors";
import { JsonText } from "../../execution/json-text";
import type { RawVariables } from "../../execution/variables";
import type { HttpRequest } from "../edge/http-request";
import { infoOf, type RequestInfo } from "../edge/request";
import type { UnavailableOf } from "../answers/unavailable";
import type { Admission } from "../limits/admission";
import type { StreamPlaces } from "../limits/stream-places";
import { type Exchange, newExchange } from "./exchange";
import type { RequestMembers } from "./graphql-request";
import { textOf, variablesOf } from "./graphql-request";
import type { KnownDocument, KnownDocuments } from "./known-documents";
import type { KnownOperation } from "./known-operation";
import { type FormatError, formatted } from "./later-errors";
import { errorsOfRefusal } from "./reported-errors";
import { NamesKnown, namesOf } from "./schema-details";
import type { Steps } from "./steps";
import type { ServerResponse } from "node:http";

/** What opens streams. */
export interface SubscriptionOptions<C extends object> {
  readonly schema: GraphQLSchema;
  readonly steps: Steps;
  readonly admission: Admission;
  readonly documents: KnownDocuments;
  readonly places: StreamPlaces;
  readonly context: (request: RequestInfo) => C | Promise<C>;
  readonly formatError: FormatError;
  readonly unavailable: UnavailableOf<C>;
}

/** A stream as its transport sees it. */
export interface OpenedStream {
  /** Its answers, one for each event; the last one may say why it ends. */
  readonly results: AsyncGenerator<ExecutionResult, void, undefined>;
  /** Has the stream end with an error: its caller may not have it any more. */
  readonly endWith: (error: unknown) => void;
  /** Finds out anew who the caller is, and what it may see. */
  readonly recheck: () => Promise<void>;
  /** Ends it without a word. */
  readonly close: () => void;
}

const MOST_ERRORS = 100;

/**
 * Opens streams along the steps of every request (steps.ts): the caller is authenticated and held to its limits, the document
 * is checked as any other, and opening is paid for, as is each event. A stream that runs is no running request, and its caller
 * is looked at again and again.
 */
export class Subscriptions<C extends object> {
  readonly #names: ReadonlySet<string>;

  constructor(private readonly options: SubscriptionOptions<C>) {
    this.#names = namesOf(options.schema);
  }

  /**
   * @param members of the request, with the text of a registered document where it names one.
   * @param exchange whose caller is authenticated.
   * @param isTaken resolves when the transport has sent what it was given.
   * @throws GatewayError as `Admission.enter` and `StreamPlaces.take` do.
   */
  async open(
    request: HttpRequest,
    response: ServerResponse,
    members: RequestMembers,
    exchange: Exchange,
    isTaken: () => Promise<void>,
  ): Promise<OpenedStream> {
    const { steps, admission, places } = this.options;
    exchange.isStream = true;
    const caller = await steps.authenticate(exchange, request.headers);
    const bytes = Buffer.byteLength(request.bodyText);
    const entered = admission.enter(caller, { bytes, members: [members] });
    entered.leave(); // what runs from now on is a stream
    await admission.requireBudget(caller);
    const leave = places.take(caller);
    const stream = new Stream<C>(this.options, this.#names, request, response, caller, isTaken);
    exchange.entry = { value: entered };
    const results = stream.results(members, exchange);
    let isOpen = true;
    response.once("close", () => {
      if (isOpen) leave();
      isOpen = false;
      stream.close();
    });
    return {
      results,
      endWith: (error) => stream.endWith(error),
      recheck: () => stream.recheck(),
      close: () => stream.close(),
    };
  }
}

/**
 * Whether a request brings a subscription.
 * @param unlessKnown what it is where that cannot be found out.
 */
export function isSubscription(members: RequestMembers, unlessKnown: boolean): boolean {
  const text = textOf(members);
  if (text?.includes("subscription") !== true) return false;
  const name = typeof members["operationName"] === "string" ? members["operationName"] : undefined;
  try {
    const operation = getOperationAST(parse(text, { maxTokens: CEILINGS.tokens, noLocation: true }), name);
    return operation == null ? unlessKnown : operation.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return unlessKnown; // it is no document
  }
}

/** One stream from its document to its end. */
class Stream<C extends object> {
  readonly #ending = new AbortController();
  #error: unknown;

  constructor(
    private readonly options: SubscriptionOptions<C>,
    private readonly names: ReadonlySet<string>,
    private readonly request: HttpRequest,
    private readonly response: ServerResponse,
    private caller: Caller,
    private readonly isTaken: () => Promise<void>,
  ) {}

  close(): void {
    this.#ending.abort();
  }

  endWith(error: unknown): void {
    this.#error ??= error;
    this.#ending.abort();
  }

  async recheck(): Promise<void> {
    try {
      this.caller = await this.options.steps.authenticate(newExchange(), this.request.headers);
      requirePermission(this.caller, "read", "The stream");
    } catch (error) {
      this.endWith(error);
    }
  }

  async *results(
    members: RequestMembers,
    exchange: Exchange,
  ): AsyncGenerator<ExecutionResult, void, undefined> {
    try {
      const operation = await this.#operationOf(members, exchange);
      if ("errors" in operation) {
        yield this.#refused(operation.errors, members, exchange);
        return;
      }
      const rawVariables = (variablesOf(members) ?? {}) as RawVariables; // whatever it is, it is coerced
      await this.options.steps.spend(exchange, this.options.steps.examine(exchange, operation, rawVariables));
      if (exchange.variables?.errors !== undefined) {
        yield this.#refused(exchange.variables.errors, members, exchange);
        return;
      }
      yield* this.#events(operation, exchange, rawVariables);
      if (this.#error !== undefined) yield this.#failed(this.#error, exchange);
    } catch (error) {
      yield this.#failed(error, exchange);
    }
  }

  async *#events(
    operation: KnownOperation,
    exchange: Exchange,
    variableValues: RawVariables,
  ): AsyncGenerator<ExecutionResult, void, undefined> {
    const { schema } = this.options;
    const source = await createSourceEventStream({
      schema,
      document: operation.document.ast,
      operationName: operation.name ?? null,
      variableValues,
      contextValue: await this.#context(exchange),
    });
    if (!(Symbol.asyncIterator in source)) {
      yield { errors: (source.errors ?? []).map((error) => this.#shown(error)) as unknown as GraphQLError[] };
      return;
    }
    for await (const rootValue of source) {
      if (this.#ending.signal.aborted) return;
      const result = await this.#execute(operation, exchange, rootValue);
      yield result;
      await this.isTaken();
    }
  }

  /** Executes the operation for one event, as its caller is now. */
  async #execute(operation: KnownOperation, opened: Exchange, rootValue: unknown): Promise<ExecutionResult> {
    const { steps, admission, unavailable } = this.options;
    const entered = admission.enterEvent(this.caller);
    const exchange: Exchange = {
      ...{ ...newExchange(), caller: this.caller, operation },
      entry: { value: entered },
    };
    try {
      if (opened.variables !== undefined) exchange.variables = opened.variables;
      if (opened.examined !== undefined) exchange.examined = opened.examined;
      if (opened.examined !== undefined && "value" in opened.examined)
        await steps.spend(exchange, opened.examined.value);
      exchange.rootValue = rootValue;
      const context = await this.#context(exchange);
      const { data, errors } = await steps.execute(exchange, context);
      const missing = unavailable(context);
      const extensions = {
        ...(missing.length > 0 && { unavailable: missing }),
        ...(exchange.cost && { cost: exchange.cost }),
      };
      return {
        data:
          data instanceof JsonText
            ? (JSON.parse(data.chunks.map(String).join("")) as object)
            : (data ?? null),
        ...(errors && { errors: errors.map((error) => this.#shown(error)) as unknown as GraphQLError[] }),
        ...(Object.keys(extensions).length > 0 && { extensions }),
      } as ExecutionResult;
    } finally {
      entered.leave();
    }
  }

  async #context(exchange: Exchange): Promise<C> {
    const info = infoOf(this.request, this.response, this.caller);
    exchange.isGone = info.isGone;
    return await this.options.context({
      ...info,
      subscriber: { caller: () => this.caller, signal: this.#ending.signal },
    });
  }

  /** Finds the operation among known documents, or parses and validates it as Apollo Server does. */
  async #operationOf(
    members: RequestMembers,
    exchange: Exchange,
  ): Promise<KnownOperation | { readonly errors: readonly GraphQLError[] }> {
    const { schema, documents, steps } = this.options;
    const text = textOf(members) ?? "";
    let document: KnownDocument | undefined = documents.find(text);
    if (document === undefined) {
      try {
        const ast = parse(text, { maxTokens: CEILINGS.tokens });
        const errors = validate(schema, ast, specifiedRules, { maxErrors: MOST_ERRORS });
        document = documents.of(ast);
        if (errors.length > 0) {
          await steps.chargeValidation(exchange, document.shape);
          return { errors: errors.map(withCode("GRAPHQL_VALIDATION_FAILED")) };
        }
        await documents.store.set(createHash("sha256").update(text).digest("hex"), ast);
      } catch (error) {
        return { errors: [withCode("GRAPHQL_PARSE_FAILED")(error as GraphQLError)] }; // the parser throws nothing else
      }
    }
    exchange.wellFormed = true;
    const name = typeof members["operationName"] === "string" ? members["operationName"] : undefined;
    const operation = document.operation(name);
    const found = getOperationAST(document.ast, name);
    if (operation === undefined || found?.operation !== OperationTypeNode.SUBSCRIPTION) {
      throw new GatewayError(
        "OPERATION_RESOLUTION_FAILURE",
        "A stream answers one subscription: the document has none of this name. Send queries and mutations with `Accept: application/json`.",
      );
    }
    exchange.operationType = OperationTypeNode.SUBSCRIPTION;
    if (operation.name !== undefined) exchange.operationName = operation.name;
    return operation;
  }

  #refused(errors: readonly GraphQLError[], members: RequestMembers, exchange: Exchange): ExecutionResult {
    exchange.errorCodes = errors.map(({ extensions }) => String(extensions["code"]));
    let shown = errors.map((error) => this.#shown(error));
    if (!this.options.steps.seesSchema({ ...exchange, caller: this.caller })) {
      const variables = (variablesOf(members) ?? {}) as RawVariables;
      shown = new NamesKnown({ query: textOf(members), variables }).errors(shown, this.names);
    }
    return { errors: errorsOfRefusal(shown) as unknown as GraphQLError[] };
  }

  /** The last answer of a stream that ends with an error. What may pass is cut, so that its client tries again. */
  #failed(error: unknown, exchange: Exchange): ExecutionResult {
    if (error instanceof GatewayError && error.code === "STORE_UNAVAILABLE") throw error;
    const shown = this.#shown(error);
    exchange.errorCodes = [String(shown.extensions?.["code"])];
    return { errors: [shown] as unknown as GraphQLError[] };
  }

  #shown(error: unknown): GraphQLFormattedError {
    return formatted(error, this.options.formatError);
  }
}

function withCode(code: string): (error: GraphQLError) => GraphQLError {
  return (error) => {
    Object.assign(error.extensions, { code });
    return error;
  };
}
