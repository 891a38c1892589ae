import type { IncomingMessage } from "node:http";
import type { EarlyRefusal } from "./early-refusals";
import { HEALTH_PATHS, pathLength, pathOf } from "./target-path";

const NO_TARGET: EarlyRefusal = {
  status: 400,
  message: "The request line must name a path, such as /graphql, without a fragment (#).",
  code: "BAD_REQUEST",
};
const OTHER_HOST: EarlyRefusal = {
  status: 400,
  message: "The request line names another host than the Host line.",
  code: "BAD_REQUEST",
};

const ABSOLUTE = /^https?:\/\/([^/?]*)(.*)$/i;
/** Percent-encoded letters, digits, "-", "_" and "~". */
const NEEDLESSLY_ENCODED = /%(?:2d|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi;

/**
 * Normalizes a request's target before it is used: routes and response headers would not see the
 * same path in `/%67raphql` or `http://host/graphql`, and know nothing of the path that all is served under.
 * @param basePath that path, without a slash at its end.
 * @returns the reason why the target is invalid; otherwise `request.url` begins with a slash, is `*`, or has an empty
 *   path, where `basePath` itself was requested.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 and https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2
 */
export function normalizeTarget(
  request: Pick<IncomingMessage, "url" | "headers">,
  basePath: string,
): EarlyRefusal | undefined {
  const { url: sentTarget = "", headers } = request;
  if (sentTarget.includes("#")) return NO_TARGET;
  let target = sentTarget;
  if (!sentTarget.startsWith("/") && sentTarget !== "*") {
    const [, authority, rest = ""] = ABSOLUTE.exec(sentTarget) ?? [];
    if (authority === undefined) return NO_TARGET;
    if (authority.toLowerCase() !== headers.host?.toLowerCase()) return OTHER_HOST;
    target = rest.startsWith("/") ? rest : `/${rest}`;
  }
  const end = pathLength(target);
  const path = target.slice(0, end);
  if (path.includes("%")) target = path.replace(NEEDLESSLY_ENCODED, decodeURIComponent) + target.slice(end);
  const below = targetBelow(basePath, target);
  if (below === undefined) return nothingServed(basePath);
  if (below !== sentTarget) request.url = below;
  return undefined;
}

/**
 * A target without the path that all is served under; undefined where it is for something else. Health checks are
 * served without that path too: an orchestrator's probes do not come through the proxy that adds it.
 */
function targetBelow(basePath: string, target: string): string | undefined {
  if (basePath === "" || target === "*" || HEALTH_PATHS.has(pathOf(target))) return target;
  if (!target.startsWith(basePath)) return undefined;
  const rest = target.slice(basePath.length);
  return rest === "" || rest.startsWith("/") || rest.startsWith("?") ? rest : undefined;
}

/** The refusal of a path that nothing is served at. */
export function nothingServed(basePath: string): EarlyRefusal {
  return {
    status: 404,
    message: `Nothing is served at this path. GraphQL is at ${basePath}/graphql.`,
    code: "BAD_REQUEST",
  };
}
