import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";

/** Where in a trace the code stands that runs now: what it does becomes a child of `span`. */
export interface TraceScope {
  span: Span;
  /** When the last thing in it ended, as `performance.now()` says it. */
  lastEnd: number;
  /** The scopes inside of it, which end with it. */
  readonly inner: TraceScope[];
}

/** Costs nothing until a scope is run, and so nothing without tracing. */
export const traceScopes = new AsyncLocalStorage<TraceScope>();

/** What log lines say of the trace that they are part of. */
export function traceFields(): { traceId?: string; spanId?: string } {
  const scope = traceScopes.getStore();
  if (scope === undefined) return {};
  const { traceId, spanId } = scope.span.spanContext();
  return { traceId, spanId };
}
