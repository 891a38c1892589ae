import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { stringifyResult } from "../execution/json-text";
import { answerTextPlugin } from "./answer-text";
import { CEILINGS } from "../auth/caller-limits";
import type { Execute } from "../execution/execution";
import { type DeprecatedUse, deprecationPlugin } from "./deprecations";
import { executorFor } from "./executor";
import { factsPlugin } from "./facts";
import { type UnavailableOf, unavailablePlugin } from "./answers/unavailable";
import { type FreshnessOf, freshnessPlugin } from "./freshness";
import { introspectionPlugin } from "./introspection";
import type { Admission } from "./limits/admission";
import { idempotencyPlugin } from "./idempotency";
import { preparationPlugin } from "./lane/preparation";
import type { PreparedQueries } from "./lane/prepared-queries";
import type { Page } from "./page";

export interface ApolloOptions<C extends object> {
  schema: GraphQLSchema;
  logger: Logger;
  introspection: boolean;
  formatError?: ApolloServerOptions<C>["formatError"];
  /** Called for each deprecated element that a response used. */
  onDeprecatedUse?: (use: DeprecatedUse) => void;
  /** Where a caller reads about deprecations: the target of the `Link` header. */
  deprecationDocs: string;
  /** What a browser gets that opens `/graphql`. */
  landing: Page;
  drainPlugin: ApolloServerPlugin;
  /** How old an answer is; it is not told unless this says. */
  freshness?: FreshnessOf<C>;
  /** What is missing from an answer; it is not told unless this says. */
  unavailable?: UnavailableOf<C>;
  admission: Admission;
  execute: Execute;
  /** Queries that the lane may answer once Apollo has. */
  prepared: PreparedQueries;
}

/** Apollo Server with the settings that this gateway stands by; not yet started. */
export function createApollo<C extends object>(options: ApolloOptions<C>): ApolloServer<C> {
  const { schema, logger, introspection, formatError, deprecationDocs, onDeprecatedUse, landing, execute } =
    options;
  return new ApolloServer<C>({
    gateway: executorFor(schema, execute),
    stringifyResult,
    introspection,
    csrfPrevention: true,
    parseOptions: { maxTokens: CEILINGS.tokens },
    includeStacktraceInErrorResponses: false,
    // server.ts owns the signals: it also closes the emulator.
    stopOnTerminationSignals: false,
    logger: {
      debug: (message: unknown) => logger.debug(String(message)),
      info: (message: unknown) => logger.info(String(message)),
      warn: (message: unknown) => logger.warn(String(message)),
      error: (message: unknown) => logger.error(String(message)),
    },
    ...(formatError && { formatError }),
    plugins: [
      // Otherwise every field is wrapped, which costs a third of the time of a 100-row answer.
      ApolloServerPluginCacheControlDisabled(),
      // Nothing is sent to Apollo, whatever APOLLO_* variables the environment holds.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      // Instead of Apollo's own; Apollo still decides which requests prefer a page.
      {
        serverWillStart: () =>
          Promise.resolve({ renderLandingPage: () => Promise.resolve({ html: landing.html }) }),
      },
      factsPlugin(),
      introspectionPlugin(),
      options.admission.plugin(),
      idempotencyPlugin(),
      deprecationPlugin({
        schema,
        docsUrl: deprecationDocs,
        ...(onDeprecatedUse && { onUse: onDeprecatedUse }),
      }),
      ...(options.freshness === undefined ? [] : [freshnessPlugin(options.freshness)]),
      ...(options.unavailable === undefined ? [] : [unavailablePlugin(options.unavailable)]),
      answerTextPlugin(),
      preparationPlugin(options.prepared),
      options.drainPlugin,
    ],
  });
}
