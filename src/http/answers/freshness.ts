import type { IncomingHttpHeaders } from "node:http";
import type { ApolloServerPlugin } from "@apollo/server";

/** How old an answer is, and related details: all members that JSON.stringify writes. */
interface Freshness {
  readonly ageMs: number;
  /** The same details as JSON. */
  text(): string;
}

/** Called once an operation has run. @returns how old its answer is; undefined where it read nothing. */
export type FreshnessOf<C extends object> = (context: C) => Freshness | undefined;

/**
 * Adds to each answer how old it is: in `extensions.freshness`, and over HTTP in the header `Age`, in whole seconds.
 */
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
 * The oldest data that a caller accepts, in milliseconds, from the request's `Cache-Control`.
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
 * @returns undefined where the header does not limit the age.
 */
export function maxAgeOf({ "cache-control": header }: IncomingHttpHeaders): number | undefined {
  if (header === undefined) return undefined;
  const directives = header.split(",").map((directive) => directive.trim().toLowerCase());
  if (directives.includes("no-cache") || directives.includes("no-store")) return 0;
  const seconds = directives.flatMap((directive) => /^max-age="?(\d+)"?$/.exec(directive)?.[1] ?? []);
  return seconds.length === 0 ? undefined : Math.min(...seconds.map(Number)) * 1000;
}
