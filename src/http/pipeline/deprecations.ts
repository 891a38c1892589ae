import type { ApolloServerPlugin } from "@apollo/server";
import type { RawVariables } from "../../execution/variables";
import type { Deprecation } from "./deprecation";
import { inVariables } from "./deprecated-elements";
import { type Exchange, exchangeOf } from "./exchange";
import type { KnownOperation } from "./known-operation";
import { NamesKnown } from "./schema-details";

/** One use of a deprecated element; counted, so that an operator sees which callers must still migrate. */
export interface DeprecatedUse {
  deprecation: Deprecation;
  /** The caller's name; absent where it is unknown. */
  caller?: string;
  clientName?: string;
}

export interface DeprecationOptions {
  /** Target of the `Link` header: where callers find details. */
  docsUrl: string;
  /** Whether a request's caller may see parts of the schema that the request does not name. */
  seesSchema: (exchange: Exchange) => boolean;
  onUse?: ((use: DeprecatedUse) => void) | undefined;
}

/**
 * Reports to callers at run time which deprecated elements they use: each field, argument, input field and enum
 * value, named in the document or in its variables, once, in `extensions.deprecations`; over HTTP also in the headers
 * `Deprecation` (RFC 9745: the earliest day, where the schema states one) and `Link`. Callers who may not read the
 * schema get the names of deprecated elements, but not their replacements.
 */
export function deprecationPlugin({ docsUrl, seesSchema, onUse }: DeprecationOptions): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ request, response }) => {
          const exchange = request.http && exchangeOf(request.http);
          // Without an operation nothing was executed: the document did not parse, or is not valid.
          if (exchange?.operation === undefined) return Promise.resolve();
          const used = deprecatedIn(exchange.operation, request.variables ?? {});
          if (used.length === 0) return Promise.resolve();

          const { body, http } = response;
          // A new object: the result may be shared with other requests.
          if (body.kind === "single") {
            const visible = seesSchema(exchange) ? used : new NamesKnown(request).deprecations(used);
            const extensions = { ...body.singleResult.extensions, deprecations: visible };
            body.singleResult = { ...body.singleResult, extensions };
          }
          const since = earliest(used);
          if (since !== undefined) http.headers.set("deprecation", `@${since}`);
          if (seesSchema(exchange))
            http.headers.set("link", `<${docsUrl}>; rel="deprecation"; type="text/html"`);

          noteDeprecatedUses(exchange, used, request.http?.headers.get("apollographql-client-name"), onUse);
          return Promise.resolve();
        },
      }),
  };
}

/** The deprecated elements that an operation uses, each once. @param variables as they were sent. */
export function deprecatedIn(
  { deprecations }: KnownOperation,
  variables: RawVariables,
): readonly Deprecation[] {
  return deprecations.suspectVariables.length > 0
    ? distinct([...deprecations.found, ...inVariables(deprecations, variables)])
    : deprecations.found;
}

/** Notes the deprecated elements that a request uses, for its log line and for counting. */
export function noteDeprecatedUses(
  exchange: Exchange,
  used: readonly Deprecation[],
  clientName: string | string[] | undefined,
  onUse: DeprecationOptions["onUse"],
): void {
  exchange.deprecations = used.map(({ coordinate }) => coordinate);
  const by = {
    ...(exchange.caller && { caller: exchange.caller.name }),
    ...(typeof clientName === "string" && clientName !== "" && { clientName }),
  };
  for (const deprecation of used) onUse?.({ deprecation, ...by });
}

function distinct(used: readonly Deprecation[]): Deprecation[] {
  return [...new Map(used.map((deprecation) => [deprecation.coordinate, deprecation])).values()];
}

/** The earliest day of deprecation in Unix seconds. */
function earliest(used: readonly Deprecation[]): number | undefined {
  const seconds = used.flatMap(({ since }) => (since === undefined ? [] : Date.parse(since) / 1_000));
  const sane = seconds.filter(Number.isInteger);
  return sane.length ? Math.min(...sane) : undefined;
}
