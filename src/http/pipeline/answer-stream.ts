import { createHash } from "node:crypto";
import { conditionalRootError } from "./subscription-roots";
import {
  createSourceEventStream,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  OperationTypeNode,
  validate,
} from "graphql";
import type { Caller } from "../../auth/caller";
import { GatewayError } from "../../errors";
import { isStateUpdate } from "../../events/state-update";
import { JsonText } from "../../execution/json-text";
import type { RawVariables } from "../../execution/variables";
import { Idempotency } from "../../journal/idempotency";
import type { Admitted } from "../limits/admission";
import type { Deprecation } from "./deprecation";
import { deprecatedIn, noteDeprecatedUses } from "./deprecations";
import { withInputCodes } from "./execution-errors";
import { type Exchange, newExchange, valueOf } from "./exchange";
import { type RequestMembers, textOf, variablesOf } from "./graphql-request";
import type { KnownDocument } from "./known-documents";
import type { KnownOperation } from "./known-operation";
import { formatted } from "./later-errors";
import { errorsOfRefusal } from "./reported-errors";
import { NamesKnown } from "./schema-details";
import type { StreamOpening, SubscriptionOptions } from "./stream-opening";

/** Ends a stream as a lost connection does: it is not complete, and its client goes on with a new credential. */
class CutStream extends Error {
  constructor() {
    super("The stream was cut: its caller may not receive it any more.");
  }
}

/** The answers of one stream, from its document to its end. */
export class AnswerStream<C extends object> {
  readonly #ending = new AbortController();
  #error: unknown;
  /** The deprecated elements that it uses, in the form that its caller may see. */
  #deprecations: readonly Deprecation[] = [];

  constructor(
    private readonly options: SubscriptionOptions<C>,
    /** Of the fields of the schema. */
    private readonly names: ReadonlySet<string>,
    private readonly opening: StreamOpening,
  ) {}

  /** Ends it without a last answer. */
  close(): void {
    this.#ending.abort();
  }

  /** Ends it with an error: its caller may not receive it any more. */
  endWith(error: unknown): void {
    this.#error ??= error;
    this.#ending.abort();
  }

  #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  get #caller(): Caller {
    return this.opening.subscriber.caller;
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
        yield this.#refused(withInputCodes(exchange.variables.errors), exchange);
        return;
      }
      this.#noteDeprecatedUses(operation, exchange, rawVariables);
      yield* this.#events(operation, exchange, rawVariables);
    } catch (error) {
      yield this.#refused([error], exchange);
      return;
    }
    if (this.#error === undefined) return;
    yield this.#refused([this.#error], exchange);
    throw new CutStream();
  }

  /** They are coerced, whatever their type. */
  get #rawVariables(): RawVariables {
    return (variablesOf(this.opening.members) ?? {}) as RawVariables;
  }

  #noteDeprecatedUses(operation: KnownOperation, exchange: Exchange, rawVariables: RawVariables): void {
    const used = deprecatedIn(operation, rawVariables);
    const { headers } = this.opening;
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
      yield this.#refused(withInputCodes(source.errors ?? []), exchange);
      return;
    }
    let shown: string | undefined;
    for await (const rootValue of source) {
      if (this.#isEnding()) return;
      const entered = this.options.admission.enterEvent(this.#caller);
      try {
        const result = await this.#execute(operation, exchange, rootValue, entered);
        if (this.#isEnding()) return;
        const next = isStateUpdate(rootValue) ? digestOf(result) : undefined;
        if (next !== undefined && next === shown) continue;
        shown = next;
        yield result;
        // Until its client reads it, an answer holds memory like one that is being made.
        await this.opening.isTaken();
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
      ...{ ...newExchange(), caller: this.#caller, operation, rootValue },
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
    const { id, headers } = this.opening;
    const { signal } = this.#ending;
    exchange.isGone = () => signal.aborted;
    return await this.options.context({
      ...{ requestId: id, headers, caller: this.#caller, idempotency: new Idempotency(id) },
      ...{ hangUp: () => signal, isGone: exchange.isGone },
      subscriber: { caller: () => this.#caller, signal },
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
      const parsed = documents.parse(members, text);
      if ("syntaxError" in parsed) return { errors: [parsed.syntaxError] };
      const { ast } = parsed;
      const conditional = conditionalRootError(ast);
      const errors = conditional === undefined ? validate(schema, ast) : [conditional];
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
        "A stream answers one subscription: the document has none of this name. Send queries and mutations by POST, with `Accept: application/json`.",
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
    if (this.options.steps.seesSchema({ caller: this.#caller })) return shown;
    return this.#namesKnown().errors(shown, this.names);
  }

  #namesKnown(): NamesKnown {
    return new NamesKnown({ query: textOf(this.opening.members), variables: this.#rawVariables });
  }
}

/** Of what it shows: its data and its errors. */
function digestOf({ data, errors }: ExecutionResult): string {
  return createHash("sha256")
    .update(JSON.stringify([data, errors]))
    .digest("base64");
}

export function operationNameIn({ operationName }: RequestMembers): string | undefined {
  return typeof operationName === "string" ? operationName : undefined;
}

function asNotValid(error: GraphQLError): GraphQLError {
  Object.assign(error.extensions, { code: "GRAPHQL_VALIDATION_FAILED" });
  return error;
}
