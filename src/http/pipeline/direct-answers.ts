import { isPromise } from "../../libraries/graphql";
import type { TextChunk } from "../../execution/completed";
import { JsonText } from "../../execution/json-text";
import { tag } from "../answers/etag";
import { ageText, type FreshnessOf, maxAgeOf } from "../answers/freshness";
import { endOf, type Origin, type RememberedAnswers, startOf } from "../answers/remembered-answers";
import { type UnavailableOf, unavailableText } from "../answers/unavailable";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";
import { arrivalOf, type MakeContext } from "../edge/request";
import type { Exchange } from "./exchange";
import type { KnownDocuments } from "./known-documents";
import { contextFor } from "./request-context";
import { sendChunks } from "./send";
import type { Steps } from "./steps";

export interface DirectAnswersOptions<C extends object> {
  readonly steps: Steps;
  readonly documents: KnownDocuments;
  readonly answers: RememberedAnswers;
  /** Makes the context of resolvers. */
  readonly context: MakeContext<C>;
  /** The origin of the answer that was made with a context; undefined where it may not be cached. */
  readonly originOf: (context: C) => Origin | undefined;
  readonly freshness: FreshnessOf<C>;
  readonly unavailable: UnavailableOf<C>;
}

/** A request to the GraphQL path. */
export interface GraphQLCall {
  readonly request: HttpRequest;
  readonly reply: Reply;
  readonly exchange: Exchange;
  /** The cache key of its answer; undefined where it may be no query, or has no caller. */
  readonly key: string | undefined;
}

/** An answer to a query without errors. */
interface Answer {
  /** The chunks of its `data`, as JSON. */
  readonly data: readonly TextChunk[];
  readonly contentType: string;
  readonly hasFreshness: boolean;
}

/**
 * Answers queries without Apollo Server, which takes several times as long as the answer itself: those
 * whose answer is cached and still valid, and those whose document Apollo Server has answered before. The steps
 * (steps.ts) are the same, and no error message is written here: Apollo Server then continues with the exchange.
 */
export class DirectAnswers<C extends object> {
  constructor(private readonly options: DirectAnswersOptions<C>) {}

  /**
   * Sends a cached answer, where it is still valid.
   * @returns whether it did.
   * @throws GatewayError RATE_LIMITED
   */
  async answerAgain({ request, reply, exchange, key }: GraphQLCall): Promise<boolean> {
    const { answers, steps } = this.options;
    const remembered = key === undefined ? undefined : answers.get(key, maxAgeOf(request.headers));
    if (remembered === undefined) return false;
    const { start, contentType, operationName, origin, hasFreshness, cost } = remembered;
    isQuery(request, exchange, operationName);
    steps.enterAgain(exchange, reply.raw, remembered);
    const budget = await steps.spend(exchange, cost);
    exchange.trace?.operationBegan("query", operationName);
    exchange.trace?.operationEnded([]);
    const freshness = hasFreshness ? origin.freshness() : undefined;
    stateAge(reply, freshness);
    if (await tag(request, reply, [start])) await reply.send();
    else await sendChunks(request, reply.type(contentType), [start, endOf(budget, freshness?.text)]);
    return true;
  }

  /**
   * Answers a query whose document was answered before.
   * @param body the parsed body of a POST.
   * @returns whether it did; where it did not, the steps that it took are noted in the exchange.
   */
  async answerKnown(call: GraphQLCall, body: unknown, contentType: string): Promise<boolean> {
    const { documents, steps, context: makeContext, freshness: freshnessOf } = this.options;
    const { request, reply, exchange, key } = call;
    const members = membersOf(body);
    const operation = members && documents.find(members.query)?.operation(members.operationName ?? undefined);
    if (key === undefined || members === undefined || operation?.isProven !== true) return false;
    isQuery(request, exchange, operation.name);
    try {
      steps.enter(exchange, reply.raw, () => arrivalOf(request, [members]));
      const spent = steps.spend(exchange, steps.examine(exchange, operation, members.variables ?? {}));
      const made = contextFor(exchange, makeContext, request, reply.raw);
      const context = isPromise(made) ? await made : made;
      const budget = isPromise(spent) ? await spent : spent;
      exchange.trace?.operationBegan("query", operation.name);
      const execute = () => steps.execute(exchange, context);
      const { data, errors } = await (exchange.trace?.run(execute) ?? execute());
      if (errors !== undefined || !(data instanceof JsonText)) return false;
      exchange.trace?.operationEnded([]);
      const freshness = freshnessOf(context);
      const missing = unavailableText(this.options.unavailable(context));
      const hasFreshness = freshness !== undefined;
      if (operation.lasts && missing === undefined)
        this.offer(call, { data: data.chunks, contentType, hasFreshness });
      stateAge(reply, freshness);
      const chunks = [...startOf(data.chunks), endOf(budget, freshness?.text(), missing)];
      await sendChunks(request, reply.type(contentType), chunks);
      return true;
    } catch (error) {
      if (reply.isSent) throw error;
      return false; // the steps throw it again, and Apollo Server answers it
    }
  }

  /** Caches an answer, where that is allowed. */
  offer({ exchange, key }: GraphQLCall, { data, contentType, hasFreshness }: Answer): void {
    const { context, operationName, cost } = exchange;
    const origin = context && this.options.originOf(context as C); // this pipeline made it
    if (key === undefined || origin === undefined) return;
    const answer = { hasFreshness, contentType, operationName, origin, cost: cost?.requested ?? 0 };
    this.options.answers.offer(key, startOf(data), answer);
  }
}

/** Notes the details of a query before it is executed. */
function isQuery(request: HttpRequest, exchange: Exchange, operationName: string | undefined): void {
  request.graphql = exchange;
  exchange.wellFormed = true;
  exchange.operationType = "query";
  if (operationName !== undefined) exchange.operationName = operationName;
}

function stateAge(reply: Reply, freshness: { readonly ageMs: number } | undefined): void {
  if (freshness !== undefined) reply.header("age", ageText(freshness));
}

interface Members {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

const MEMBERS: ReadonlySet<string> = new Set(["query", "operationName", "variables"]);

/** The members of a body that is of the usual form; undefined for any other, which may be valid or invalid. */
function membersOf(body: unknown): (Members & Readonly<Record<string, unknown>>) | undefined {
  if (!isObject(body) || !Object.keys(body).every((member) => MEMBERS.has(member))) return undefined;
  const { query, operationName, variables } = body;
  if (typeof query !== "string" || (operationName != null && typeof operationName !== "string"))
    return undefined;
  return variables == null || isObject(variables) ? { query, operationName, variables } : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
