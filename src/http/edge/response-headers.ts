import type { IncomingHttpHeaders } from "node:http";
import { pathOf } from "./target-path";

/** A response's headers, in their order. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/**
 * The security headers of every answer. The content security policy is the one for answers that are no page: it allows
 * nothing. Pages set their own, and more headers (page.ts). There is no Strict-Transport-Security: TLS ends in front of
 * the gateway, and the proxy that terminates it sets that header for the whole host.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
 */
const SECURITY: HeaderPairs = [
  ["content-security-policy", "default-src 'none';frame-ancestors 'none'"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "SAMEORIGIN"],
];

/**
 * The headers that an answer at the GraphQL path depends on. Without `Vary`, a cache in between could return one
 * tenant's answer to another.
 */
const GRAPHQL_VARY = "authorization, x-api-key, origin, accept, accept-encoding";

/** The default; others are set for a GET whose answer has an ETag, and for the files of pages. */
export const UNCACHED = "private, no-store";
const NOT_STORED = ["cache-control", UNCACHED] as const;
const GRAPHQL: HeaderPairs = [NOT_STORED, ["vary", GRAPHQL_VARY]];
const OTHER: HeaderPairs = [NOT_STORED, ["vary", "origin"]];

/** The headers that a page of another origin may read. */
const EXPOSED = [
  "age",
  "deprecation",
  "etag",
  "idempotency-key",
  "idempotency-replayed",
  "link",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "www-authenticate",
  "x-request-id",
].join(", ");

/** The one path that GraphQL is served at. */
export const GRAPHQL_PATH = "/graphql";

/** The methods of the GraphQL path, and of all others. */
export const GRAPHQL_METHODS = "GET, HEAD, POST, OPTIONS";
const OTHER_METHODS = "GET, HEAD, OPTIONS";

/** @param url the normalized target. @returns the value of `Allow`. */
export function allowedMethods(url: string): string {
  return pathOf(url) === GRAPHQL_PATH ? GRAPHQL_METHODS : OTHER_METHODS;
}

/** How long a browser may remember what a preflight allowed, in seconds. */
const PREFLIGHT_MAX_AGE = "600";

export interface Addressed {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The headers that every answer has, also a refusal before any route. It alone sets the security headers, CORS, and
 * the cache headers of the GraphQL path.
 */
export class ResponseHeaders {
  readonly #origins: ReadonlySet<string>;

  /** @param corsOrigins origins whose pages may call the gateway. */
  constructor(corsOrigins: readonly string[]) {
    this.#origins = new Set(corsOrigins);
  }

  /** @returns the headers of an answer to this request, whatever the answer is. */
  of(request: Addressed): HeaderPairs {
    const own = isElsewhere(request) ? OTHER : GRAPHQL;
    const { origin } = request.headers;
    if (origin === undefined || !this.#origins.has(origin)) return [...SECURITY, ...own];
    return [
      ...SECURITY,
      ...own,
      ["access-control-allow-origin", origin],
      ["access-control-expose-headers", EXPOSED],
    ];
  }

  /** Whether a request comes from a page that may call the gateway, its own among them, or from no page. */
  isOriginAllowed({ headers: { origin, host } }: Addressed): boolean {
    return origin === undefined || this.#origins.has(origin) || hostIn(origin) === host?.toLowerCase();
  }

  /**
   * The headers of the answer to OPTIONS, beside those of every answer: the allowed methods, and for a preflight of
   * an allowed origin, that its page may use them. Callers send credentials in a header, never in a cookie of the
   * gateway, so CORS credentials are not allowed.
   */
  ofOptions(request: Addressed): HeaderPairs {
    const forGraphQL = isGraphQL(request);
    const {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": names,
    } = request.headers;
    const allow: HeaderPairs = [["allow", allowedMethods(request.url ?? "")]];
    if (origin === undefined || method === undefined || !this.#origins.has(origin)) return allow;
    return [
      ...allow,
      ["access-control-allow-methods", forGraphQL ? "GET, POST" : "GET"],
      ["access-control-max-age", PREFLIGHT_MAX_AGE],
      ...(names === undefined ? [] : ([["access-control-allow-headers", names]] as const)),
      ["vary", `${forGraphQL ? GRAPHQL_VARY : "origin"}, access-control-request-headers`],
    ];
  }
}

/**
 * Whether a request is known to be for another path than GraphQL's. A request that is refused before its target was
 * read or normalized (request-target.ts) may be for that path, so its answer has the cache headers.
 */
function isElsewhere({ url }: Addressed): boolean {
  if (url === undefined) return false;
  return url === "*" || (/^\/[^%#]*$/.test(url) && !isGraphQL({ url, headers: {} }));
}

function isGraphQL({ url = "" }: Addressed): boolean {
  return pathOf(url) === GRAPHQL_PATH;
}

/** The host of an origin, with its port where that is not the usual one; undefined for `null`, which is no address. */
function hostIn(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
