import type { EndedRequest } from "./metrics";

export interface BegunRequest {
  method: string;
  path: string;
  requestId: string;
  /** The header of W3C Trace Context: whose trace this one continues. */
  traceparent: string | undefined;
}

/** Something that is over, such as a call of AWS. */
export interface TracedStep {
  name: string;
  milliseconds: number;
  attributes: Readonly<Record<string, string | number>>;
  /** The code of the error that it ended with. */
  error?: string;
  /** Whether it is left out where it belongs to no request. */
  ofRequest?: boolean;
}

/** The trace of one request. */
export interface RequestTrace {
  /** Does a part of the request's work: whatever is recorded meanwhile, also later and asynchronously, belongs to it. */
  run<Result>(work: () => Result): Result;
  operationBegan(type: string, name: string | undefined): void;
  operationEnded(errorCodes: readonly string[]): void;
  /** Its answer is out, or its caller gone. */
  end(request: EndedRequest): void;
}

/** Traces for an operator: request, operation, root fields, and the calls of AWS below them. */
export interface Tracing {
  request(began: BegunRequest): RequestTrace;
  /**
   * Resolves a root field; what is read for anything below it belongs to it too.
   * @param coordinate such as `Query.connections`
   * @param responseName its name in the answer
   */
  rootField<Result>(coordinate: string, responseName: string, resolve: () => Result): Result;
  /** Records something that has just ended, below whatever runs now. */
  step(step: TracedStep): void;
}

const NO_TRACE: RequestTrace = {
  run: (work) => work(),
  operationBegan: () => undefined,
  operationEnded: () => undefined,
  end: () => undefined,
};

/** Used where traces are off. */
export const NO_TRACING: Tracing = {
  request: () => NO_TRACE,
  rootField: (_coordinate, _responseName, resolve) => resolve(),
  step: () => undefined,
};
