import type { ApolloServerPlugin } from "@apollo/server";
import { exchangeOf } from "./exchange";

/**
 * Adds the key of each change to answers: in `extensions.idempotency`, and where a document made one change, in the
 * headers `Idempotency-Key` and, where an earlier outcome was returned, `Idempotency-Replayed`.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function idempotencyPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: ({ request }) => {
      const { http } = request;
      if (!http) return Promise.resolve();
      return Promise.resolve({
        willSendResponse: ({ response: { body, http: answer } }) => {
          const reported = exchangeOf(http).reportedKeys;
          const [only] = reported;
          if (only === undefined) return Promise.resolve();
          if (body.kind === "single") {
            const extensions = { ...body.singleResult.extensions, idempotency: reported };
            body.singleResult = { ...body.singleResult, extensions };
          }
          if (reported.length === 1) {
            answer.headers.set("idempotency-key", `"${only.key.replace(/["\\]/g, "\\$&")}"`);
            if (only.replayed) answer.headers.set("idempotency-replayed", "true");
          }
          return Promise.resolve();
        },
      });
    },
  };
}
