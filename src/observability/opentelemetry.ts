import type * as api from "@opentelemetry/api";
import type { EndedRequest } from "./metrics";
import { redactText } from "./secrets";
import { type TraceScope, traceScopes } from "./trace-scope";
import type { BegunRequest, RequestTrace, TracedStep, Tracing } from "./tracing";

type Library = typeof api;
type Attributes = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * Traces by OpenTelemetry, under its conventions' names where there are any. Spans hold names, places, codes and ids:
 * never variables, never what AWS was sent or answered.
 *
 * Where a span belongs is kept in an own scope rather than the library's context: Apollo's plugins see an operation
 * begin and end, but cannot run its execution inside of anything.
 */
export class OpenTelemetryTracing implements Tracing {
  constructor(
    private readonly library: Library,
    private readonly tracer: api.Tracer,
    /** The path that all is served under, without a slash at its end. */
    private readonly basePath: string,
  ) {}

  request({ method, path, requestId, traceparent }: BegunRequest): RequestTrace {
    const parent = remoteParent(this.library, traceparent);
    const { SERVER } = this.library.SpanKind;
    const route = `${this.basePath}${path}`;
    const span = this.#start(`${method} ${route}`, parent, SERVER, {
      "http.request.method": method,
      "http.route": route,
      "url.path": route,
      "url.scheme": "http", // TLS ends in front of the gateway
      "request.id": requestId,
    });
    return new OpenTelemetryRequest(this.library, scopeOf(span), (name, attributes) =>
      this.#start(name, this.#below(span), SERVER, attributes),
    );
  }

  rootField<Result>(coordinate: string, responseName: string, resolve: () => Result): Result {
    const outer = traceScopes.getStore();
    if (outer === undefined) return resolve();
    const attributes = { "graphql.field.coordinate": coordinate, "graphql.field.path": responseName };
    const { INTERNAL } = this.library.SpanKind;
    const scope = scopeOf(this.#start(coordinate, this.#below(outer.span), INTERNAL, attributes));
    outer.inner.push(scope);
    return traceScopes.run(scope, () => inScope(scope, resolve()));
  }

  step({ name, milliseconds, attributes, error, ofRequest = false }: TracedStep): void {
    const scope = traceScopes.getStore();
    if (ofRequest && scope === undefined) return;
    const end = performance.now();
    const parent = scope === undefined ? this.library.ROOT_CONTEXT : this.#below(scope.span);
    const span = this.#start(name, parent, this.library.SpanKind.CLIENT, attributes, end - milliseconds);
    if (error !== undefined) fail(this.library, span, error);
    span.end(end);
    if (scope !== undefined) scope.lastEnd = end;
  }

  #start(
    name: string,
    parent: api.Context,
    kind: api.SpanKind,
    attributes: Attributes,
    startTime = performance.now(),
  ): api.Span {
    return this.tracer.startSpan(
      redactText(name),
      { kind, attributes: redactAttributes(attributes), startTime },
      parent,
    );
  }

  #below(span: api.Span): api.Context {
    return this.library.trace.setSpan(this.library.ROOT_CONTEXT, span);
  }
}

class OpenTelemetryRequest implements RequestTrace {
  readonly #request: api.Span;
  #operation: api.Span | undefined;

  constructor(
    private readonly library: Library,
    private readonly scope: TraceScope,
    private readonly startBelow: (name: string, attributes: Attributes) => api.Span,
  ) {
    this.#request = scope.span;
  }

  run<Result>(work: () => Result): Result {
    return traceScopes.run(this.scope, work);
  }

  /**
   * By the conventions for a GraphQL server, the span is named after the type alone: clients make up names of operations.
   * The document is no attribute, as it can hold secrets.
   * @see https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/
   */
  operationBegan(type: string, name: string | undefined): void {
    this.#operation = this.startBelow(type, {
      "graphql.operation.type": type,
      ...(name === undefined ? {} : { "graphql.operation.name": name }),
    });
    this.scope.span = this.#operation;
  }

  operationEnded(errorCodes: readonly string[]): void {
    if (this.#operation === undefined) return;
    for (const { span, lastEnd } of this.scope.inner.splice(0)) span.end(lastEnd);
    const [first] = errorCodes;
    if (first !== undefined) fail(this.library, this.#operation, first);
    this.#operation.end(performance.now());
    this.#operation = undefined;
    this.scope.span = this.#request;
  }

  end({ status, outcome, errorCodes, caller }: EndedRequest): void {
    this.operationEnded(errorCodes);
    const attributes = {
      "http.response.status_code": status,
      "graphql.outcome": outcome,
      ...(errorCodes.length === 0 ? {} : { "graphql.error.codes": [...new Set(errorCodes)] }),
      ...(caller === undefined ? {} : { "enduser.id": caller }),
    };
    this.#request.setAttributes(redactAttributes(attributes));
    if (outcome === "aborted" || status >= 500) fail(this.library, this.#request, errorCodes[0] ?? outcome);
    this.#request.end(performance.now());
  }
}

function scopeOf(span: api.Span): TraceScope {
  return { span, lastEnd: performance.now(), inner: [] };
}

/**
 * A root field's result. What hangs on its promise runs in the field's scope too: the executor goes on from there to
 * the fields below, and what they read belongs to this root field.
 */
function inScope<Result>(scope: TraceScope, result: Result): Result {
  if (!(result instanceof Promise)) return result;
  const promise: Promise<unknown> = result;
  const within = <Argument>(act: ((argument: Argument) => unknown) | null | undefined) =>
    act == null
      ? act
      : (argument: Argument) => {
          scope.lastEnd = performance.now();
          return traceScopes.run(scope, () => act(argument));
        };
  const then: Promise<unknown>["then"] = (onResolved, onRejected) =>
    Promise.prototype.then.call(promise, within(onResolved), within(onRejected)) as Promise<never>; // whatever the two give, as of any promise
  return Object.assign(result, { then });
}

function fail({ SpanStatusCode }: Library, span: api.Span, code: string): void {
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function redactAttributes(attributes: Attributes): api.Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string"
        ? redactText(value)
        : typeof value === "number"
          ? value
          : value.map(redactText),
    ]),
  );
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** The context of a caller's own span; the root where the header is absent or makes no sense. */
function remoteParent(
  { ROOT_CONTEXT, isSpanContextValid, trace }: Library,
  header: string | undefined,
): api.Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
