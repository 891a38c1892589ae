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
import type { Admission, Admitted } from "../limits/admission";
import type { StreamPlaces } from "../limits/stream-places";
import type { Deprecation } from "./deprecation";
import { deprecatedIn, type DeprecatedUse, noteDeprecatedUses } from "./deprecations";
import { type Exchange, newExchange, valueOf } from "./exchange";
import type { RequestMembers } from "./graphql-request";
import { textOf, variablesOf } from "./graphql-request";
import type { KnownDocument, KnownDocuments } from "./known-documents";
import type { KnownOperation } from "./known-operation";
import { type FormatError, formatted } from "./later-errors";
import { errorsOfRefusal } from "./reported-errors";
import { NamesKnown, namesOf } from "./schema-details";
import type { Steps } from "./steps";
import type { ServerResponse } from "node:http";

/** The services and settings for opening streams. */
export interface SubscriptionOptions<C extends object> {
  readonly schema: GraphQLSchema;
  readonly steps: Steps;
  readonly admission: Admission;
  readonly documents: KnownDocuments;
  readonly places: StreamPlaces;
  readonly context: (request: RequestInfo) => C | Promise<C>;
  readonly formatError: FormatError;
  readonly unavailable: UnavailableOf<C>;
  /** Called for each deprecated element that a stream uses, once. */
  readonly onDeprecatedUse: ((use: DeprecatedUse) => void) | undefined;
}

/** A stream, for its transport. */
export interface OpenedStream {
  /** Its answers, one for each event; the last one may contain the reason for its end. */
  readonly results: AsyncGenerator<ExecutionResult, void, undefined>;
  /** Ends the stream with an error: its caller may not receive it any more. */
  readonly endWith: (error: unknown) => void;
  /** Authenticates the caller again, and checks its grants. */
  readonly recheck: () => Promise<void>;
  /** Ends it without a last answer. */
  readonly close: () => void;
}

/**
 * Opens streams along the steps of every request (steps.ts): the caller is authenticated and its limits are checked,
 * the document is checked as any other, and the opening and each event are charged. An open stream is no running
 * request, and its caller is checked at an interval.
 */
export class Subscriptions<C extends object> {
  readonly #names: ReadonlySet<string>;

  constructor(private readonly options: SubscriptionOptions<C>) {
    this.#names = namesOf(options.schema);
  }

  /**
   * Whether a request is a subscription.
   * @param unlessKnown the result where that cannot be determined.
   */
  isSubscription(members: RequestMembers, unlessKnown: boolean): boolean {
    const text = textOf(members);
    if (text?.includes("subscription") !== true) return false;
    try {
      const ast =
        this.options.documents.find(text)?.ast ??
        parse(text, { maxTokens: CEILINGS.tokens, noLocation: true });
      const operation = getOperationAST(ast, operationNameIn(members));
      return operation == null ? unlessKnown : operation.operation === OperationTypeNode.SUBSCRIPTION;
    } catch {
      return unlessKnown; // it is no valid document
    }
  }

  /**
   * @param members of the request, with the text of a registered document where it names one.
   * @param exchange whose caller is authenticated.
   * @param isTaken resolves when the transport has sent the last answer.
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
    entered.leave(); // from now on it is an open stream
    exchange.entry = { value: entered };
    await steps.requireBudget(exchange);
    const leave = places.take(caller);
    const stream = new Stream<C>(this.options, this.#names, { request, response, members }, caller, isTaken);
    const results = stream.results(exchange);
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

/** The request that a stream answers. */
interface OpeningRequest {
  readonly request: HttpRequest;
  readonly response: ServerResponse;
  readonly members: RequestMembers;
}

/** One stream from its document to its end. */
class Stream<C extends object> {
  readonly #ending = new AbortController();
  #error: unknown;
  /** The deprecated elements that it uses, in the form that its caller may see. */
  #deprecations: readonly Deprecation[] = [];

  constructor(
    private readonly options: SubscriptionOptions<C>,
    private readonly names: ReadonlySet<string>,
    private readonly opening: OpeningRequest,
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
      this.caller = await this.options.steps.authenticate(newExchange(), this.opening.request.headers);
      requirePermission(this.caller, "read", "The stream");
    } catch (error) {
      this.endWith(error);
    }
  }

  async *results(exchange: Exchange): AsyncGenerator<ExecutionResult, void, undefined> {
    const { steps } = this.options;
    try {
      steps.requireDocument(exchange);
      const operation = await this.#operationOf(exchange);
      if ("errors" in operation) {
        yield this.#refused(operation.errors, exchange);
        return;
      }
      const rawVariables = this.#rawVariables;
      await steps.spend(exchange, steps.examine(exchange, operation, rawVariables));
      if (exchange.variables?.errors !== undefined) {
        yield this.#refused(exchange.variables.errors, exchange);
        return;
      }
      this.#noteDeprecatedUses(operation, exchange, rawVariables);
      yield* this.#events(operation, exchange, rawVariables);
      if (this.#error !== undefined) yield this.#refused([this.#error], exchange);
    } catch (error) {
      yield this.#refused([error], exchange);
    }
  }

  /** They are coerced, whatever their type. */
  get #rawVariables(): RawVariables {
    return (variablesOf(this.opening.members) ?? {}) as RawVariables;
  }

  #noteDeprecatedUses(operation: KnownOperation, exchange: Exchange, rawVariables: RawVariables): void {
    const used = deprecatedIn(operation, rawVariables);
    const { headers } = this.opening.request;
    noteDeprecatedUses(exchange, used, headers["apollographql-client-name"], this.options.onDeprecatedUse);
    this.#deprecations = this.options.steps.seesSchema(exchange)
      ? used
      : this.#namesKnown().deprecations(used);
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
      yield this.#refused(source.errors ?? [], exchange);
      return;
    }
    for await (const rootValue of source) {
      if (this.#ending.signal.aborted) return;
      const entered = this.options.admission.enterEvent(this.caller);
      try {
        yield await this.#execute(operation, exchange, rootValue, entered);
        // Until its client reads it, an answer holds memory like one that is being made.
        await this.isTaken();
      } finally {
        entered.leave();
      }
    }
  }

  /** Executes the operation for one event, with the present grants of its caller. */
  async #execute(
    operation: KnownOperation,
    opened: Exchange,
    rootValue: unknown,
    entered: Admitted,
  ): Promise<ExecutionResult> {
    const { steps, unavailable } = this.options;
    const exchange: Exchange = {
      ...{ ...newExchange(), caller: this.caller, operation, rootValue },
      entry: { value: entered },
    };
    if (opened.variables !== undefined) exchange.variables = opened.variables;
    if (opened.examined !== undefined) {
      exchange.examined = opened.examined;
      await steps.spend(exchange, valueOf(opened.examined));
    }
    const context = await this.#context(exchange);
    const { data, errors } = await steps.execute(exchange, context);
    const missing = unavailable(context);
    const extensions = {
      ...(missing.length > 0 && { unavailable: missing }),
      ...(this.#deprecations.length > 0 && { deprecations: this.#deprecations }),
      ...(exchange.cost && { cost: exchange.cost }),
    };
    return {
      data:
        data instanceof JsonText ? (JSON.parse(data.chunks.map(String).join("")) as object) : (data ?? null),
      ...(errors && { errors: this.#shown(errors) }),
      ...(Object.keys(extensions).length > 0 && { extensions }),
    } as ExecutionResult;
  }

  async #context(exchange: Exchange): Promise<C> {
    const info = infoOf(this.opening.request, this.opening.response, this.caller);
    exchange.isGone = info.isGone;
    return await this.options.context({
      ...info,
      subscriber: { caller: () => this.caller, signal: this.#ending.signal },
    });
  }

  /** Finds the operation among known documents, or parses and validates it as Apollo Server does. */
  async #operationOf(
    exchange: Exchange,
  ): Promise<KnownOperation | { readonly errors: readonly GraphQLError[] }> {
    const { schema, documents, steps } = this.options;
    const { members } = this.opening;
    const text = textOf(members) ?? "";
    let document: KnownDocument | undefined = documents.find(text);
    if (document === undefined) {
      const ast = parse(text, { maxTokens: CEILINGS.tokens });
      const errors = validate(schema, ast);
      document = documents.of(ast);
      if (errors.length > 0) {
        await steps.chargeValidation(exchange, document.shape);
        return { errors: errors.map(asNotValid) };
      }
      await documents.store.set(createHash("sha256").update(text).digest("hex"), ast);
    }
    exchange.wellFormed = true;
    const operation = document.operation(operationNameIn(members));
    if (operation?.type !== OperationTypeNode.SUBSCRIPTION) {
      throw new GatewayError(
        "OPERATION_RESOLUTION_FAILURE",
        "A stream answers one subscription: the document has none of this name. Send queries and mutations with `Accept: application/json`.",
      );
    }
    exchange.operationType = OperationTypeNode.SUBSCRIPTION;
    if (operation.name !== undefined) exchange.operationName = operation.name;
    return operation;
  }

  /**
   * The last answer of a stream that ends with errors. On a temporary failure the connection is cut instead, so that
   * its client tries again.
   */
  #refused(errors: readonly unknown[], exchange: Exchange): ExecutionResult {
    const shown = this.#shown(errors);
    exchange.errorCodes = shown.map(({ extensions }) => String(extensions?.["code"]));
    if (exchange.errorCodes.includes("STORE_UNAVAILABLE")) throw errors[0];
    return { errors: errorsOfRefusal(shown) } as unknown as ExecutionResult;
  }

  /** Errors in the form that its caller may see. */
  #shown(errors: readonly unknown[]): GraphQLFormattedError[] {
    const shown = errors.map((error) => formatted(error, this.options.formatError));
    if (this.options.steps.seesSchema({ caller: this.caller })) return shown;
    return this.#namesKnown().errors(shown, this.names);
  }

  #namesKnown(): NamesKnown {
    return new NamesKnown({ query: textOf(this.opening.members), variables: this.#rawVariables });
  }
}

function operationNameIn({ operationName }: RequestMembers): string | undefined {
  return typeof operationName === "string" ? operationName : undefined;
}

function asNotValid(error: GraphQLError): GraphQLError {
  Object.assign(error.extensions, { code: "GRAPHQL_VALIDATION_FAILED" });
  return error;
}
