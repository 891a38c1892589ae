import { getOperationAST, type GraphQLFormattedError, OperationTypeNode } from "graphql";
import { AnswerStream, operationNameIn } from "./answer-stream";
import type { Exchange } from "./exchange";
import { type RequestMembers, textOf } from "./graphql-request";
import { formatted } from "./later-errors";
import { errorsOfRefusal } from "./reported-errors";
import { conditionalRootError } from "./subscription-roots";
import { namesOf } from "./schema-details";
import type { OpenedStream, StreamOpening, SubscriptionOptions } from "./stream-opening";

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
      const document = this.options.documents.find(text) ?? this.options.documents.parse(members, text);
      if ("syntaxError" in document) return unlessKnown;
      const operation = getOperationAST(document.ast, operationNameIn(members));
      return operation == null ? unlessKnown : operation.operation === OperationTypeNode.SUBSCRIPTION;
    } catch {
      return unlessKnown; // it is nested too deeply
    }
  }

  /**
   * Ends a request whose document has a subscription with a condition at its root field, before Apollo Server validates
   * the document.
   * @throws (rejects with) GraphQLError GRAPHQL_VALIDATION_FAILED
   */
  async requireUnconditionalRoots(members: RequestMembers, exchange: Exchange): Promise<void> {
    const { documents, steps } = this.options;
    const text = textOf(members);
    if (text?.includes("subscription") !== true || !text.includes("@")) return;
    if (documents.find(text) !== undefined) return;
    const parsed = documents.parse(members, text);
    if ("syntaxError" in parsed) return; // which Apollo Server says itself
    const error = conditionalRootError(parsed.ast);
    if (error === undefined) return;
    exchange.wellFormed = true;
    exchange.errorCodes = ["GRAPHQL_VALIDATION_FAILED"];
    await steps.chargeValidation(exchange, documents.of(parsed.ast).shape);
    Object.assign(error.extensions, { http: { status: 400 } });
    throw error;
  }

  /**
   * @param exchange of what opens it.
   * @throws (rejects with) GatewayError as `Admission.enter` and `StreamPlaces.takeStream` throw it, or OVERLOADED.
   */
  async open(opening: StreamOpening, exchange: Exchange): Promise<OpenedStream> {
    const { steps, admission, places } = this.options;
    const { caller } = opening.subscriber;
    exchange.isStream = true;
    exchange.caller = caller;
    const leave = places.takeStream(caller);
    let releaseSlot: () => void = () => undefined;
    try {
      releaseSlot = await opening.admit();
      const entered = admission.enter(caller, { bytes: opening.bytes, members: [opening.members] });
      entered.leave(); // from now on it is an open stream
      exchange.entry = { value: entered };
      await steps.requireBudget(exchange);
    } catch (error) {
      leave();
      throw error;
    } finally {
      releaseSlot();
    }
    const stream = new AnswerStream<C>(this.options, this.#names, opening);
    let isOpen = true;
    return {
      results: stream.results(exchange),
      endWith: (error) => stream.endWith(error),
      close: () => {
        if (isOpen) leave();
        isOpen = false;
        stream.close();
      },
    };
  }

  /** What refuses to open a stream, as its caller is told. */
  refusal(error: unknown): GraphQLFormattedError[] {
    return errorsOfRefusal([formatted(error, this.options.formatError)]);
  }
}
