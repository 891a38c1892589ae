import type { ApolloServerPlugin } from "@apollo/server";
import type { Unavailable } from "../../types/graph/page";

/** Called once an operation has run. @returns what could not be read for it. */
export type UnavailableOf<C extends object> = (context: C) => readonly Unavailable[];

/** Adds `extensions.unavailable` with what is missing from an answer, whether or not they selected it. */
export function unavailablePlugin<C extends object>(unavailableOf: UnavailableOf<C>): ApolloServerPlugin<C> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ contextValue, response: { body } }) => {
          const unavailable = unavailableOf(contextValue);
          if (unavailable.length === 0 || body.kind !== "single") return Promise.resolve();
          // A new object: the result may be shared with other requests.
          const extensions = { ...body.singleResult.extensions, unavailable };
          body.singleResult = { ...body.singleResult, extensions };
          return Promise.resolve();
        },
      }),
  };
}

/** The list as JSON; undefined where nothing is missing. */
export function unavailableText(unavailable: readonly Unavailable[]): string | undefined {
  return unavailable.length === 0 ? undefined : JSON.stringify(unavailable);
}
