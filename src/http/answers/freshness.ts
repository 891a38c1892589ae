import type { IncomingHttpHeaders } from "node:http";
import type { ApolloServerPlugin } from "@apollo/server";

/** How old an answer is, and what else it tells of that: all that JSON.stringify finds in it. */
interface Freshness {
  readonly ageMs: number;
  /** The same as JSON. */
  text(): string;
}

/** Asked, once an operation has run, how old its answer is; undefined where nothing was read for it. */
export type FreshnessOf<C extends object> = (context: C) => Freshness | undefined;

/** Tells callers how old an answer is: in `extensions.freshness`, and over HTTP in the header `Age`, in whole seconds. */
export function freshnessPlugin<C extends object>(freshnessOf: FreshnessOf<C>): ApolloServerPlugin<C> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ contextValue, response: { body, http } }) => {
          const freshness = freshnessOf(contextValue);
          if (freshness === undefined || body.kind !== "single") return Promise.resolve();
          // A new object: the result may be shared with other requests.
          const extensions = { ...body.singleResult.extensions, freshness };
          body.singleResult = { ...body.singleResult, extensions };
          http.headers.set("age", ageText(freshness));
          return Promise.resolve();
        },
      }),
  };
}

/** The value of the header `Age`. */
export function ageText({ ageMs }: Pick<Freshness, "ageMs">): string {
  return String(Math.floor(ageMs / 1000));
}

/**
 * The oldest data that a caller takes, in milliseconds, as the request's `Cache-Control` says.
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
 * @returns undefined where it says nothing of that.
 */
export function maxAgeOf({ "cache-control": header }: IncomingHttpHeaders): number | undefined {
  if (header === undefined) return undefined;
  const directives = header.split(",").map((directive) => directive.trim().toLowerCase());
  if (directives.includes("no-cache") || directives.includes("no-store")) return 0;
  const seconds = directives.flatMap((directive) => /^max-age="?(\d+)"?$/.exec(directive)?.[1] ?? []);
  return seconds.length === 0 ? undefined : Math.min(...seconds.map(Number)) * 1000;
}
