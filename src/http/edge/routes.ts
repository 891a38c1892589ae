import { GatewayError } from "../../errors";
import type { HttpRequest } from "./http-request";
import type { Reply } from "./reply";

/** Answers a request; what it throws is answered as a failure. */
export type Handler = (request: HttpRequest, reply: Reply) => Promise<void> | void;

export interface Route {
  /** A path; `:name` matches one segment, and `*` at the end for everything. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
}

interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The served paths, with their handlers. */
export class Routes {
  readonly #fixed = new Map<string, Route>();
  readonly #patterns: { readonly route: Route; readonly segments: readonly string[] }[] = [];

  add(route: Route): void {
    if (/[:*]/.test(route.path)) this.#patterns.push({ route, segments: route.path.split("/") });
    else for (const method of route.methods) this.#fixed.set(`${method} ${route.path}`, route);
  }

  /**
   * @param path as it was sent.
   * @throws GatewayError BAD_REQUEST where it cannot be decoded.
   */
  find(method: string, path: string): Match | undefined {
    try {
      const route = this.#fixed.get(`${method} ${path.includes("%") ? decodeURI(path) : path}`);
      if (route !== undefined) return { route, params: {} };
      const segments = path.split("/").map(decodeURIComponent);
      for (const pattern of this.#patterns) {
        const params = pattern.route.methods.includes(method)
          ? paramsIn(pattern.segments, segments)
          : undefined;
        if (params !== undefined) return { route: pattern.route, params };
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      throw new GatewayError(
        "BAD_REQUEST",
        "The path has a percent sign that encodes no character of UTF-8.",
      );
    }
  }
}

/** Undefined where the path does not match. */
function paramsIn(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const hasRest = pattern.at(-1) === "*";
  if (hasRest ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (expected.startsWith(":")) params[expected.slice(1)] = segment;
    else if (expected !== "*" && expected !== segment) return undefined;
  }
  return params;
}
