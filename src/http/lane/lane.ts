import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { ANONYMOUS_CALLER, type Caller } from "../../auth/caller";
import { maxAgeOf } from "../freshness";
import type { Serve } from "../front";
import type { Admission } from "../limits/admission";
import { questionOf } from "../question";
import { keyOf, type RememberedAnswers } from "../remembered-answers";
import type { Authenticate } from "../request";
import type { Answering, Taken } from "./answering";
import { askedIn } from "./asked-in";
import { bodyOf } from "./body";
import type { Heads } from "./heads";
import type { PreparedQueries } from "./prepared-queries";

export interface LaneOptions {
  /** The path that GraphQL is served at. */
  path: string;
  heads: Heads;
  prepared: PreparedQueries;
  answers: RememberedAnswers;
  admission: Admission;
  authenticate: Authenticate;
  logger: Logger;
  /** Whether a request for the host that it names may be answered. */
  allowsHost: (headers: IncomingHttpHeaders) => boolean;
  draining: () => boolean;
}

const TYPES: ReadonlySet<string> = new Set(["application/json", "application/json; charset=utf-8"]);

/**
 * Answers questions whose documents were answered before, without the way through Fastify and Apollo Server, which
 * takes several times as long as the answer itself. The caller is authenticated, held to limits and grants, counted,
 * logged and traced by the same code as there. Whatever is out of the ordinary, an error in the answer included, goes
 * on to Fastify with what is done already (head-start.ts), so that no rule stands in two places.
 */
export class Lane {
  constructor(
    private readonly options: LaneOptions,
    private readonly answering: Pick<Answering<never>, "again" | "anew">,
  ) {}

  /**
   * @param serve answers what cannot be answered here; may be called later, too.
   * @returns whether the request is taken; where it is not, it is as it was.
   */
  take(request: IncomingMessage, response: ServerResponse, serve: Serve): boolean {
    const { path, heads, allowsHost, draining } = this.options;
    const { method, url, headers } = request;
    if (method !== "POST" || url !== path || headers["content-encoding"] !== undefined) return false;
    if (!TYPES.has(headers["content-type"] ?? "") || draining() || !allowsHost(headers)) return false;
    const head = heads.of(headers);
    const caller = head && this.#callerOf(headers);
    const body = caller && bodyOf(request);
    if (head === undefined || caller === undefined || body === undefined) return false;
    const isTaken = this.#answer({ request, response, serve, body, caller, head });
    if (!isTaken) request.unshift(body);
    return isTaken;
  }

  /** Only who is known at once. Those who do not say who they are may ask for little, which others check. */
  #callerOf(headers: IncomingHttpHeaders): Caller | undefined {
    try {
      const caller = this.options.authenticate(headers);
      if (!(caller instanceof Promise)) return caller === ANONYMOUS_CALLER ? undefined : caller;
      caller.catch(() => undefined); // it is asked for again, and rejects again
    } catch {
      // as well
    }
    return undefined;
  }

  #answer(parts: Taken): boolean {
    const { path, answers, prepared, admission } = this.options;
    const { caller, body } = parts;
    const { headers } = parts.request;
    const bodyText = body.toString();
    const question = questionOf({ method: "POST", url: path, headers, bodyText });
    const key = question && keyOf(caller, admission.limitsKey(caller), question);
    const remembered = key === undefined ? undefined : answers.get(key, maxAgeOf(headers));
    if (remembered !== undefined) {
      this.#watch(parts, () => this.answering.again(parts, remembered));
      return true;
    }
    const asked = askedIn(bodyText);
    const query = asked && prepared.get(asked.query, asked.operationName);
    if (key === undefined || asked === undefined || query === undefined) return false;
    const cost = admission.costOf(caller, query.document, asked.operationName, asked.variables);
    const arrival = { bytes: body.length, asked: [{ query: asked.query }] };
    const leave = cost === undefined ? undefined : admission.tryToEnter(caller, arrival);
    if (cost === undefined || leave === undefined) return false;
    this.#watch(parts, () => this.answering.anew(parts, { query, asked, key, cost, leave }));
    return true;
  }

  /** An answer that cannot be sent ends with its connection, and nothing else does. */
  #watch({ response }: Taken, answer: () => void | Promise<void>): void {
    const failed = (error: unknown) => {
      this.options.logger.error({ err: error }, "an answer could not be sent");
      response.destroy();
    };
    try {
      answer()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
