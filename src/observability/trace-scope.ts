import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";

/** The position in a trace of the code that is running: its spans become children of `span`. */
export interface TraceScope {
  span: Span;
  /** When the last thing in it ended, as `performance.now()` says it. */
  lastEnd: number;
  /** The scopes inside of it, which end with it. */
  readonly inner: TraceScope[];
}

/** Costs nothing until a scope is run, and so nothing without tracing. */
export const traceScopes = new AsyncLocalStorage<TraceScope>();

const NO_FIELDS = Object.freeze({});

/** What log lines say of the trace that they are part of. */
export function traceFields(): { readonly traceId?: string; readonly spanId?: string } {
  const scope = traceScopes.getStore();
  if (scope === undefined) return NO_FIELDS;
  const { traceId, spanId } = scope.span.spanContext();
  return { traceId, spanId };
}

/** A line's members with those of its trace before them. */
export function withTraceFields(line: object, fields: object): object {
  return fields === NO_FIELDS ? line : { ...fields, ...line };
}
