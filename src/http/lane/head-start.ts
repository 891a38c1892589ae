import type { IncomingMessage } from "node:http";
import type { Caller } from "../../auth/caller";
import type { TextResult } from "../../execution/execution";
import type { ToldKey } from "../../journal/idempotency";
import type { Budget } from "../limits/cost-meter";
import type { ObservedRequest } from "../request-end";

/**
 * What the lane has already done for a request that it then leaves to Apollo after all, such as one whose answer holds
 * errors: nothing is done twice, and Apollo words what is wrong.
 */
export interface HeadStart {
  readonly requestId: string;
  readonly observed: ObservedRequest;
  readonly caller: Caller;
  /** Read already. */
  readonly body: Buffer;
  /** What was taken from the caller's budget, or why it could not be. */
  readonly spent: Budget | Promise<Budget>;
  /** Lets the request out of the caller's limits again; called once, by whoever answers. Absent where it was not let in. */
  readonly leave?: () => void;
  readonly context?: object;
  readonly toldKeys?: readonly ToldKey[];
  /** Absent where it was not executed. */
  readonly result?: TextResult;
}

const headStarts = new WeakMap<IncomingMessage, HeadStart>();

/** Undefined for almost every request. */
export function headStartOf(request: IncomingMessage): HeadStart | undefined {
  return headStarts.get(request);
}

const RESULT = Symbol("result");

/** A context value that carries a result past Apollo, which copies it and whatever else it is given. */
export function withResult<C extends object>(context: C, result: TextResult | undefined): C {
  return result === undefined ? context : { ...context, [RESULT]: result };
}

/** The result that a context value carries; undefined where it is still to be executed. */
export function resultIn(context: { readonly [RESULT]?: TextResult }): TextResult | undefined {
  return context[RESULT];
}

export function giveHeadStart(request: IncomingMessage, headStart: HeadStart): void {
  headStarts.set(request, headStart);
}
