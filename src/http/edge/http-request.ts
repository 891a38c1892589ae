import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { parse } from "node:querystring";
import type { Logger } from "pino";
import type { Caller } from "../../auth/caller";
import type { RequestTrace } from "../../observability/tracing";
import type { Refused } from "../answers/refusal";
import type { Exchange } from "../pipeline/exchange";
import { requestIdOf } from "./request";
import { pathLength, pathOf } from "./target-path";

/** Receives refusals that nothing else logs or counts. */
export interface RefusalObserver {
  /** Called for each refusal at another path than GraphQL's, which observe.ts does not report. */
  readonly onRefused: (refused: Refused) => void;
  /** Called for each request that exceeds a limit before its caller is known, with the name of the limit. */
  readonly onLimit: (limit: string) => void;
}

/** One HTTP request, from the time on that its head was accepted. */
export class HttpRequest {
  readonly id: string;
  readonly method: string;
  /** The normalized target: the path and, after a question mark, the parameters. */
  readonly url: string;
  /** The path pattern of its route, such as `/loa/:account/:region/:resourceId`; empty where there is none. */
  route = "";
  /** The values in the path, by the names in the pattern. */
  params: Readonly<Record<string, string>> = {};
  /** The body as it was sent; empty where there was none. */
  bodyText = "";
  /** Null until the request reaches the GraphQL route, and always on other routes. */
  graphql: Exchange | null = null;
  /** Null on other routes than GraphQL's. */
  trace: RequestTrace | null = null;
  /** Its caller, on other routes than GraphQL's; null until it is known. */
  caller: Caller | null = null;
  #log: Logger | undefined;

  constructor(
    readonly raw: IncomingMessage,
    private readonly logger: Logger,
    readonly observer: RefusalObserver,
  ) {
    this.id = requestIdOf(raw);
    this.method = raw.method ?? "";
    this.url = raw.url ?? "";
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers;
  }

  /** The path, as it was sent. */
  get path(): string {
    return pathOf(this.url);
  }

  /** The parameters of the target; a list where a name occurs more than once. */
  get query(): Readonly<Record<string, string | string[] | undefined>> {
    return parse(this.url.slice(pathLength(this.url) + 1));
  }

  /** A logger whose lines contain this request's id. */
  get log(): Logger {
    return (this.#log ??= this.logger.child({ requestId: this.id }));
  }
}
